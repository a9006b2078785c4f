import Synchronization

/// Bijections of one domain's values, by which unique columns stay unique: over the digit strings of a length, and over
/// the numbers 0 ..< n. With the domain's key each can be taken back.
///
/// Below a million values it is a table, above FF1 (radix 10 for digit strings; for numbers radix 2 on as many bits
/// as n − 1 has, applied again while the result is not below n, which is twice on average at worst). Every length and
/// every n has a permutation of its own. A domain of few values gives little cover whatever permutes it: of one
/// value, none.
///
/// Safe to use from many threads. Tables are built when first asked for (50 ms for the largest), and the eight used
/// last are kept, 8 MB each at most.
package final class KeyedPermutation: Sendable, RedactedSecret {
    /// Digits in the longest string that can be permuted.
    package static let maximumDigits = 300

    private static let keptTables = 8

    private let key: DomainKey
    private let decimal: FF1
    private let binary: FF1
    /// The latest used last.
    private let tables = Mutex<[SmallPermutation]>([])

    package init(key: DomainKey) throws(KeyError) {
        self.key = key
        decimal = try key.formatPreservingCipher(radix: 10)
        binary = try key.formatPreservingCipher(radix: 2)
    }

    /// Replaces ASCII digits by as many others; leading zeros count as digits. Other bytes in the range are an error,
    /// and leave the text as it was.
    ///
    /// - Parameter range: the digits' place in the text; nil: all of it.
    package func digits(_ ascii: inout MutableSpan<UInt8>, in range: Range<Int>? = nil) throws(KeyError) {
        try permute(&ascii, in: range ?? 0..<ascii.count, forward: true)
    }

    /// Takes ``digits(_:in:)`` back.
    package func inverseDigits(_ ascii: inout MutableSpan<UInt8>, in range: Range<Int>? = nil) throws(KeyError) {
        try permute(&ascii, in: range ?? 0..<ascii.count, forward: false)
    }

    /// The image of a number below n, itself below n.
    package func integer(_ value: UInt64, below n: UInt64) throws(KeyError) -> UInt64 {
        try permute(value, below: n, forward: true)
    }

    /// Takes ``integer(_:below:)`` back.
    package func inverseInteger(_ image: UInt64, below n: UInt64) throws(KeyError) -> UInt64 {
        try permute(image, below: n, forward: false)
    }

    private func permute(_ ascii: inout MutableSpan<UInt8>, in range: Range<Int>, forward: Bool) throws(KeyError) {
        guard range.lowerBound >= 0, range.upperBound <= ascii.count, range.count <= Self.maximumDigits else {
            throw .unsupportedDomain("the range of digits is outside the text, or above \(Self.maximumDigits) long")
        }
        var numerals = InlineArray<300, UInt16>(repeating: 0)
        var number: UInt64 = 0
        for (place, index) in range.enumerated() {
            guard (0x30...0x39).contains(ascii[index]) else {
                throw .outsideDomain("the byte at offset \(place) is no ASCII digit")
            }
            numerals[place] = UInt16(ascii[index] - 0x30)
            number = number &* 10 &+ UInt64(numerals[place])
        }
        if range.count < 6 {
            var domain = 1
            for _ in range { domain *= 10 }
            let table = try table(domain)
            number = forward ? try table.map(number) : try table.inverse(number)
            for index in range.reversed() {
                ascii[index] = 0x30 + UInt8(truncatingIfNeeded: number % 10)
                number /= 10
            }
            return
        }
        var span = numerals.mutableSpan
        try decimal.permute(&span, count: range.count, tweak: Span(), forward: forward)
        for (place, index) in range.enumerated() { ascii[index] = 0x30 + UInt8(truncatingIfNeeded: numerals[place]) }
    }

    private func permute(_ value: UInt64, below n: UInt64, forward: Bool) throws(KeyError) -> UInt64 {
        guard value < n else { throw .outsideDomain("the number is not below \(n)") }
        if n < UInt64(FF1.smallestDomain) {
            let table = try table(Int(n))
            return forward ? try table.map(value) : try table.inverse(value)
        }
        let bits = UInt64.bitWidth - (n - 1).leadingZeroBitCount
        // The tweak is n, eight bytes big-endian: two n of the same bit length have unrelated permutations.
        let tweak = InlineArray<8, UInt8> { UInt8(truncatingIfNeeded: n >> UInt64(56 - 8 * $0)) }
        var numerals = InlineArray<64, UInt16>(repeating: 0)
        for index in 0..<bits { numerals[index] = UInt16(truncatingIfNeeded: value >> UInt64(bits - 1 - index) & 1) }
        while true {
            var span = numerals.mutableSpan
            try binary.permute(&span, count: bits, tweak: tweak.span, forward: forward)
            var image: UInt64 = 0
            for index in 0..<bits { image = image << 1 | UInt64(numerals[index]) }
            if image < n { return image }
        }
    }

    private func table(_ count: Int) throws(KeyError) -> SmallPermutation {
        try tables.withLock { tables throws(KeyError) in
            if tables.last?.count != count {
                if let index = tables.firstIndex(where: { $0.count == count }) {
                    tables.append(tables.remove(at: index))
                } else {
                    if tables.count == Self.keptTables { tables.removeFirst() }
                    tables.append(try SmallPermutation(key: key, count: count))
                }
            }
            return tables[tables.count - 1]
        }
    }
}
