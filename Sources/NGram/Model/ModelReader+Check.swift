extension ModelReader {
    /// That whatever is followed from node to node, from slot to slot and from hash to hash stays inside and ends.
    func check() throws(ModelFileError) {
        guard isInside else { throw malformed("a section lies outside") }
        guard textEnd == size else { throw malformed("the text is not its end") }
        guard (2...5).contains(facts.order), rules.minimumLength >= 1, rules.minimumLength <= rules.maximumLength,
            rules.maximumLength <= TrainingOptions.longestWord, facts.positions <= Self.mostPositions
        else { throw malformed("numbers of the header") }
        guard nodes.count > 0, nodes.count <= Int(UInt32.max), contexts.count == nodes.count,
            slots.count == worths.count
        else { throw malformed("sections do not fit each other") }
        guard startNode < nodes.count else { throw malformed("a word starts at no node") }
        try checkAlphabet()
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
        guard ascii.count == 128 else { throw malformed("the ASCII index has not 128 places") }
        var previous: UInt32?
        for symbol in alphabet.all {
            guard Symbol(bytes: symbol).scalar != nil, previous.map({ $0 < symbol }) ?? true else {
                throw malformed("the alphabet is not ascending scalars")
            }
            previous = symbol
        }
        for character in 0..<128 {
            let place = ascii.first[character]
            let isThere = place != ModelFile.notInAlphabet
            guard isThere ? Int(place) < alphabet.count && alphabet.first[Int(place)] == UInt32(character) : true else {
                throw malformed("the ASCII index does not fit the alphabet")
            }
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
            let (node, context) = (nodes.first[number], contexts.first[number])
            guard Int(context.fallback) < max(number, 1) else { throw malformed("a context falls back to a later one") }
            if number > 0 { depths[number] = depths[Int(context.fallback)] + 1 }
            guard depths[number] <= facts.order else { throw malformed("a context is longer than the order") }
            guard context.unseen <= 0 else { throw malformed("a back-off is no probability") }
            let choices = try checkTable(node.choices, &next)
            let known = Int(node.childCount) + Int(node.lastCount)
            guard known <= choices.count, choices.count <= known + 1, known > 0 || nodes.count == 1 else {
                throw malformed("a context knows nothing")
            }
            for slot in choices.dropFirst(known) {
                let slot = slots.first[slot]
                guard number > 0, slot.target == AliasSlot.backOff, slot.symbol == context.fallback else {
                    throw malformed("a context backs off elsewhere")
                }
            }
            let children = try checkSymbols(node.children)
            _ = try checkSymbols(node.lastChildren)
            guard children == context.childrenMask else { throw malformed("a mask does not fit its node") }
            for slot in node.children where Int(slots.first[slot].target) >= nodes.count {
                throw malformed("a slot leads outside")
            }
            for slot in node.lastChildren where slots.first[slot].target != AliasSlot.end {
                throw malformed("an ending goes on")
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

    /// Ascending symbols; which of the first 128 of the alphabet are among them.
    private func checkSymbols(_ range: Range<Int>) throws(ModelFileError) -> (UInt64, UInt64) {
        var mask: (UInt64, UInt64) = (0, 0)
        var previous = -1
        for number in range {
            let slot = slots.first[number]
            guard let place = place(of: slot.symbol), place > previous else {
                throw malformed("a table's symbols are not ascending ones of the alphabet")
            }
            previous = place
            if place < 64 { mask.0 |= 1 << UInt64(place) } else if place < 128 { mask.1 |= 1 << UInt64(place - 64) }
            guard worths.first[number].score <= 0 else { throw malformed("a score is no probability") }
        }
        return mask
    }

    /// In the alphabet.
    private func place(of symbol: UInt32) -> Int? {
        if symbol < 128 {
            let place = ascii.first[Int(symbol)]
            return place == ModelFile.notInAlphabet ? nil : Int(place)
        }
        var (low, high) = (0, alphabet.count)
        while low < high {
            let middle = (low + high) / 2
            if alphabet.first[middle] < symbol { low = middle + 1 } else { high = middle }
        }
        return low < alphabet.count && alphabet.first[low] == symbol ? low : nil
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
