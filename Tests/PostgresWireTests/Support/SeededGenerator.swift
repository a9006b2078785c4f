/// SplitMix64: the same sequence for the same seed, so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

extension SeededGenerator {
    mutating func bytes(upTo limit: Int) -> [UInt8] {
        (0..<Int.random(in: 0...limit, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }

    /// Bytes a string may hold: anything but NUL.
    mutating func text(upTo limit: Int = 12) -> [UInt8] {
        bytes(upTo: limit).map { $0 == 0 ? 1 : $0 }
    }

    mutating func integer<T: FixedWidthInteger>() -> T {
        // Extremes are as likely as all that lies between.
        [T.random(in: T.min...T.max, using: &self), T.min, T.max, 0][Int.random(in: 0..<4, using: &self)]
    }

    mutating func list<T>(upTo limit: Int = 5, _ element: (inout SeededGenerator) -> T) -> [T] {
        (0..<Int.random(in: 0...limit, using: &self)).map { _ in element(&self) }
    }
}
