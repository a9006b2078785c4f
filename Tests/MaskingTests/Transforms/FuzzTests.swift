import Masking
import Testing

/// Random and mangled bytes into every type, format and transform, for a bounded time.
@Suite struct FuzzTests {
    @Test func nothingTrapsAndTheTypeHolds() {
        var random = TestRandom(seed: 20_260_101)
        let rules = TypeMatrixTests.rules
        let types = TypeMatrixTests.types
        var seeds = TypeMatrixTests.binaries().filter { $0.count < 200 }
        seeds += TypeMatrixTests.texts.map { Array($0.utf8) }.filter { $0.count < 200 }
        let clock = ContinuousClock()
        let end = clock.now + .seconds(2)
        var rounds = 0
        while clock.now < end {
            let rule = rules[Int.random(in: 0..<rules.count, using: &random)]
            let type = types[Int.random(in: 0..<types.count, using: &random)]
            let settings = TypeMatrixTests.settings[Int.random(in: 0..<4, using: &random)]
            let format: WireFormat = Bool.random(using: &random) ? .text : .binary
            let mask = Kit.mask(rule, type, format, settings: settings)
            for _ in 0..<20 {
                let input = mangled(&random, seeds)
                rounds += 1
                guard let output = mask.apply(bytes: input) else { continue }
                guard ValueValidator.accepts(output, as: type, format, settings: settings) else {
                    Issue.record("\(String(describing: rule?.kind)) \(type.kind) \(format) \(input) gave \(output)")
                    return
                }
            }
        }
        #expect(rounds > 100)
    }

    private func mangled(_ random: inout TestRandom, _ seeds: [[UInt8]]) -> [UInt8] {
        if UInt8.random(in: 0..<4, using: &random) == 0 { return random.bytes(Int.random(in: 0..<40, using: &random)) }
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            switch UInt8.random(in: 0..<4, using: &random) {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
            case 1: bytes.remove(at: index)
            case 2: bytes.insert(bytes[index], at: index)
            default: bytes.removeLast(bytes.count - index)
            }
        }
        return bytes
    }
}
