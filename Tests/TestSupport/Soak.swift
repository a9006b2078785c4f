import Foundation

/// How long the random tests run: briefly and from fixed seeds, or under SOAK=1 at length and from new ones
/// (PHONY_FUZZ_SEED says which). The same for the tests of all targets.
package enum Soak {
    package static let isOn = ProcessInfo.processInfo.environment["SOAK"] != nil

    /// Added to the seeds of each test.
    package static let seed: UInt64 = {
        guard isOn else { return 0 }
        let given = ProcessInfo.processInfo.environment["PHONY_FUZZ_SEED"].flatMap { UInt64($0) }
        let seed = given ?? UInt64.random(in: 1_000_000...UInt64(UInt32.max))
        print("Soak: seed \(seed)")
        return seed
    }()

    /// Rounds for each one of a quick run.
    package static let factor = isOn ? 40 : 1
}
