/// The `.ngram` file, version 1, which is also how a model lies in memory: a header, a directory of sections, the sections.
/// docs/ngram-format.md says what each byte is.
package enum ModelFile {
    /// 0x89, "NGRAM", CR LF: not text, and changed by whoever takes it for text.
    static let magic: UInt64 = 0x0A0D_4D41_5247_4E89
    static let version: UInt32 = 1
    static let headerSize = 384
    static let alignment = 64
    /// The checksum covers everything from here on.
    static let checkedFrom = 32
    /// Larger ones are refused: every number in the format then fits.
    package static let sizeLimit = 1 << 31
    /// In words; longer ones are not counted.
    static let longestSentence = 4096

    enum Field {
        static let magic = 0
        static let version = 8
        static let headerSize = 12
        static let fileSize = 16
        static let checksum = 24
        static let order = 32
        static let threshold = 36
        static let positions = 40
        static let flags = 44
        static let distinctWords = 48
        static let totalWords = 56
        static let minimumLength = 64
        static let maximumLength = 68
        static let maximumRun = 72
        static let maximumGap = 76
        static let startNode = 80
        static let fallbackWeight = 84
        static let lengths = 88
        static let sentenceLengths = 96
        static let startState = 104
        static let directory = 128
    }

    /// In the order of the directory, each with the size of its records.
    enum Section: Int, CaseIterable {
        case nodes, slots, weights, scores, alphabet, index, starts, startTables, required, originals, text

        /// Of what is copied when a file is opened.
        var mostRecords: UInt64 {
            switch self {
            case .required: 256
            case .text: 1 << 20
            default: .max
            }
        }

        var recordSize: Int {
            switch self {
            case .nodes: MemoryLayout<Node>.stride
            case .slots: MemoryLayout<AliasSlot>.stride
            case .scores: MemoryLayout<ScoreCell>.stride
            case .starts: MemoryLayout<WordStart>.stride
            case .startTables: MemoryLayout<AliasRange>.stride
            case .weights, .alphabet, .required: 4
            case .index: 2
            case .originals: MemoryLayout<OriginalFilter.Block>.stride
            case .text: 1
            }
        }
    }

    /// Puts the checksum in its place. Whoever made the bytes vouches for nothing by it.
    package static func seal(_ file: inout [UInt8]) {
        guard file.count >= headerSize else { return }
        file.withUnsafeMutableBytes { bytes in
            let checked = UnsafeRawBufferPointer(rebasing: bytes[checkedFrom...])
            bytes.storeBytes(of: XXHash64.hash(checked).littleEndian, toByteOffset: Field.checksum, as: UInt64.self)
        }
    }

    static let excludesOriginals: UInt32 = 1
    /// How many scalars the index tells the place of: all that UTF-8 writes with one or two bytes.
    static let indexed = 2048
}

/// Why bytes are no model.
package struct ModelFileError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable {
        /// Another kind of file.
        case foreign
        /// A version that this program does not read.
        case version
        /// Shorter or longer than it says.
        case truncated
        /// The checksum does not fit.
        case damaged
        /// The checksum fits, and what it covers cannot be.
        case malformed
    }

    package let code: Code
    package let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
