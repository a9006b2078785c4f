extension NGramModel {
    /// Draws before a word is altered instead: with names, one draw in five is an original, so this is never reached.
    @inlinable static var maximumDraws: Int { 32 }
    private static var maximumTries: Int { 1000 }

    /// The bytes that must be free where a word of so many scalars is written: four a scalar, and what the last store may
    /// spill over.
    @inlinable
    package func room(_ maximumLength: Int = .max) -> Int { 4 * max(min(maximumLength, rules.maximumLength), 1) + 4 }

    /// Writes one invented word, in UTF-8, and returns its length in bytes. Nothing is allocated.
    ///
    /// A word that breaks a rule of the model, or stands in the training set while originals are excluded, is drawn
    /// again; after 32 draws the last one is altered letter by letter until it is no original, whatever the rules say, so
    /// the work is bounded.
    ///
    /// - Parameters:
    ///   - place: with ``room(_:)`` bytes behind it.
    ///   - maximumLength: in Unicode scalars, as SQL counts a column's characters; the model's own bound holds too. Below
    ///     the model's shortest word, words get shorter accordingly; at 0 or less nothing is written.
    ///   - prefix: what the word begins with.
    @inlinable
    package func writeWord(
        using random: inout some NGramRandom, at place: UnsafeMutableRawPointer, maximumLength: Int = .max,
        prefix: WordPrefix? = nil
    ) -> Int {
        let longest = min(maximumLength, rules.maximumLength)
        guard longest > 0, !isEmpty else { return 0 }
        defer { extendLifetime(memory) }
        var word = WordCursor(at: place)
        for _ in 0..<Self.maximumDraws {
            word = WordCursor(at: place)
            let node = prefix.map { write($0, to: &word, longest: longest) } ?? startNode
            walk(from: node, longest: longest, &word, using: &random)
            if isAcceptable(word, longest: longest) { return word.bytes }
        }
        alter(&word, behind: prefix?.symbols.count ?? 0, longest: longest)
        return word.bytes
    }

    /// Appends one invented word.
    package func generate(
        using random: inout some NGramRandom, into output: inout [UInt8], maximumLength: Int = .max,
        prefix: WordPrefix? = nil
    ) {
        withUnsafeTemporaryAllocation(byteCount: room(maximumLength), alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return }
            let count = writeWord(using: &random, at: base, maximumLength: maximumLength, prefix: prefix)
            output.append(contentsOf: buffer[..<count])
        }
    }

    @inlinable @inline(__always)
    func draw(_ table: AliasRange, using random: inout some NGramRandom) -> AliasSlot {
        let slots = slots + Int(table.start)
        return slots[AliasSlot.place(in: slots, count: table.count, random.next())]
    }

    /// Through the chain until a word ends.
    @inlinable @inline(__always)
    func walk(from start: Int, longest: Int, _ word: inout WordCursor, using random: inout some NGramRandom) {
        let shortest = min(rules.minimumLength, longest)
        var node = start
        while word.count < longest {
            let slot = step(from: node, to: word.count &+ 1, shortest, longest, using: &random)
            word.append(slot.symbol)
            if slot.target == AliasSlot.end { return }
            node = Int(slot.target)
        }
    }

    /// What comes next, as letter number `count`: not the end before the word may end, and the end where it must.
    @inlinable @inline(__always)
    func step(
        from node: Int, to count: Int, _ shortest: Int, _ longest: Int, using random: inout some NGramRandom
    ) -> AliasSlot {
        settled(draw(nodes[node].choices, using: &random), from: node, to: count, shortest, longest, using: &random)
    }

    /// What comes of a draw.
    @inlinable @inline(__always)
    func settled(
        _ drawn: AliasSlot, from node: Int, to count: Int, _ shortest: Int, _ longest: Int,
        using random: inout some NGramRandom
    ) -> AliasSlot {
        var slot = drawn
        while slot.target == AliasSlot.backOff { slot = draw(nodes[Int(slot.symbol)].choices, using: &random) }
        if slot.target == AliasSlot.end {
            if count < shortest { return drawChild(of: node, using: &random) ?? slot }
        } else if count == longest {
            return drawLast(of: node, using: &random) ?? slot
        }
        return slot
    }

    /// Of the nearest context that knows how to go on; nil where none does.
    @usableFromInline
    func drawChild(of start: Int, using random: inout some NGramRandom) -> AliasSlot? {
        var node = start
        while node != 0, nodes[node].children.isEmpty { node = fallback(of: node) }
        return drawByWeight(nodes[node].children, using: &random)
    }

    /// Of the nearest context that knows how to end; nil where none does.
    @usableFromInline
    func drawLast(of start: Int, using random: inout some NGramRandom) -> AliasSlot? {
        var node = start
        while node != 0, lastChildren(of: node).isEmpty { node = fallback(of: node) }
        return drawByWeight(lastChildren(of: node), using: &random)
    }

    /// One choice of a part of a table, by one random word: the first at which the sum of the weights is above
    /// ⌊word × total / 2⁶⁴⌋.
    private func drawByWeight(_ places: Range<Int>, using random: inout some NGramRandom) -> AliasSlot? {
        let total = places.reduce(UInt64(0)) { $0 + UInt64(weights[$1]) }
        var rest = random.next().multipliedFullWidth(by: total).high
        for place in places {
            let weight = UInt64(weights[place])
            if rest < weight { return slots[place] }
            rest -= weight
        }
        return nil
    }

    func fallback(of node: Int) -> Int { Int(nodes[node].fallback) }

    private func lastChildren(of node: Int) -> Range<Int> { nodes[node].lastChildren { slots[$0].target } }

    @inlinable @inline(__always)
    func isAcceptable(_ word: WordCursor, longest: Int) -> Bool {
        !originals.contains(originals.probe(word)) && keepsRules(word, longest: longest)
    }

    @inlinable @inline(__always)
    func keepsRules(_ word: WordCursor, longest: Int) -> Bool {
        word.count >= min(rules.minimumLength, longest) && (rules.isPlain || keepsSpecialRules(word))
    }

    /// A call of its own, so that words of which nothing is asked do not pay for the copy of the rules.
    @usableFromInline @inline(never)
    func keepsSpecialRules(_ word: WordCursor) -> Bool { rules.accept(word) }

    /// The alphabet from `a` on, then what comes before it: words do not end with capitals.
    private var alterations: [UInt32] {
        let middle = alphabet.firstIndex { $0 >= 0x61 } ?? 0
        return Array(alphabet[middle...]) + Array(alphabet[..<middle])
    }

    /// Makes the word one that is no original: the first, in a fixed order, that is one symbol longer, or else differs in
    /// one symbol behind the prefix. Where the first thousand such words are originals (a list of all one-letter words,
    /// say) it stays as it is.
    @usableFromInline
    func alter(_ word: inout WordCursor, behind prefix: Int, longest: Int) {
        let symbols = word.symbols
        guard originals.contains(originals.probe(word)) else { return }
        var candidates: [Int] = symbols.count < longest ? [symbols.count] : []
        candidates += symbols.indices.dropFirst(prefix).reversed()
        let alterations = alterations
        var tries = 0
        for place in candidates {
            for symbol in alterations {
                tries += 1
                if tries > Self.maximumTries { return }
                var altered = symbols
                if place == symbols.count { altered.append(symbol) } else { altered[place] = symbol }
                guard !originals.contains(WordHash(altered).finished) else { continue }
                word = WordCursor(at: word.place)
                for symbol in altered { word.append(symbol) }
                return
            }
        }
    }
}

