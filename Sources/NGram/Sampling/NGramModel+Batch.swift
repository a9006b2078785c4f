extension NGramModel {
    /// Writes one word for each number below `count`, several of them side by side: while one waits for a table to come
    /// from memory, the others go on. What each word is does not depend on its neighbours: it is what
    /// ``writeWord(using:at:maximumLength:prefix:)`` makes of the same stream.
    ///
    /// - Parameters:
    ///   - place: word i is written at i × `stride`; `count` × `stride` bytes are there, `stride` at least ``room(_:)``.
    ///   - lengths: what each word takes, in bytes.
    ///   - stream: what word i is drawn from.
    @inlinable
    package func writeWords<Random: NGramRandom>(
        _ count: Int, at place: UnsafeMutableRawPointer, stride: Int, lengths written: UnsafeMutablePointer<Int32>,
        maximumLength: Int = .max, stream: (Int) -> Random
    ) {
        let longest = min(maximumLength, rules.maximumLength)
        guard longest > 0, !isEmpty else { return written.update(repeating: 0, count: count) }
        let shortest = min(rules.minimumLength, longest)
        defer { extendLifetime(memory) }
        withUnsafeTemporaryAllocation(of: WordLane<Random>.self, capacity: WordLane<Random>.count) { lanes in
            guard let lane = lanes.baseAddress else { return }
            var (started, active) = (0, 0)
            while active < min(WordLane<Random>.count, count) {
                (lane + active).initialize(
                    to: WordLane(started, stream(started), place + started * stride, startNode))
                started += 1
                active += 1
            }
            while active > 0 {
                var special: UInt64 = 0
                for number in 0..<active {
                    special |= advance(&lane[number], longest) &<< UInt64(truncatingIfNeeded: number)
                }
                var ended: UInt64 = 0
                while special != 0 {
                    let number = special.trailingZeroBitCount
                    special &= special &- 1
                    ended |= settle(&lane[number], shortest, longest) &<< UInt64(truncatingIfNeeded: number)
                }
                // From the last lane on: where one is given up, the last one that is left takes its place.
                while ended != 0 {
                    let number = 63 - ended.leadingZeroBitCount
                    ended ^= 1 &<< UInt64(truncatingIfNeeded: number)
                    guard end(&lane[number], longest) else { continue }
                    written[lane[number].number] = Int32(truncatingIfNeeded: lane[number].word.bytes)
                    if started < count {
                        lane[number] = WordLane(started, stream(started), place + started * stride, startNode)
                        started += 1
                    } else {
                        active -= 1
                        lane[number] = lane[active]
                    }
                }
            }
        }
    }

    /// One symbol further, without a branch, as if nothing were special. 1: it is, so ``settle(_:_:_:)`` has to look at it.
    @inlinable @inline(__always)
    func advance<Random>(_ lane: inout WordLane<Random>, _ longest: Int) -> UInt64 {
        let slot = draw(nodes[lane.node].choices, using: &lane.random)
        lane.from = lane.node
        lane.node = Int(slot.target)
        lane.symbol = slot.symbol
        lane.word.append(slot.symbol)
        return (slot.target >= AliasSlot.backOff ? 1 : 0) | (lane.word.count == longest ? 1 : 0)
    }

    /// What ``step(from:to:_:_:using:)`` would have made of the draw. 1: the word has ended.
    @inlinable
    func settle<Random>(_ lane: inout WordLane<Random>, _ shortest: Int, _ longest: Int) -> UInt64 {
        let count = lane.word.count
        lane.word.removeLast(lane.symbol)
        let drawn = AliasSlot(symbol: lane.symbol, target: UInt32(truncatingIfNeeded: lane.node))
        let slot = settled(drawn, from: lane.from, to: count, shortest, longest, using: &lane.random)
        lane.word.append(slot.symbol)
        lane.node = Int(slot.target)
        guard slot.target == AliasSlot.end || count == longest else { return 0 }
        // Other lanes go on while the memory is read.
        lane.probe = originals.probe(lane.word)
        return 1
    }

    /// The word has ended: it is done, or begun again.
    @inlinable
    func end<Random>(_ lane: inout WordLane<Random>, _ longest: Int) -> Bool {
        if !originals.contains(lane.probe), keepsRules(lane.word, longest: longest) { return true }
        if lane.draws == Self.maximumDraws {
            alter(&lane.word, behind: 0, longest: longest)
            return true
        }
        lane.word = WordCursor(at: lane.word.place)
        lane.node = startNode
        lane.draws &+= 1
        return false
    }
}

/// One of the words that are drawn side by side.
@usableFromInline
struct WordLane<Random: NGramRandom> {
    /// Enough to hide the wait for memory, few enough to stay in the nearest cache; at most 64.
    @inlinable static var count: Int { 32 }

    @usableFromInline let number: Int
    @usableFromInline var random: Random
    @usableFromInline var word: WordCursor
    @usableFromInline var node: Int
    /// The node that the last draw was from, and the symbol that it gave.
    @usableFromInline var from: Int
    @usableFromInline var symbol: UInt32 = 0
    @usableFromInline var probe = OriginalFilter.Probe()
    /// This one included.
    @usableFromInline var draws = 1

    @inlinable @inline(__always)
    init(_ number: Int, _ random: Random, _ place: UnsafeMutableRawPointer, _ node: Int) {
        self.node = node
        from = node
        self.number = number
        self.random = random
        word = WordCursor(at: place)
    }
}
