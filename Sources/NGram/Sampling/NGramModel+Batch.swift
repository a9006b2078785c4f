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
                var number = 0
                while number < active {
                    guard step(&lane[number], shortest, longest) else {
                        number += 1
                        continue
                    }
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

    /// One symbol further, as ``walk(from:longest:_:using:)`` goes. True: the lane's word is done.
    @inlinable @inline(__always)
    func step<Random>(_ lane: inout WordLane<Random>, _ shortest: Int, _ longest: Int) -> Bool {
        let count = lane.word.count &+ 1
        let slot = step(from: lane.node, to: count, shortest, longest, using: &lane.random)
        lane.word.append(slot.symbol)
        guard slot.target == AliasSlot.end || count == longest else {
            lane.node = Int(slot.target)
            return false
        }
        return end(&lane, longest)
    }

    /// The word has ended: it is done, or begun again.
    @inlinable
    func end<Random>(_ lane: inout WordLane<Random>, _ longest: Int) -> Bool {
        if isAcceptable(lane.word, longest: longest) { return true }
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
    /// Enough to hide the wait for a cache of the second level.
    @inlinable static var count: Int { 8 }

    @usableFromInline let number: Int
    @usableFromInline var random: Random
    @usableFromInline var word: WordCursor
    @usableFromInline var node: Int
    /// This one included.
    @usableFromInline var draws = 1

    @inlinable @inline(__always)
    init(_ number: Int, _ random: Random, _ place: UnsafeMutableRawPointer, _ node: Int) {
        self.node = node
        self.number = number
        self.random = random
        word = WordCursor(at: place)
    }
}
