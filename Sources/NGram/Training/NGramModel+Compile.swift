extension NGramModel {
    /// Weights in the tables are counts in sixteenths.
    static var weightScale: UInt64 { 16 }

    /// The model of what was counted. Contexts, transitions, lengths and starts that fewer than k distinct words share are
    /// left out, and with them the only traces of a rare word. Nothing here depends on the order of a dictionary.
    static func compile(
        _ corpus: Trainer.Corpus, options: TrainingOptions, notes: [(name: String, value: String)]
    ) -> NGramModel {
        var compiler = ModelCompiler(options: options)
        compiler.compile(corpus, notes: notes)
        return NGramModel(compiled: compiler.image.bytes())
    }
}

/// Turns counts into tables.
struct ModelCompiler {
    private let options: TrainingOptions
    private let threshold: Int
    private(set) var image: ModelImage
    private var tables = AliasTables()
    private var numbers: [ContextKey: UInt32] = [:]
    private var keys: [ContextKey] = []

    init(options: TrainingOptions) {
        self.options = options
        threshold = max(options.minimumDistinctWords, 1)
        image = ModelImage(
            rules: WordRules(minimumLength: 1, maximumLength: 1, maximumRun: nil, required: [], maximumGap: nil))
    }

    mutating func compile(_ corpus: Trainer.Corpus, notes: [(name: String, value: String)]) {
        var counter = TransitionCounter(order: options.order)
        for (word, times) in corpus.words { counter.add(word, times: times) }
        addNodes(counter)
        addLengths(counter)
        addSentences(corpus)
        if options.excludeOriginals { image.originals = OriginalFilter.blocks(corpus.words.keys) }
        image.slots = tables.slots
        image.facts.notes = notes
        image.facts.order = options.order
        image.facts.minimumDistinctWords = threshold
        image.facts.excludesOriginals = options.excludeOriginals
        image.facts.fallbackWeight = options.fallbackWeight
        image.facts.distinctWords = corpus.words.count
        image.facts.totalWords = corpus.words.values.reduce(0, +)
        ScoreTables.fill(&image, weights: tables.weights)
    }

    private mutating func addNodes(_ counter: TransitionCounter) {
        let kept = counter.transitions.filter { $0.value.distinctWords >= threshold }.keys.sorted()
        let known = Set(kept.map { Transition.unpack($0).context }).union([.empty])
        keys = known.sorted { $0.packed < $1.packed }
        numbers = Dictionary(uniqueKeysWithValues: zip(keys, UInt32(0)...))

        var steps: [[(step: Transition, weight: UInt64)]] = Array(repeating: [], count: keys.count)
        var symbols: Set<UInt32> = []
        for packed in kept {
            let (key, step) = Transition.unpack(packed)
            guard let number = numbers[key] else { continue }
            steps[Int(number)].append((step, (counter.transitions[packed]?.weight ?? 0) * NGramModel.weightScale))
            symbols.insert(step.symbol)
        }
        for (number, key) in keys.enumerated() {
            var context = Context()
            context.fallback = key.shortened.map(longestKnown) ?? 0
            let all = (counter.contexts[key]?.weight ?? 0) * NGramModel.weightScale
            let dropped = all - min(steps[number].reduce(0) { $0 + $1.weight }, all)
            addNode(key, steps[number], context, dropped: number == 0 ? 0 : dropped)
            image.contexts.append(context)
        }
        image.startNode = Int(longestKnown(.wordStart))
        image.alphabet = symbols.sorted()
    }

    private func longestKnown(_ key: ContextKey) -> UInt32 {
        var key = key
        while numbers[key] == nil, let shorter = key.shortened { key = shorter }
        return numbers[key] ?? 0
    }

    /// What the threshold dropped is left to the fallback, and so is the weight that the options give it: which steps the
    /// fallback has was decided by the threshold too, so nothing rare comes back.
    private mutating func addNode(
        _ key: ContextKey, _ steps: [(step: Transition, weight: UInt64)], _ context: Context, dropped: UInt64
    ) {
        let ordered = steps.sorted { one, other in
            (one.step.endsWord ? 1 : 0, one.step.symbol) < (other.step.endsWord ? 1 : 0, other.step.symbol)
        }
        var choices = ordered.map { step, weight in
            let next = step.endsWord ? AliasSlot.end : longestKnown(key.followed(by: step.scalar, order: options.order))
            return (symbol: step.symbol, target: next, weight: UInt32(clamping: weight))
        }
        let worth = keys[Int(context.fallback)].count >= 2 ? UInt64(options.fallbackWeight) * NGramModel.weightScale : 0
        if dropped + worth > 0 {
            choices.append((context.fallback, AliasSlot.backOff, UInt32(clamping: dropped + worth)))
        }
        var node = Node()
        node.choices = tables.add(choices)
        node.childCount = UInt32(steps.count { !$0.step.endsWord })
        node.lastCount = UInt32(steps.count) - node.childCount
        image.nodes.append(node)
    }

    private mutating func addLengths(_ counter: TransitionCounter) {
        let kept = counter.lengths.filter { $0.value.distinctWords >= threshold }.sorted { $0.key < $1.key }
        image.lengths = tables.add(
            kept.map { (UInt32(clamping: $0.key), 0, UInt32(clamping: $0.value.weight)) })
        let learned = (kept.first?.key ?? 1)...(kept.last?.key ?? options.maximumWordLength)
        let bounds = options.generatedLengths ?? learned
        let longest = TrainingOptions.longestWord
        image.rules = WordRules(
            minimumLength: min(max(bounds.lowerBound, 1), longest),
            maximumLength: min(max(bounds.upperBound, 1), longest), maximumRun: options.maximumRun.map { max($0, 1) },
            required: options.requiredScalars.unicodeScalars.map { Symbol($0).bytes }, maximumGap: options.maximumGap)
    }

    private mutating func addSentences(_ corpus: Trainer.Corpus) {
        image.facts.positions = corpus.sentenceStarts.isEmpty ? 0 : options.positions
        image.sentenceLengths = tables.add(
            corpus.sentenceLengths.sorted { $0.key < $1.key }
                .map { (UInt32(clamping: $0.key), 0, UInt32(clamping: $0.value)) })
        guard image.facts.positions > 0 else { return }
        for place in Array(1...options.positions) + (1...options.positions).map({ -$0 }) {
            let kept = (corpus.sentenceStarts[place] ?? [:]).filter { $0.value.distinctWords >= threshold }
            let ordered = kept.sorted { $0.key.packed.packed < $1.key.packed.packed }
            image.startTables.append(
                tables.add(
                    ordered.map { start, tally in
                        image.starts.append(record(of: start))
                        return (UInt32(image.starts.count - 1), 0, UInt32(clamping: tally.weight))
                    }))
        }
    }

    private func record(of start: SentenceStart) -> WordStart {
        var record = WordStart()
        var key = ContextKey.wordStart
        withUnsafeMutableBytes(of: &record.symbols) { bytes in
            let symbols = bytes.assumingMemoryBound(to: UInt32.self)
            for (place, scalar) in start.packed.scalars.enumerated() {
                symbols[place] = Symbol(scalar).bytes
                key = key.followed(by: scalar.value, order: options.order)
            }
        }
        record.count = UInt32(start.packed.count)
        record.isWhole = start.isWhole ? 1 : 0
        record.node = longestKnown(key)
        return record
    }
}
