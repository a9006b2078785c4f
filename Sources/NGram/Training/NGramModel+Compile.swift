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
        var counter = TransitionCounter(order: options.order, threshold: threshold)
        for (word, times) in corpus.words { counter.add(word, times: times) }
        addNodes(counter)
        addLengths(counter)
        addSentences(corpus)
        if options.excludeOriginals { image.originals = OriginalFilter.blocks(corpus.words.keys) }
        image.slots = tables.slots
        image.weights = tables.weights
        image.facts.notes = notes
        image.facts.order = options.order
        image.facts.minimumDistinctWords = threshold
        image.facts.excludesOriginals = options.excludeOriginals
        image.facts.fallbackWeight = options.fallbackWeight
        image.facts.distinctWords = corpus.words.count
        image.facts.totalWords = corpus.words.values.reduce(0, +)
        image.scores = ScoringTable(image)
    }

    private mutating func addNodes(_ counter: TransitionCounter) {
        var transitions = counter.transitions
        // Where no word has a second letter that is kept, letters go on as words begin.
        if !transitions.contains(where: { Transition.unpack($0.key).context == .empty && isKept($0.value) }) {
            transitions.merge(counter.initials) { $1 }
        }
        let kept = transitions.filter { isKept($0.value) }.keys.sorted()
        let known = Set(kept.map { Transition.unpack($0).context }).union([.empty])
        keys = known.sorted { $0.packed < $1.packed }
        numbers = Dictionary(uniqueKeysWithValues: zip(keys, UInt32(0)...))

        var counts = [ContextCounts](repeating: ContextCounts(), count: keys.count)
        var symbols: Set<UInt32> = []
        for (packed, tally) in transitions {
            let (key, step) = Transition.unpack(packed)
            guard let number = numbers[key] else { continue }
            counts[Int(number)].add(step, tally, threshold)
            if isKept(tally) { symbols.insert(step.symbol) }
        }
        for (number, key) in keys.enumerated() {
            addNode(key, counts[number], fallback: key.shortened.map(longestKnown) ?? 0)
        }
        image.startNode = Int(longestKnown(.wordStart))
        image.alphabet = symbols.sorted()
    }

    private func longestKnown(_ key: ContextKey) -> UInt32 {
        var key = key
        while numbers[key] == nil, let shorter = key.shortened { key = shorter }
        return numbers[key] ?? 0
    }

    private func isKept(_ tally: Tally) -> Bool { tally.distinctWords >= threshold }

    /// What the threshold dropped is left to the fallback, and so is the weight that the options give it: which steps the
    /// fallback has was decided by the threshold too, so nothing rare comes back. The empty context is no fallback in this
    /// sense: what it knows of letters is true nowhere in particular.
    private mutating func addNode(_ key: ContextKey, _ counts: ContextCounts, fallback: UInt32) {
        let steps = counts.kept.sorted { one, other in
            (one.step.endsWord ? 1 : 0, one.step.symbol) < (other.step.endsWord ? 1 : 0, other.step.symbol)
        }
        var choices = steps.map { step, weight in
            let next = step.endsWord ? AliasSlot.end : longestKnown(key.followed(by: step.scalar, order: options.order))
            return (symbol: step.symbol, target: next, weight: weight * NGramModel.weightScale)
        }
        let worth = keys[Int(fallback)].count >= 2 ? UInt64(options.fallbackWeight) : 0
        let left = min((fallback > 0 ? counts.dropped : 0) + worth, 1 << 58)
        if left > 0 { choices.append((fallback, AliasSlot.backOff, left * NGramModel.weightScale)) }
        var node = Node()
        node.choices = tables.add(Self.fitted(choices))
        node.childCount = UInt32(steps.count { !$0.step.endsWord })
        node.fallback = fallback
        image.nodes.append(node)
    }

    /// Weights of 32 bits: where the greatest is larger, all are made smaller alike, and none nothing.
    private static func fitted(
        _ choices: [(symbol: UInt32, target: UInt32, weight: UInt64)]
    ) -> [(symbol: UInt32, target: UInt32, weight: UInt32)] {
        let greatest = choices.map(\.weight).max() ?? 0
        let shift = max(0, 32 - greatest.leadingZeroBitCount)
        return choices.map { ($0.symbol, $0.target, UInt32(max($0.weight >> UInt64(shift), 1))) }
    }

    private mutating func addLengths(_ counter: TransitionCounter) {
        let kept = counter.lengths.filter { isKept($0.value) }.sorted { $0.key < $1.key }
        image.lengths = tables.add(
            kept.map { (UInt32(clamping: $0.key), 0, UInt32(clamping: $0.value.weight(threshold))) })
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
            corpus.sentenceLengths.filter { $0.key <= ModelFile.longestSentence && $0.value >= threshold }.sorted {
                $0.key < $1.key
            }
            .map { (UInt32(clamping: $0.key), 0, UInt32(clamping: $0.value)) })
        guard image.facts.positions > 0 else { return }
        for place in Array(1...options.positions) + (1...options.positions).map({ -$0 }) {
            addStarts(corpus.sentenceStarts[place] ?? [:])
        }
    }

    /// What the words at one place begin with. Those whose beginning fewer than k words share count as words of any kind.
    private mutating func addStarts(_ words: [[Unicode.Scalar]: Int]) {
        var tallies: [SentenceStart: Tally] = [:]
        for (number, (word, times)) in words.enumerated() {
            tallies[SentenceStart(of: word, order: options.order), default: Tally()].count(
                times, word: number, threshold)
        }
        let ordered = tallies.filter { isKept($0.value) }.sorted { one, other in
            (one.key.packed.packed, one.key.isWhole ? 1 : 0) < (other.key.packed.packed, other.key.isWhole ? 1 : 0)
        }
        var counts = ContextCounts()
        for (_, tally) in tallies { counts.add(Transition(scalar: 0, endsWord: false), tally, threshold) }
        var choices = ordered.map { start, tally in
            image.starts.append(record(of: start))
            return (symbol: UInt32(image.starts.count - 1), target: UInt32(0), weight: tally.weight(threshold))
        }
        if counts.dropped > 0 || ordered.isEmpty {
            image.starts.append(record(of: SentenceStart(packed: .empty, isWhole: false)))
            choices.append((UInt32(image.starts.count - 1), 0, max(counts.dropped, 1)))
        }
        image.startTables.append(tables.add(Self.fitted(choices)))
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

/// What was counted after one context.
private struct ContextCounts {
    /// Steps that k words share.
    var kept: [(step: Transition, weight: UInt64)] = []
    private var keptWords = 0
    private var droppedWords = 0

    mutating func add(_ step: Transition, _ tally: Tally, _ threshold: Int) {
        if tally.distinctWords >= threshold {
            kept.append((step, tally.weight(threshold)))
            keptWords += tally.distinctWords
        } else {
            droppedWords += tally.distinctWords
        }
    }

    /// What the steps that fewer words share weigh: by the words, each as much as one behind the steps that are kept does
    /// on average, since their own weights would say how often a rare word came.
    var dropped: UInt64 {
        guard droppedWords > 0, keptWords > 0 else { return 0 }
        let weight = kept.reduce(UInt128(0)) { $0 + UInt128($1.weight) }
        return max(UInt64(clamping: min(UInt128(droppedWords) * weight / UInt128(keptWords), 1 << 58)), 1)
    }
}
