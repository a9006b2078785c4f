/// How close what a model invents is to what it learned from, and how much of that it gives away.
package struct ModelQuality: Sendable, Codable, Equatable {
    /// Words that were drawn.
    package var draws: Int
    /// Of the draws, those that stand in the training data.
    package var memorisedShare: Double
    /// Of the words that occur once in the training data, those that were drawn; nil: none occurs once.
    package var rareShare: Double?
    /// Of the draws, those that stand neither in the training data nor in what was held out.
    package var novelShare: Double
    /// Of the first tenth of the draws, the distinct ones.
    package var uniqueShare: Double
    /// Of runs of two and three scalars, from the reference: what was held out, else the training data.
    package var divergence2: Double
    package var divergence3: Double
    /// Of the training data from what was held out: what no model can be expected to undercut.
    package var floor2: Double?
    package var floor3: Double?

    /// - Parameters:
    ///   - training: distinct values with how often each came.
    ///   - heldOut: values that the model did not learn; empty: compared with the training data.
    package init(
        of model: NGramModel, training: [String: Int], heldOut: [String] = [], draws: Int,
        using random: inout some NGramRandom
    ) {
        var words: [String] = []
        var bytes: [UInt8] = []
        for _ in 0..<draws {
            bytes.removeAll(keepingCapacity: true)
            model.generate(using: &random, into: &bytes)
            words.append(String(decoding: bytes, as: UTF8.self))
        }
        let distinct = Set(words)
        let others = Set(heldOut)
        let rare = training.filter { $0.value == 1 }.keys
        func share(_ count: Int, of total: Int) -> Double { total > 0 ? Double(count) / Double(total) : 0 }

        self.draws = draws
        memorisedShare = share(words.count { training[$0] != nil }, of: draws)
        novelShare = share(words.count { training[$0] == nil && !others.contains($0) }, of: draws)
        uniqueShare = share(Set(words.prefix(draws / 10)).count, of: draws / 10)
        rareShare = rare.isEmpty ? nil : share(rare.count { distinct.contains($0) }, of: rare.count)

        func compare(_ length: Int) -> (divergence: Double, floor: Double?) {
            let drawn = GramDistribution(of: words, length: length)
            let learned = GramDistribution(of: training.keys, length: length)
            guard !heldOut.isEmpty else { return (drawn.divergence(from: learned), nil) }
            let reference = GramDistribution(of: heldOut, length: length)
            return (drawn.divergence(from: reference), learned.divergence(from: reference))
        }
        (divergence2, floor2) = compare(2)
        (divergence3, floor3) = compare(3)
    }
}
