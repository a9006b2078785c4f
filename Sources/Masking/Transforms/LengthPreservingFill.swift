import BasicContainers

/// A placeholder of a given length, for a field whose length went out before its bytes arrived: a prefix, a repeated
/// unit, a suffix.
package struct LengthPreservingFill: Sendable, Hashable {
    package let prefix: [UInt8]
    /// Not empty; nearly always one byte.
    package let unit: [UInt8]
    /// How many times the unit stands.
    package let repetitions: Int
    package let suffix: [UInt8]

    package var length: Int { prefix.count + unit.count * repetitions + suffix.count }

    /// The byte at an offset; 0 beyond the end, which no caller asks for.
    package func byte(at offset: Int) -> UInt8 {
        if offset < prefix.count { return offset >= 0 ? prefix[offset] : 0 }
        let middle = offset &- prefix.count
        let end = unit.count &* repetitions
        if middle < end { return unit[middle % unit.count] }
        let last = middle &- end
        return last < suffix.count ? suffix[last] : 0
    }

    /// Appends the `count` bytes from `offset` on.
    package func append(from offset: Int, count: Int, into out: inout ByteArray) {
        guard count > 0 else { return }
        if unit.count == 1, offset >= prefix.count, offset &+ count <= prefix.count &+ repetitions {
            out.append(repeating: unit[0], count: count)
            return
        }
        for index in offset..<(offset &+ count) { out.append(byte(at: index)) }
    }

    init(prefix: [UInt8] = [], unit: [UInt8], repetitions: Int, suffix: [UInt8] = []) {
        self.prefix = prefix
        self.unit = unit
        self.repetitions = repetitions
        self.suffix = suffix
    }

    /// One byte over and over.
    init(_ byte: UInt8, count: Int) { self.init(unit: [byte], repetitions: count) }

    /// One character over and over.
    init(_ character: Unicode.Scalar, count: Int) {
        self.init(UInt8(truncatingIfNeeded: character.value), count: count)
    }

    /// Exactly this text.
    init(text: String) { self.init(prefix: Array(text.utf8), unit: [0x20], repetitions: 0) }

    /// `prefix`, then one character, then `suffix`, together `length` bytes; nil if it is too short for both.
    init?(prefix: String = "", _ character: Unicode.Scalar, suffix: String = "", length: Int) {
        let rest = length &- prefix.utf8.count &- suffix.utf8.count
        guard rest >= 0 else { return nil }
        self.init(
            prefix: Array(prefix.utf8), unit: [UInt8(truncatingIfNeeded: character.value)], repetitions: rest,
            suffix: Array(suffix.utf8))
    }
}
