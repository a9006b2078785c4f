import Keys
import Testing

@Suite struct FF1Tests {
    struct Sample: Sendable {
        var key: String
        var radix: Int
        var tweak: String
        var plaintext: String
        var ciphertext: String
    }

    private static let key128 = "2B7E151628AED2A6ABF7158809CF4F3C"
    private static let key192 = key128 + "EF4359D8D580AA4F"
    private static let key256 = key192 + "7F036D6F04FC6A94"
    private static let tweak10 = "39383736353433323130"
    private static let tweak36 = "3737373770717273373737"
    private static let digits = "0123456789"
    private static let letters = "0123456789abcdefghi"

    /// NIST, "Block Cipher Modes of Operation, FF1 Method for Format-Preserving Encryption", samples 1 to 9.
    static let samples = [
        Sample(key: key128, radix: 10, tweak: "", plaintext: digits, ciphertext: "2433477484"),
        Sample(key: key128, radix: 10, tweak: tweak10, plaintext: digits, ciphertext: "6124200773"),
        Sample(key: key128, radix: 36, tweak: tweak36, plaintext: letters, ciphertext: "a9tv40mll9kdu509eum"),
        Sample(key: key192, radix: 10, tweak: "", plaintext: digits, ciphertext: "2830668132"),
        Sample(key: key192, radix: 10, tweak: tweak10, plaintext: digits, ciphertext: "2496655549"),
        Sample(key: key192, radix: 36, tweak: tweak36, plaintext: letters, ciphertext: "xbj3kv35jrawxv32ysr"),
        Sample(key: key256, radix: 10, tweak: "", plaintext: digits, ciphertext: "6657667009"),
        Sample(key: key256, radix: 10, tweak: tweak10, plaintext: digits, ciphertext: "1001623463"),
        Sample(key: key256, radix: 36, tweak: tweak36, plaintext: letters, ciphertext: "xs8a0azh2avyalyzuwd"),
    ]

    @Test(arguments: samples)
    func nistSample(_ sample: Sample) throws {
        let cipher = try FF1(key: Hex.bytes(sample.key), radix: sample.radix)
        let tweak = Hex.bytes(sample.tweak)
        var numerals = sample.plaintext.compactMap { UInt16(String($0), radix: 36) }
        let plaintext = numerals
        try cipher.encrypt(&numerals, tweak: tweak)
        #expect(numerals.map { String($0, radix: 36) }.joined() == sample.ciphertext)
        try cipher.decrypt(&numerals, tweak: tweak)
        #expect(numerals == plaintext)
    }

    @Test func decryptingUndoesEncryptingForEveryShape() throws {
        var random = StandInRandom(Seed(low: 1, high: 1))
        for radix in [2, 3, 10, 26, 36, 62, 255, 256, 257, 1000, 65_535, 65_536] {
            let cipher = try FF1(key: [UInt8](repeating: 9, count: 32), radix: radix)
            for length in [2, 3, 4, 5, 6, 7, 13, 19, 20, 21, 32, 40, 41] {
                var strings = 1.0
                for _ in 0..<length { strings *= Double(radix) }
                guard strings >= 1e6 else { continue }
                let tweak = (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
                let original = (0..<length).map { _ in UInt16(random.below(UInt64(radix))) }
                var numerals = original
                try cipher.encrypt(&numerals, tweak: tweak)
                #expect(numerals.allSatisfy { Int($0) < radix })
                #expect(numerals != original)
                var other = original
                try cipher.encrypt(&other, tweak: tweak + [1])
                #expect(other != numerals)
                try cipher.decrypt(&numerals, tweak: tweak)
                #expect(numerals == original, "radix \(radix), length \(length), tweak of \(tweak.count) bytes")
            }
        }
    }

    @Test func refusesWhatItIsNotDefinedFor() throws {
        for radix in [-1, 0, 1, 65_537] {
            #expect(throws: KeyError.self) { try FF1(key: [UInt8](repeating: 0, count: 16), radix: radix) }
        }
        let wrongKey = #expect(throws: KeyError.self) { try FF1(key: [1, 2], radix: 10) }
        #expect(wrongKey?.code == .wrongKeyLength)

        let cipher = try FF1(key: [UInt8](repeating: 0, count: 16), radix: 10)
        for length in [0, 1, 2, 5, 400, 100_000] {
            var numerals = [UInt16](repeating: 1, count: length)
            let error = #expect(throws: KeyError.self) { try cipher.encrypt(&numerals) }
            #expect(error?.code == .unsupportedDomain, "length \(length)")
        }
        var short = [UInt16](repeating: 1, count: 6)
        try cipher.encrypt(&short)
        var long = [UInt16](repeating: 1, count: 300)
        try cipher.encrypt(&long)
        var foreign: [UInt16] = [1, 2, 3, 10, 5, 6, 7]
        let error = #expect(throws: KeyError.self) { try cipher.encrypt(&foreign) }
        #expect(error?.code == .outsideDomain)
        #expect(foreign == [1, 2, 3, 10, 5, 6, 7])
        #expect(throws: KeyError.self) { try cipher.decrypt(&short, tweak: [UInt8](repeating: 0, count: 65_537)) }
    }

    @Test func manyThreadsMayShareOne() async throws {
        let cipher = try FF1(key: [UInt8](repeating: 3, count: 32), radix: 10)
        @Sendable func image(_ start: UInt16) throws -> [UInt16] {
            var numerals = (0..<9).map { (start + $0) % 10 }
            for _ in 0..<200 { try cipher.encrypt(&numerals) }
            return numerals
        }
        let expected = try (0..<10).map(image)
        try await withThrowingTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    let images = try (0..<10).map(image)
                    #expect(images == expected)
                }
            }
            try await group.waitForAll()
        }
    }
}
