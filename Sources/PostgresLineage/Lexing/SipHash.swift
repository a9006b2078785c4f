/// SipHash-2-4 with 128 bits of output: a keyed hash whose collisions cannot be found without the key.
struct SipHash {
    struct Key: Sendable {
        var low: UInt64
        var high: UInt64

        static func random() -> Key {
            var generator = SystemRandomNumberGenerator()
            return Key(low: generator.next(), high: generator.next())
        }
    }

    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64
    private var pending: UInt64 = 0
    private var filled: UInt64 = 0
    private var length: UInt64 = 0

    init(key: Key) {
        v0 = key.low ^ 0x736F_6D65_7073_6575
        v1 = key.high ^ 0x646F_7261_6E64_6F6D ^ 0xEE
        v2 = key.low ^ 0x6C79_6765_6E65_7261
        v3 = key.high ^ 0x7465_6462_7974_6573
    }

    @inline(__always)
    mutating func update(_ byte: UInt8) {
        pending |= UInt64(byte) &<< filled
        filled &+= 8
        length &+= 1
        if filled == 64 {
            compress(pending)
            pending = 0
            filled = 0
        }
    }

    /// Up to eight bytes at once, the first of them lowest; what lies above them must be zero.
    @inline(__always)
    mutating func update(_ word: UInt64, count: Int) {
        pending |= word &<< filled
        length &+= UInt64(truncatingIfNeeded: count)
        let total = filled &+ UInt64(truncatingIfNeeded: count) &* 8
        guard total >= 64 else {
            filled = total
            return
        }
        compress(pending)
        pending = filled == 0 ? 0 : word &>> (64 &- filled)
        filled = total &- 64
    }

    @inline(__always)
    private mutating func compress(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    mutating func finalize() -> (low: UInt64, high: UInt64) {
        compress(pending | length << 56)
        v2 ^= 0xEE
        for _ in 0..<4 { round() }
        let low = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xDD
        for _ in 0..<4 { round() }
        return (low, v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func round() {
        v0 = v0 &+ v1
        v1 = (v1 &<< 13 | v1 &>> 51) ^ v0
        v0 = v0 &<< 32 | v0 &>> 32
        v2 = v2 &+ v3
        v3 = (v3 &<< 16 | v3 &>> 48) ^ v2
        v0 = v0 &+ v3
        v3 = (v3 &<< 21 | v3 &>> 43) ^ v0
        v2 = v2 &+ v1
        v1 = (v1 &<< 17 | v1 &>> 47) ^ v2
        v2 = v2 &<< 32 | v2 &>> 32
    }
}
