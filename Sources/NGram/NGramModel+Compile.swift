extension NGramModel {
    /// Weights in the tables are counts in sixteenths, so that blending can add fractions of one.
    static var weightScale: UInt64 { 16 }

    /// Compiles counts into tables. Contexts, transitions and lengths that fewer than k distinct words share are left
    /// out, and with them the only traces of a rare word. Nothing here depends on the order of a dictionary.
    init(words: [[Unicode.Scalar]: Int], options: TrainingOptions) {
        var counter = TransitionCounter(order: options.order)
        for (word, times) in words { counter.add(word, times: times) }

        let threshold = max(options.minimumDistinctWords, 1)
        let kept = counter.transitions.filter { $0.value.distinctWords >= threshold }.keys.sorted()
        let keptContexts = Set(kept.map { Transition.unpack($0).context })
        let contexts = keptContexts.union([.empty]).sorted { $0.packed < $1.packed }
        let index = Dictionary(uniqueKeysWithValues: zip(contexts, UInt32(0)...))

        func longestKnown(_ context: ContextKey) -> UInt32 {
            var context = context
            while index[context] == nil, let shorter = context.shortened { context = shorter }
            return index[context] ?? 0
        }

        nodes = contexts.map { context in
            Node(fallback: context.shortened.map(longestKnown) ?? 0)
        }
        tables = AliasTables()
        var symbols: Set<UInt32> = []
        var steps: [[Transition: UInt64]] = Array(repeating: [:], count: contexts.count)
        for packed in kept {
            let (context, step) = Transition.unpack(packed)
            guard let number = index[context] else { continue }
            steps[Int(number)][step] = (counter.transitions[packed]?.weight ?? 0) * Self.weightScale
            symbols.insert(step.scalar)
        }
        for number in contexts.indices {
            let fallback = Int(nodes[number].fallback)
            let worth = contexts[fallback].count >= 2 ? options.fallbackWeight : 0
            let blended = Self.blend(steps[number], with: steps[fallback], worth: worth)
            nodes[number].total = blended.reduce(0) { $0 + $1.value }
            let ordered = blended.sorted { $0.key.scalar < $1.key.scalar }
            nodes[number].children = tables.add(
                ordered.filter { !$0.key.endsWord }.map { step, weight in
                    let next = contexts[number].followed(by: step.scalar, order: options.order)
                    return (step.scalar, longestKnown(next), UInt32(clamping: weight))
                })
            nodes[number].lastChildren = tables.add(
                ordered.filter(\.key.endsWord).map { ($0.key.scalar, 0, UInt32(clamping: $0.value)) })
        }
        startNode = Int(longestKnown(.wordStart))
        alphabet = symbols.sorted()

        let keptLengths = counter.lengths.filter { $0.value.distinctWords >= threshold }.sorted { $0.key < $1.key }
        lengths = tables.add(keptLengths.map { (UInt32(clamping: $0.key), 0, UInt32(clamping: $0.value.weight)) })
        originals = options.excludeOriginals ? OriginalSet(words.keys) : OriginalSet()

        let learned = (keptLengths.first?.key ?? 1)...(keptLengths.last?.key ?? options.maximumWordLength)
        let bounds = options.generatedLengths ?? learned
        rules = WordRules(
            minimumLength: max(bounds.lowerBound, 1), maximumLength: max(bounds.upperBound, 1),
            maximumRun: max(options.maximumRun ?? .max, 1),
            required: options.requiredScalars.unicodeScalars.map(\.value), maximumGap: options.maximumGap ?? .max)
    }

    /// A context's counts with what its fallback foretells added, as if that had been seen so many times. Which steps
    /// the fallback has was decided by the threshold, so nothing rare comes back.
    private static func blend(
        _ steps: [Transition: UInt64], with fallback: [Transition: UInt64], worth: Int
    ) -> [Transition: UInt64] {
        let total = fallback.values.reduce(0, +)
        guard worth > 0, total > 0 else { return steps }
        return steps.merging(fallback.mapValues { $0 * UInt64(worth) * weightScale / total }, uniquingKeysWith: +)
            .filter { $0.value > 0 }
    }
}
