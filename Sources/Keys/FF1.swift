/// Format-preserving encryption by NIST SP 800-38G method FF1 over AES: a keyed bijection of the strings of one length
/// over an alphabet of `radix` symbols, a different one for every length and every tweak.
///
/// A string is an array of numerals, each 0 ..< radix, the most significant first. As the standard's revision 1
/// demands, there must be a million strings of the length at least; ``SmallPermutation`` serves what is smaller. Safe
/// to use from many threads at once; in the steady state it allocates nothing.
package final class FF1: Sendable, RedactedSecret {
    /// Strings there must be at least (SP 800-38G Revision 1, section 5.1).
    package static let smallestDomain = 1_000_000
    package let radix: Int

    private let aes: AESBlockCipher
    /// How many numerals fit one 32-bit limb, and the radix to that power.
    private let chunk: (numerals: Int, value: UInt64)

    /// - Parameters:
    ///   - key: 16, 24 or 32 bytes.
    ///   - radix: 2 to 65,536.
    package init(key: [UInt8], radix: Int) throws(KeyError) {
        guard (2...65_536).contains(radix) else {
            throw .unsupportedDomain("FF1 needs a radix from 2 to 65536, not \(radix)")
        }
        aes = try AESBlockCipher(key: key)
        self.radix = radix
        var chunk = (numerals: 1, value: UInt64(radix))
        while chunk.value * UInt64(radix) <= UInt64(UInt32.max) {
            chunk = (chunk.numerals + 1, chunk.value * UInt64(radix))
        }
        self.chunk = chunk
    }

    /// Replaces a string by its image.
    package func encrypt(_ numerals: inout [UInt16], tweak: [UInt8] = []) throws(KeyError) {
        var span = numerals.mutableSpan
        try permute(&span, count: span.count, tweak: tweak.span, forward: true)
    }

    /// Replaces an image by the string it came from.
    package func decrypt(_ numerals: inout [UInt16], tweak: [UInt8] = []) throws(KeyError) {
        var span = numerals.mutableSpan
        try permute(&span, count: span.count, tweak: tweak.span, forward: false)
    }

    /// Encrypts or decrypts the string that the first `count` numerals of the span are.
    func permute(
        _ numerals: inout MutableSpan<UInt16>, count: Int, tweak: Span<UInt8>, forward: Bool
    ) throws(KeyError) {
        let rounds = try prepare(numerals.span.extracting(first: count), tweak: tweak)
        for step in 0..<10 {
            try apply(forward ? step : 9 - step, of: rounds, to: &numerals, tweak: tweak, adding: forward)
        }
    }

    /// What all ten rounds of one string share. Names are the standard's: n is the string's length, u its left half's, b
    /// the bytes of a half's number, d the bytes drawn a round, Q the block string that ends in the round number and
    /// that number.
    private struct Rounds {
        var u: Int
        var n: Int
        var b: Int
        var d: Int
        var qLength: Int
        /// Whole blocks of Q that are the same in all rounds, and the CBC-MAC of P and them.
        var fixedBlocks: Int
        var fixedMAC: UInt128
        /// Where one block is left, what of it is the same in all rounds: the tweak's end and zeros.
        var lastBlock: UInt128?
    }

    private func prepare(_ numerals: Span<UInt16>, tweak: Span<UInt8>) throws(KeyError) -> Rounds {
        let n = numerals.count
        guard n >= 2, domainIsLargeEnough(n) else {
            throw .unsupportedDomain(
                "FF1 needs \(Self.smallestDomain) strings at least; length \(n) over \(radix) symbols has fewer")
        }
        for index in numerals.indices where Int(numerals[index]) >= radix {
            throw .outsideDomain("the numeral at position \(index) is not below the radix \(radix)")
        }
        guard let t = UInt32(exactly: tweak.count), t <= 65_536 else {
            throw .unsupportedDomain("FF1's tweak may have 65536 bytes here, not \(tweak.count)")
        }
        let u = n / 2
        let v = n - u
        guard let bits = bitLength(ofRadixToThe: v) else {
            throw .unsupportedDomain("a string of \(n) numerals of radix \(radix) is longer than this FF1 handles")
        }
        let b = (bits + 7) / 8
        let d = 4 * ((b + 3) / 4) + 4
        let qLength = (tweak.count + b + 1 + 15) / 16 * 16

        // P = [1] [2] [1] [radix, 3 bytes] [10] [u mod 256] [n, 4 bytes] [t, 4 bytes]
        var p: UInt128 = 0x010201 << 104
        p |= UInt128(radix) << 80
        p |= 10 << 72
        p |= UInt128(u & 0xFF) << 64
        p |= UInt128(UInt32(truncatingIfNeeded: n)) << 32
        p |= UInt128(t)
        var rounds = Rounds(
            u: u, n: n, b: b, d: d, qLength: qLength, fixedBlocks: (qLength - b - 1) / 16, fixedMAC: try aes.encrypt(p))
        for block in 0..<rounds.fixedBlocks {
            var bytes: UInt128 = 0
            for index in block * 16..<block * 16 + 16 {
                bytes = bytes << 8 | (index < tweak.count ? UInt128(tweak[index]) : 0)
            }
            rounds.fixedMAC = try aes.encrypt(rounds.fixedMAC ^ bytes)
        }
        if rounds.fixedBlocks * 16 + 16 == qLength {
            var bytes: UInt128 = 0
            for index in qLength - 16..<qLength {
                bytes = bytes << 8 | (index < tweak.count ? UInt128(tweak[index]) : 0)
            }
            rounds.lastBlock = bytes
        }
        return rounds
    }

    /// One Feistel round: the half that stays is hashed with the round's number into y, and the other half, as a
    /// number, gets y added or subtracted modulo radix to its length.
    private func apply(
        _ round: Int, of rounds: Rounds, to numerals: inout MutableSpan<UInt16>, tweak: Span<UInt8>, adding: Bool
    ) throws(KeyError) {
        let left = 0..<rounds.u
        let right = rounds.u..<rounds.n
        let (target, source) = round.isMultiple(of: 2) ? (left, right) : (right, left)

        var number = Limbs()
        for index in source { number.multiplyAdd(UInt64(radix), UInt64(numerals[index])) }
        let mac = try mac(of: number, round: round, of: rounds, tweak: tweak)

        var y = Limbs(count: rounds.d / 4)
        var stream = mac
        for word in 0..<rounds.d / 4 {
            if word > 0, word.isMultiple(of: 4) { stream = try aes.encrypt(mac ^ UInt128(word / 4)) }
            y.set(rounds.d / 4 - 1 - word, UInt32(truncatingIfNeeded: stream >> UInt128(96 - 32 * (word % 4))))
        }
        shift(&numerals, target, by: &y, adding: adding)
    }

    /// The CBC-MAC of P and Q.
    private func mac(
        of number: Limbs, round: Int, of rounds: Rounds, tweak: Span<UInt8>
    ) throws(KeyError) -> UInt128 {
        if let lastBlock = rounds.lastBlock {
            let bytes = lastBlock | UInt128(round) << UInt128(8 * rounds.b) | number.low128
            return try aes.encrypt(rounds.fixedMAC ^ bytes)
        }
        var mac = rounds.fixedMAC
        for block in rounds.fixedBlocks..<rounds.qLength / 16 {
            var bytes: UInt128 = 0
            for index in block * 16..<block * 16 + 16 {
                let byte: UInt8
                let fromEnd = rounds.qLength - 1 - index
                if fromEnd < rounds.b {
                    byte = number.byte(fromEnd)
                } else if fromEnd == rounds.b {
                    byte = UInt8(truncatingIfNeeded: round)
                } else {
                    byte = index < tweak.count ? tweak[index] : 0
                }
                bytes = bytes << 8 | UInt128(byte)
            }
            mac = try aes.encrypt(mac ^ bytes)
        }
        return mac
    }

    /// Adds y to, or subtracts it from, a half, modulo radix to the half's length; y's digits fall off its low end.
    private func shift(_ numerals: inout MutableSpan<UInt16>, _ target: Range<Int>, by y: inout Limbs, adding: Bool) {
        var digits: UInt64 = 0
        var digitsLeft = 0
        var carry = 0
        for index in target.reversed() {
            if digitsLeft == 0 {
                digits = y.divide(by: chunk.value)
                digitsLeft = chunk.numerals
            }
            let digit = Int(digits % UInt64(radix))
            digits /= UInt64(radix)
            digitsLeft -= 1
            var numeral = Int(numerals[index]) + (adding ? digit + carry : -digit - carry)
            carry = numeral < 0 || numeral >= radix ? 1 : 0
            if carry == 1 { numeral += adding ? -radix : radix }
            numerals[index] = UInt16(truncatingIfNeeded: numeral)
        }
    }

    private func domainIsLargeEnough(_ length: Int) -> Bool {
        var strings = 1
        for _ in 0..<length {
            strings *= radix
            if strings >= Self.smallestDomain { return true }
        }
        return false
    }

    /// The bits of the largest number of that many numerals; nil beyond 512.
    private func bitLength(ofRadixToThe exponent: Int) -> Int? {
        guard exponent <= 512 else { return nil }
        var largest = Limbs()
        for _ in 0..<exponent {
            guard largest.bitLength <= 512 else { return nil }
            largest.multiplyAdd(UInt64(radix), UInt64(radix - 1))
        }
        return largest.bitLength <= 512 ? largest.bitLength : nil
    }
}
