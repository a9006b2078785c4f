#if _endian(big)
    #error("Models lie in memory as in their files, which are little-endian.")
#endif

extension NGramModel {
    /// A model that lies in these bytes, all of which are checked first: damage by the checksum, and that every number which
    /// is used as a place is one, so that drawing and scoring need no checks of their own and always end.
    package init(_ memory: ModelMemory) throws(ModelFileError) {
        try ModelReader.checkFrame(memory)
        let file = ModelReader(memory)
        try file.check()
        self.init(file, memory)
    }

    /// A model in memory of its own.
    package init(image: [UInt8]) throws(ModelFileError) { try self.init(ModelMemory(copying: image)) }

    /// What the compiler made, and the reader would take.
    init(compiled image: [UInt8]) {
        let memory = ModelMemory(copying: image)
        self.init(ModelReader(memory), memory)
    }

    private init(_ file: ModelReader, _ memory: ModelMemory) {
        self.memory = memory
        nodes = file.nodes.first
        nodeCount = file.nodes.count
        slots = file.slots.first
        weights = file.weights.first
        scores = file.scores.first
        alphabet = file.alphabet.all
        index = file.index.first
        starts = file.starts.first
        startTables = file.startTables.all
        startNode = file.startNode
        startState = UInt32(file.startState)
        sentenceLengths = file.sentenceLengths
        originals = OriginalFilter(blocks: file.originals.first, count: file.originals.count)
        rules = file.rules
        facts = file.facts
        unknownScore = -SpecifiedMath.log2(Double(2 * (alphabet.count + 1)))
    }

    /// The same model with other notes.
    package func with(notes: [(name: String, value: String)]) throws(ModelFileError) -> NGramModel {
        var file = image
        let entry = ModelFile.Field.directory + 16 * ModelFile.Section.text.rawValue
        let text = ModelImage.text(notes)
        // The text is the last section.
        let start = file.withUnsafeBytes { Int($0.loadUnaligned(fromByteOffset: entry, as: UInt64.self)) }
        file.replaceSubrange(start..., with: text)
        file.withUnsafeMutableBytes {
            $0.storeBytes(of: UInt64(text.count), toByteOffset: entry + 8, as: UInt64.self)
            $0.storeBytes(of: UInt64($0.count), toByteOffset: ModelFile.Field.fileSize, as: UInt64.self)
        }
        ModelFile.seal(&file)
        return try NGramModel(image: file)
    }
}