/// A word while it is written.
@usableFromInline
struct WordCursor {
    @usableFromInline let place: UnsafeMutableRawPointer
    @usableFromInline var bytes = 0
    /// In symbols.
    @usableFromInline var count = 0
    @usableFromInline var hash = WordHash()

    @inlinable @inline(__always)
    init(at place: UnsafeMutableRawPointer) { self.place = place }

    /// Four bytes are written, of which the next symbol overwrites what is not this one's.
    @inlinable @inline(__always)
    mutating func append(_ symbol: UInt32) {
        place.storeBytes(of: symbol, toByteOffset: bytes, as: UInt32.self)
        bytes &+= Symbol(bytes: symbol).length
        count &+= 1
        hash.add(symbol)
    }

    /// Takes back the symbol that was appended last.
    @inlinable @inline(__always)
    mutating func removeLast(_ symbol: UInt32) {
        bytes &-= Symbol(bytes: symbol).length
        count &-= 1
        hash.remove(symbol)
    }

    @usableFromInline var symbols: [UInt32] {
        let written = UnsafeRawBufferPointer(start: place, count: bytes)
        return String(decoding: written, as: UTF8.self).unicodeScalars.map { Symbol($0).bytes }
    }
}

extension WordRules {
    /// Whether runs and gaps are short enough, and a required symbol is there.
    func accept(_ word: WordCursor) -> Bool {
        var (run, gap, hasRequired) = (0, 0, required.isEmpty)
        var previous: UInt32?
        for symbol in word.symbols {
            run = symbol == previous ? run + 1 : 1
            previous = symbol
            if run > maximumRun { return false }
            if required.isEmpty { continue }
            gap = required.contains(symbol) ? 0 : gap + 1
            if gap == 0 { hasRequired = true }
            if gap > maximumGap { return false }
        }
        return hasRequired
    }
}
