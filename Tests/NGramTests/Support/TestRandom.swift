import NGram

/// SplitMix64 (Steele, Lea and Flood 2014), which counts the words it gave.
struct TestRandom: NGramRandom {
    private var state: UInt64
    private(set) var words = 0

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        words += 1
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

extension NGramModel {
    func words(_ count: Int, seed: UInt64, maximumLength: Int = .max) -> [String] {
        var random = TestRandom(seed)
        return (0..<count).map { _ in
            var output: [UInt8] = []
            generate(using: &random, into: &output, maximumLength: maximumLength)
            return String(decoding: output, as: UTF8.self)
        }
    }
}
