extension ModelReader {
    /// That whatever is followed from node to node, from slot to slot and from state to state stays inside and ends.
    func check() throws(ModelFileError) {
        guard isInside else { throw malformed("a section lies outside") }
        guard textEnd == size else { throw malformed("the text is not its end") }
        guard (2...5).contains(facts.order), rules.minimumLength >= 1, rules.minimumLength <= rules.maximumLength,
            rules.maximumLength <= TrainingOptions.longestWord, facts.positions <= Self.mostPositions
        else { throw malformed("numbers of the header") }
        guard nodes.count > 0, nodes.count <= Int(UInt32.max), slots.count == weights.count
        else { throw malformed("sections do not fit each other") }
        guard startNode < nodes.count else { throw malformed("a word starts at no node") }
        try checkAlphabet()
        try checkScores()
        // Tables lie one behind the other, so all of them together are looked at once.
        var next = 0
        try checkNodes(&next)
        try checkLengths(lengths, upTo: Int(UInt32.max), &next)
        try checkLengths(sentenceLengths, upTo: ModelFile.longestSentence, &next)
        try checkStarts(&next)
        guard originals.count <= Int(Int32.max) else { throw malformed("too many originals") }
    }

    private func malformed(_ what: String) -> ModelFileError {
        ModelFileError(.malformed, "the file cannot be: \(what)")
    }

    private func checkAlphabet() throws(ModelFileError) {
        var previous: UInt32?
        for symbol in alphabet.all {
            guard Symbol(bytes: symbol).scalar != nil, previous.map({ $0 < symbol }) ?? true else {
                throw malformed("the alphabet is not ascending scalars")
            }
            previous = symbol
        }
        guard index.count == ModelFile.indexed, index.all.allSatisfy({ Int($0) <= alphabet.count }) else {
            throw malformed("the index does not fit the alphabet")
        }
        guard rules.required.count <= 256 else { throw malformed("too many required letters") }
        for symbol in rules.required where Symbol(bytes: symbol).scalar == nil {
            throw malformed("a required letter is no scalar")
        }
    }

    private func checkNodes(_ next: inout Int) throws(ModelFileError) {
        // How often a context can fall back before it is the empty one.
        var depths = [UInt8](repeating: 0, count: nodes.count)
        for number in 0..<nodes.count {
            let node = nodes.first[number]
            guard Int(node.fallback) < max(number, 1) else { throw malformed("a context falls back to a later one") }
            if number > 0 { depths[number] = depths[Int(node.fallback)] + 1 }
            guard depths[number] <= facts.order else { throw malformed("a context is longer than the order") }
            let choices = try checkTable(node.choices, &next)
            guard Int(node.childCount) <= choices.count else { throw malformed("a context has children it has not") }
            let endings = node.lastChildren { slots.first[$0].target }
            guard node.children.lowerBound < endings.upperBound || nodes.count == 1 else {
                throw malformed("a context knows nothing")
            }
            for slot in endings.upperBound..<max(choices.upperBound, endings.upperBound) {
                guard number > 0, slots.first[slot].symbol == node.fallback else {
                    throw malformed("a context backs off elsewhere")
                }
            }
            try checkSymbols(node.children.lowerBound..<endings.upperBound)
            for slot in node.children where Int(slots.first[slot].target) >= nodes.count {
                throw malformed("a slot leads outside")
            }
            for slot in endings where slots.first[slot].target != AliasSlot.end {
                throw malformed("an ending goes on")
            }
        }
    }

    /// That every state is one, with all its cells inside, and falls back to the empty context in a few steps.
    ///
    /// Most of the cells' facts are gathered without a branch each, which no processor could foretell.
    private func checkScores() throws(ModelFileError) {
        let width = ScoringTable.width(alphabet: alphabet.count)
        let (cells, count) = (scores.first, scores.count)
        var isState = [UInt8](repeating: 0, count: count)
        var states = [UInt32](repeating: 0, count: count)
        var found = 0
        for number in 0..<count {
            let isFirst = Int(cells[number].owner) == number
            isState[number] = isFirst ? 1 : 0
            states[found] = UInt32(truncatingIfNeeded: number)
            found &+= isFirst ? 1 : 0
        }
        guard isState.first == 1, count - Int(states[found - 1]) >= width else {
            throw malformed("a state lies outside")
        }
        guard startState < count, isState[startState] == 1 else { throw malformed("there is no state to begin with") }
        var areFine: UInt8 = 1
        for number in 0..<count {
            let cell = cells[number]
            let next = Int(cell.next)
            guard next < count else { throw malformed("a cell leads outside") }
            areFine &= isState[next] & (cell.score <= 0 ? 1 : 0)
        }
        guard areFine == 1 else { throw malformed("a cell leads to no state, or its score is no probability") }
        for first in states[..<found] {
            var (state, steps) = (Int(first), 0)
            while state != 0 {
                guard steps < facts.order else { throw malformed("a state falls back too often") }
                state = Int(cells[state].next)
                steps += 1
            }
        }
    }

    @discardableResult
    private func checkTable(_ table: AliasRange, _ next: inout Int) throws(ModelFileError) -> Range<Int> {
        if table.isEmpty { return 0..<0 }
        let (start, count) = (Int(table.start), Int(table.count))
        guard start == next else { throw malformed("a table does not follow the one before") }
        next = start + count
        guard start <= slots.count, count <= slots.count - start else { throw malformed("a table lies outside") }
        for number in start..<start + count where slots.first[number].alias >= table.count {
            throw malformed("an alias lies outside its table")
        }
        return start..<start + count
    }

    /// What is written is UTF-8.
    private func checkSymbols(_ places: Range<Int>) throws(ModelFileError) {
        for place in places where Symbol(bytes: slots.first[place].symbol).scalar == nil {
            throw malformed("a table's symbol is no scalar")
        }
    }

    private func checkLengths(_ table: AliasRange, upTo limit: Int, _ next: inout Int) throws(ModelFileError) {
        for number in try checkTable(table, &next) {
            let length = Int(slots.first[number].symbol)
            guard length >= 1, length <= limit else { throw malformed("a length cannot be") }
        }
    }

    private func checkStarts(_ next: inout Int) throws(ModelFileError) {
        guard startTables.count == 2 * facts.positions else { throw malformed("places in sentences are missing") }
        for table in startTables.all {
            for number in try checkTable(table, &next) where Int(slots.first[number].symbol) >= starts.count {
                throw malformed("a word start is missing")
            }
        }
        for start in starts.all {
            guard start.count <= 5, start.isWhole <= 1, start.count > 0 || start.isWhole == 0,
                Int(start.node) < nodes.count
            else {
                throw malformed("a word start cannot be")
            }
            for symbol in start.all where Symbol(bytes: symbol).scalar == nil {
                throw malformed("a word start is no scalars")
            }
        }
    }
}
