import Keys

/// An IP address: any of a block, written as RFC 4291 and RFC 5952 have it (version 6 without the short form for zeros).
struct AddressGenerator: Generator {
    let key: StreamKey
    /// Version 6: the block's first 64 bits; the rest is drawn. Version 4: the block and how many bits are drawn.
    let form: Form
    /// The key of the permutation, where no two rows may have the same address.
    var uniqueKey: StreamKey?
    var type: ValueType { .text }
    var isUnique: Bool { uniqueKey != nil }

    enum Form: Sendable {
        case version4(base: UInt32, bits: UInt32)
        case version6(prefix: UInt64)
        /// Locally administered, for one receiver (IEEE 802).
        case mac
    }

    func column(_ block: Block) -> Column {
        .text(
            block.rows.map { row in
                if let uniqueKey { return block.arena.copy(text(place(uniqueKey.permute(row, below: space)))) }
                var random = key.stream(row: row)
                return block.arena.copy(text(random.next()))
            })
    }

    /// How many bits of a random word, from the top, make an address.
    private var bits: Int {
        switch form {
        case .version4(_, let bits): Int(bits)
        case .version6: 63
        case .mac: 40
        }
    }

    var space: UInt64 { 1 << UInt64(bits) }

    /// An address's number as the word that would make it.
    private func place(_ number: UInt64) -> UInt64 {
        if case .mac = form { return number << 16 }
        return number << UInt64(64 - bits)
    }

    private func text(_ word: UInt64) -> String {
        switch form {
        case .version4(let base, let bits):
            let address = base | UInt32(truncatingIfNeeded: word >> 32) >> (32 - bits)
            return [24, 16, 8, 0].map { "\(address >> UInt32($0) & 0xFF)" }.joined(separator: ".")
        case .version6(let prefix):
            let groups = [prefix, word].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xFFFF } }
            return groups.map { String($0, radix: 16) }.joined(separator: ":")
        case .mac:
            // Of 48 bits, the lowest of the first byte says "many receivers", the next "no maker's".
            let address = word >> 16 & ~(1 << 40) | 2 << 40
            return [40, 32, 24, 16, 8, 0].map { shift in
                let byte = address >> UInt64(shift) & 0xFF
                return (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined(separator: ":")
        }
    }
}
