import Keys
import Testing

@Suite struct KeyedPermutationTests {
    private let permutation: KeyedPermutation

    init() throws { permutation = try KeyedPermutation(key: try DomainKey(bytes: [UInt8](0..<64))) }

    @Test(arguments: 1...5)
    func shortDigitStringsArePermuted(_ length: Int) throws {
        var seen = Set<[UInt8]>()
        var domain = 1
        for _ in 0..<length { domain *= 10 }
        for value in 0..<domain {
            let text = digits(value, length: length)
            var image = text
            try permutation.digits(&image)
            #expect(image.count == length)
            seen.insert(image)
            try permutation.inverseDigits(&image)
            #expect(image == text)
        }
        #expect(seen.count == domain)
    }

    /// All million strings of six digits, where FF1 begins.
    @Test func sixDigitsArePermuted() throws {
        var seen = [Bool](repeating: false, count: 1_000_000)
        for value in 0..<1_000_000 {
            var image = digits(value, length: 6)
            try permutation.digits(&image)
            let number = image.reduce(0) { $0 * 10 + Int($1) - 0x30 }
            if seen[number] { Issue.record("two strings have one image") }
            seen[number] = true
        }
    }

    @Test func longDigitStringsKeepTheirLengthAndComeBack() throws {
        var random = StandInRandom(Seed(low: 5, high: 6))
        for length in Array(0...40) + [100, 255, 300] {
            let text = (0..<length).map { _ in UInt8(0x30 + random.below(10)) }
            var image = text
            try permutation.digits(&image)
            #expect(image.count == length)
            #expect(image.allSatisfy { (0x30...0x39).contains($0) })
            if length > 6 { #expect(image != text) }
            try permutation.inverseDigits(&image)
            #expect(image == text)
        }
    }

    @Test func onlyTheRangeIsTouched() throws {
        var whole = Array("0042-0000123-x".utf8)
        try permutation.digits(&whole, in: 5..<12)
        #expect(whole.prefix(5) == Array("0042-".utf8)[...])
        #expect(whole.suffix(2) == Array("-x".utf8)[...])
        var part = Array("0000123".utf8)
        try permutation.digits(&part)
        #expect(Array(whole[5..<12]) == part)
        try permutation.inverseDigits(&whole, in: 5..<12)
        #expect(whole == Array("0042-0000123-x".utf8))
    }

    @Test func whatIsNotDigitsIsRefusedAndLeft() {
        var text = Array("12a4".utf8)
        let error = #expect(throws: KeyError.self) { try permutation.digits(&text) }
        #expect(error?.code == .outsideDomain)
        #expect(text == Array("12a4".utf8))
        for range in [3..<9, -1..<2, 5..<5] {
            #expect(throws: KeyError.self) { try permutation.digits(&text, in: range) }
        }
        var long = [UInt8](repeating: 0x30, count: 301)
        #expect(throws: KeyError.self) { try permutation.digits(&long) }
    }

    @Test(arguments: [1, 2, 7, 1000, 50_000] as [UInt64])
    func smallIntegersArePermuted(_ n: UInt64) throws {
        let images = try (0..<n).map { try permutation.integer($0, below: n) }
        #expect(images.sorted() == Array(0..<n))
        #expect(try images.map { try permutation.inverseInteger($0, below: n) } == Array(0..<n))
    }

    @Test(
        arguments: [
            999_999, 1_000_000, 1_000_001, 1_048_576, 1_048_577, 1 << 31, (1 << 31) + 1, 10_000_000_000, 1 << 63,
            (1 << 63) + 1, .max,
        ] as [UInt64])
    func largeIntegersStayBelowAndComeBack(_ n: UInt64) throws {
        var random = StandInRandom(Seed(low: n, high: 1))
        var moved = 0
        for value in [0, 1, n / 2, n - 1] + (0..<200).map({ _ in random.below(n) }) {
            let image = try permutation.integer(value, below: n)
            #expect(image < n)
            #expect(try permutation.inverseInteger(image, below: n) == value)
            if image != value { moved += 1 }
        }
        #expect(moved >= 200)
    }

    @Test func integersOutsideAreRefused() {
        for (value, n) in [(0, 0), (5, 5), (.max, .max), (2_000_000, 1_999_999)] as [(UInt64, UInt64)] {
            let error = #expect(throws: KeyError.self) { try permutation.integer(value, below: n) }
            #expect(error?.code == .outsideDomain)
        }
    }

    @Test func tablesThatFellOutOfTheCacheComeBackTheSame() throws {
        let first = try (0..<10).map { try permutation.integer($0, below: 10) }
        for n in UInt64(11)...40 { _ = try permutation.integer(3, below: n) }
        #expect(try (0..<10).map { try permutation.integer($0, below: 10) } == first)
    }

    @Test func anotherKeyPermutesOtherwise() throws {
        let other = try KeyedPermutation(key: try DomainKey(bytes: [UInt8](repeating: 1, count: 64)))
        for n in [1000, 1 << 40] as [UInt64] {
            let values = (0..<20).map { UInt64($0) * 31 }
            #expect(
                try values.map { try permutation.integer($0, below: n) }
                    != values.map { try other.integer($0, below: n) })
        }
    }

    /// These fix stand-ins that users store: they may never change. The digit strings were computed apart, in Python.
    @Test func imagesArePinned() throws {
        let root = PseudonymRoot(try MasterKey(bytes: [UInt8](0..<32)))
        let permutation = try KeyedPermutation(key: root.domainKey(domain: "email"))
        for (text, expected) in Self.pinnedDigits {
            var image = Array(text.utf8)
            try permutation.digits(&image)
            #expect(String(decoding: image, as: UTF8.self) == expected)
        }
        for (value, n, expected) in Self.pinnedIntegers {
            #expect(try permutation.integer(value, below: n) == expected)
        }
    }

    private func digits(_ value: Int, length: Int) -> [UInt8] {
        var value = value
        var text = [UInt8](repeating: 0x30, count: length)
        for index in text.indices.reversed() {
            text[index] += UInt8(value % 10)
            value /= 10
        }
        return text
    }
}

extension KeyedPermutationTests {
    fileprivate static let pinnedDigits = [
        ("000000", "901409"),
        ("123456789", "335403956"),
        ("4111111111111111", "3161026764292087"),
        (
            "0000000000000000000000000000000000000000",
            "3626292732181668039577756966965844255024"
        ),
        (
            "12345678901234567890123456789012345678901234567890",
            "46402523794634704193314962299577549390416511263363"
        ),
    ]
    fileprivate static let pinnedIntegers: [(UInt64, UInt64, UInt64)] = [
        (0, 1_000_000, 717_215),
        (42, 2_147_483_648, 1_407_868_655),
        (42, 2_147_483_649, 1_863_035_854),
        (7, 10_000_000_000, 4_114_733_002),
        (18_446_744_073_709_551_614, 18_446_744_073_709_551_615, 10_588_689_291_766_747_417),
    ]
}

extension KeyedPermutation {
    fileprivate func digits(_ bytes: inout [UInt8], in range: Range<Int>? = nil) throws(KeyError) {
        var span = bytes.mutableSpan
        try digits(&span, in: range)
    }

    fileprivate func inverseDigits(_ bytes: inout [UInt8], in range: Range<Int>? = nil) throws(KeyError) {
        var span = bytes.mutableSpan
        try inverseDigits(&span, in: range)
    }
}
