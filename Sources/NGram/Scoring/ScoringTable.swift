/// The chain as an automaton that a word is read through to be scored, a cell a symbol: the rows of a sparse matrix laid
/// into each other (row displacement, Tarjan and Yao 1979; as a double array, Aoe 1989).
///
/// Each context is a *state*, which is the place of its first cell. With A symbols in the alphabet, what state s says of the
/// symbol in place p is in cell s + 1 + p, inside a word, and s + 1 + A + p, at its end; it says nothing where that cell is
/// not its own. The first cell then leads to the state of the fallback. State 0 is the empty context.
struct ScoringTable {
    private(set) var cells: [ScoreCell] = []
    /// By node, its state.
    private(set) var states: [UInt32] = []

    init() {}

    init(_ image: ModelImage) {
        let probabilities = SmoothedProbabilities(image)
        let rows = Rows(image)
        var packing = Packing()
        states = [UInt32](repeating: 0, count: image.nodes.count)
        // The empty context comes first and so is state 0; then the widest rows, which fit where little stands.
        let sizes = image.nodes.indices.map { rows.slots(of: $0).count }
        let order = image.nodes.indices.dropFirst().sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
        for number in [0] + order { states[number] = packing.place(rows.offsets(of: number)) }
        cells = [ScoreCell](repeating: ScoreCell(), count: packing.highest + rows.width)
        for number in image.nodes.indices {
            let state = Int(states[number])
            cells[state] = cell(of: number, states[Int(image.nodes[number].fallback)], probabilities.unseen[number])
            for (offset, slot) in zip(rows.offsets(of: number).dropFirst(), rows.slots(of: number)) {
                let target = image.slots[slot].target
                let next = target == AliasSlot.end ? 0 : states[Int(target)]
                cells[state + offset] = cell(of: number, next, probabilities.symbols[slot])
            }
        }
    }

    private func cell(of number: Int, _ next: UInt32, _ probability: Double) -> ScoreCell {
        ScoreCell(owner: states[number], next: next, score: Float32(min(SpecifiedMath.log2(probability), 0)))
    }

    /// How many cells a state may have in the end: its first, and two for each symbol.
    static func width(alphabet: Int) -> Int { 1 + 2 * alphabet }
}

/// The rows of the matrix: for each context, which cells it needs behind its first.
private struct Rows {
    let image: ModelImage
    let places: [UInt32: Int]

    init(_ image: ModelImage) {
        self.image = image
        places = Dictionary(uniqueKeysWithValues: zip(image.alphabet, 0...))
    }

    var width: Int { ScoringTable.width(alphabet: image.alphabet.count) }

    func slots(of number: Int) -> Range<Int> {
        image.nodes[number].children.lowerBound..<image.lastChildren(of: number).upperBound
    }

    /// Ascending; the first is 0, the state's own.
    func offsets(of number: Int) -> [Int] {
        [0]
            + slots(of: number).map { slot in
                let place = places[image.slots[slot].symbol] ?? 0
                return 1 + place + (image.slots[slot].target == AliasSlot.end ? image.alphabet.count : 0)
            }
    }
}

/// First fit, 64 places at a time.
private struct Packing {
    /// The last place that a row was given.
    private(set) var highest = 0
    /// Places below are not tried any more; a multiple of 64. It moves on once rows find room only this far behind it,
    /// which bounds the work.
    private var floor = 0
    private static let reach = 131_072

    /// By cell, a bit; beyond the end, all are free.
    private var taken: [UInt64] = []

    /// - Parameter offsets: ascending from 0.
    /// - Returns: where the row's first cell is: the lowest place, from the floor on, at which all its cells are free.
    mutating func place(_ offsets: [Int]) -> UInt32 {
        var first = floor
        var unfit = unfit(first, offsets)
        while unfit == .max {
            first += 64
            unfit = self.unfit(first, offsets)
        }
        let place = first + (~unfit).trailingZeroBitCount
        for offset in offsets { take(place + offset) }
        if place - floor >= Self.reach { floor += 64 }
        highest = max(highest, place)
        return UInt32(place)
    }

    /// Which of the 64 places from the first on, a bit each, do not fit.
    private func unfit(_ first: Int, _ offsets: [Int]) -> UInt64 {
        var unfit: UInt64 = 0
        for offset in offsets {
            unfit |= bits(from: first + offset)
            if unfit == .max { break }
        }
        return unfit
    }

    private func bits(from cell: Int) -> UInt64 {
        let (word, shift) = (cell / 64, UInt64(cell % 64))
        let low = word < taken.count ? taken[word] >> shift : 0
        return shift > 0 && word + 1 < taken.count ? low | taken[word + 1] << (64 - shift) : low
    }

    private mutating func take(_ cell: Int) {
        while taken.count <= cell / 64 { taken.append(0) }
        taken[cell / 64] |= 1 << UInt64(cell % 64)
    }
}
