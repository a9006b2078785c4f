/// The parts of a `.ngram` file, found by its header and directory.
struct ModelReader {
    let nodes: Records<Node>
    let slots: Records<AliasSlot>
    let weights: Records<UInt32>
    let scores: Records<ScoreCell>
    let alphabet: Records<UInt32>
    let index: Records<UInt16>
    let starts: Records<WordStart>
    let startTables: Records<AliasRange>
    let originals: Records<OriginalFilter.Block>
    let startNode: Int
    let startState: Int
    let lengths: AliasRange
    let sentenceLengths: AliasRange
    let rules: WordRules
    let facts: ModelFacts

    /// Every section lies inside the file.
    let isInside: Bool
    let textEnd: Int
    let size: Int

    struct Records<Record> {
        let first: UnsafePointer<Record>
        let count: Int
        var all: UnsafeBufferPointer<Record> { UnsafeBufferPointer(start: first, count: count) }
    }

    /// What a model may have.
    static let mostPositions = 64

    /// That there is a header, and nothing behind it is damaged.
    static func checkFrame(_ memory: ModelMemory) throws(ModelFileError) {
        typealias Field = ModelFile.Field
        let bytes = memory.bytes
        guard bytes.count >= 8, bytes.number(Field.magic, UInt64.self) == ModelFile.magic else {
            throw ModelFileError(.foreign, "this is no .ngram file")
        }
        guard bytes.count >= ModelFile.headerSize else {
            throw ModelFileError(.truncated, "the file ends within its header")
        }
        let version = bytes.number(Field.version, UInt32.self)
        guard version == ModelFile.version else {
            throw ModelFileError(.version, "the file is of version \(version); this program reads \(ModelFile.version)")
        }
        let size = bytes.number(Field.fileSize, UInt64.self)
        guard bytes.count <= ModelFile.sizeLimit else {
            throw ModelFileError(.malformed, "the file is larger than \(ModelFile.sizeLimit) bytes")
        }
        guard size == UInt64(bytes.count) else {
            throw ModelFileError(.truncated, "the file has \(bytes.count) bytes and should have \(size)")
        }
        let checked = UnsafeRawBufferPointer(rebasing: bytes[ModelFile.checkedFrom...])
        guard bytes.number(Field.headerSize, UInt32.self) == UInt32(ModelFile.headerSize),
            bytes.number(Field.checksum, UInt64.self) == XXHash64.hash(checked)
        else { throw ModelFileError(.damaged, "the file is damaged: its checksum does not fit") }
        guard Int(bitPattern: memory.start) % ModelFile.alignment == 0 else {
            throw ModelFileError(.malformed, "the file does not lie at a multiple of \(ModelFile.alignment) bytes")
        }
    }

    /// - Parameter memory: at least a header.
    init(_ memory: ModelMemory) {
        typealias Field = ModelFile.Field
        let bytes = memory.bytes
        var isInside = true
        func records<Record>(_ section: ModelFile.Section) -> Records<Record> {
            let entry = Field.directory + 16 * section.rawValue
            let (offset, count) = (bytes.number(entry, UInt64.self), bytes.number(entry + 8, UInt64.self))
            let limit = UInt64(bytes.count)
            guard offset >= UInt64(ModelFile.headerSize), offset % UInt64(ModelFile.alignment) == 0, offset <= limit,
                count <= (limit - offset) / UInt64(section.recordSize), count <= section.mostRecords
            else {
                isInside = false
                return Records(first: memory.start.assumingMemoryBound(to: Record.self), count: 0)
            }
            let first = (memory.start + Int(offset)).assumingMemoryBound(to: Record.self)
            return Records(first: first, count: Int(count))
        }
        nodes = records(.nodes)
        slots = records(.slots)
        weights = records(.weights)
        scores = records(.scores)
        alphabet = records(.alphabet)
        index = records(.index)
        starts = records(.starts)
        startTables = records(.startTables)
        originals = records(.originals)
        let required: Records<UInt32> = records(.required)
        let text: Records<UInt8> = records(.text)
        textEnd = UnsafeRawPointer(text.first + text.count) - memory.start
        size = bytes.count
        self.isInside = isInside

        func small(_ place: Int) -> Int { Int(bytes.number(place, UInt32.self)) }
        func bound(_ place: Int) -> Int? { small(place) == Int(UInt32.max) ? nil : small(place) }
        func table(_ place: Int) -> AliasRange {
            AliasRange(start: bytes.number(place, UInt32.self), count: bytes.number(place + 4, UInt32.self))
        }
        rules = WordRules(
            minimumLength: small(Field.minimumLength), maximumLength: small(Field.maximumLength),
            maximumRun: bound(Field.maximumRun), required: Array(required.all), maximumGap: bound(Field.maximumGap))
        startNode = small(Field.startNode)
        startState = small(Field.startState)
        lengths = table(Field.lengths)
        sentenceLengths = table(Field.sentenceLengths)
        facts = ModelFacts(
            order: small(Field.order), minimumDistinctWords: small(Field.threshold), positions: small(Field.positions),
            excludesOriginals: bytes.number(Field.flags, UInt32.self) & ModelFile.excludesOriginals != 0,
            fallbackWeight: small(Field.fallbackWeight),
            distinctWords: Int(clamping: bytes.number(Field.distinctWords, UInt64.self)),
            totalWords: Int(clamping: bytes.number(Field.totalWords, UInt64.self)), notes: Self.notes(text.all))
    }

    private static func notes(_ text: UnsafeBufferPointer<UInt8>) -> [(name: String, value: String)] {
        String(decoding: text, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: "\t", maxSplits: 1)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func number<Number: FixedWidthInteger & BitwiseCopyable>(_ place: Int, _: Number.Type) -> Number {
        loadUnaligned(fromByteOffset: place, as: Number.self)
    }
}
