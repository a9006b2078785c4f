/// What a model is made of, before it is laid out: the parts of a `.ngram` file.
struct ModelImage {
    var facts = ModelFacts()
    var rules: WordRules
    var startNode = 0
    var lengths = AliasRange()
    var sentenceLengths = AliasRange()
    var nodes: [Node] = []
    var slots: [AliasSlot] = []
    /// By slot.
    var weights: [UInt32] = []
    var scores = ScoringTable()
    /// Ascending symbols.
    var alphabet: [UInt32] = []
    var starts: [WordStart] = []
    /// Places 1 to S from the start of a sentence, then 1 to S from its end.
    var startTables: [AliasRange] = []
    var originals: [OriginalFilter.Block] = []

    /// As places among all slots.
    func lastChildren(of number: Int) -> Range<Int> { nodes[number].lastChildren { slots[$0].target } }

    /// The file.
    func bytes() -> [UInt8] {
        var file = [UInt8](repeating: 0, count: ModelFile.headerSize)
        var directory: [(offset: Int, count: Int)] = []
        func add<Record: BitwiseCopyable>(_ records: [Record]) {
            file.append(contentsOf: repeatElement(0, count: -file.count & (ModelFile.alignment - 1)))
            directory.append((file.count, records.count))
            records.withUnsafeBytes { file.append(contentsOf: $0) }
        }
        add(nodes)
        add(slots)
        add(weights)
        add(scores.cells)
        add(alphabet)
        add(index)
        add(starts)
        add(startTables)
        add(rules.required)
        add(originals)
        add(Self.text(facts.notes))

        file.withUnsafeMutableBytes { bytes in
            func put<Number: FixedWidthInteger>(_ number: Number, _ field: Int) {
                bytes.storeBytes(of: number.littleEndian, toByteOffset: field, as: Number.self)
            }
            typealias Field = ModelFile.Field
            put(ModelFile.magic, Field.magic)
            put(ModelFile.version, Field.version)
            put(UInt32(ModelFile.headerSize), Field.headerSize)
            put(UInt64(bytes.count), Field.fileSize)
            put(UInt32(facts.order), Field.order)
            put(UInt32(clamping: facts.minimumDistinctWords), Field.threshold)
            put(UInt32(clamping: facts.positions), Field.positions)
            put(facts.excludesOriginals ? ModelFile.excludesOriginals : 0, Field.flags)
            put(UInt64(facts.distinctWords), Field.distinctWords)
            put(UInt64(facts.totalWords), Field.totalWords)
            put(UInt32(clamping: rules.minimumLength), Field.minimumLength)
            put(UInt32(clamping: rules.maximumLength), Field.maximumLength)
            put(UInt32(clamping: rules.maximumRun), Field.maximumRun)
            put(UInt32(clamping: rules.maximumGap), Field.maximumGap)
            put(UInt32(startNode), Field.startNode)
            put(scores.states[startNode], Field.startState)
            put(UInt32(clamping: facts.fallbackWeight), Field.fallbackWeight)
            put(lengths.start, Field.lengths)
            put(lengths.count, Field.lengths + 4)
            put(sentenceLengths.start, Field.sentenceLengths)
            put(sentenceLengths.count, Field.sentenceLengths + 4)
            for (number, section) in directory.enumerated() {
                put(UInt64(section.offset), Field.directory + 16 * number)
                put(UInt64(section.count), Field.directory + 16 * number + 8)
            }
        }
        ModelFile.seal(&file)
        return file
    }

    /// By code point, one more than the scalar's place in the alphabet; 0 where it has none.
    private var index: [UInt16] {
        var index = [UInt16](repeating: 0, count: ModelFile.indexed)
        for (place, symbol) in alphabet.enumerated() {
            // Symbols of one and two bytes come first, so their places fit.
            guard let scalar = Symbol(bytes: symbol).scalar, scalar.value < ModelFile.indexed else { break }
            index[Int(scalar.value)] = UInt16(place + 1)
        }
        return index
    }

    /// One line a note: its name, a tab, its value.
    static func text(_ notes: [(name: String, value: String)]) -> [UInt8] {
        notes.flatMap { note in
            let line = [note.name, note.value].map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") }
            return Array("\(line[0].replacing("\t", with: " "))\t\(line[1])\n".utf8)
        }
    }
}
