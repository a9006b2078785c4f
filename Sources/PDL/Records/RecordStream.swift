/// The records of an entity as bytes, in pieces that can be made in any order and by any number of threads: what is in a
/// piece depends on its number alone.
package struct RecordStream: Sendable {
    private let entity: CompiledEntity
    private let writer: RecordWriter
    /// Records in all.
    package let count: Int
    private let counts: [String: UInt64]

    /// Records a piece.
    package static let pieceSize = 1024
    /// Records that are made at a time, at most: what one generator's tables need of a processor's cache is then worth it.
    fileprivate static let blockSize = 256
    /// … while nothing is known of them.
    fileprivate static let firstBlockSize = 16
    /// What the texts of a block may need of the memory, but for a single record's.
    fileprivate static let blockBytes = 32 << 20

    /// - Parameter counts: of this entity and of those that its records refer to.
    package init(_ entity: CompiledEntity, format: RecordFormat, counts: [String: Int]) {
        self.entity = entity
        writer = RecordWriter(entity: entity, format: format)
        self.counts = counts.mapValues { UInt64(max($0, 0)) }
        count = counts[entity.name] ?? 0
    }

    package var pieces: Int { (count + Self.pieceSize - 1) / Self.pieceSize }

    /// What comes before the first piece.
    package var header: [UInt8] { writer.header }

    /// Appends a piece.
    package func write(piece: Int, with workspace: Workspace, into output: inout [UInt8]) {
        let (start, end) = (piece * Self.pieceSize, min((piece + 1) * Self.pieceSize, count))
        var first = start
        while first < end {
            let last = min(first + workspace.blockSize, end)
            workspace.arena.reset()
            let block = Block(rows: (first..<last).map { UInt64($0) }, arena: workspace.arena, counts: counts)
            for generator in entity.generators { block.run(generator) }
            writer.write(block, isFirst: first == start, isLast: last == end, into: &output)
            workspace.learn(records: last - first, bytes: workspace.arena.taken)
            first = last
        }
    }

    /// What one thread works with, piece after piece.
    package final class Workspace {
        let arena = Arena()
        /// Records that are made at a time. What they are does not depend on it.
        private(set) var blockSize = RecordStream.firstBlockSize

        package init() {}

        /// Long texts come in small blocks, so that they do not fill the memory.
        func learn(records: Int, bytes: Int) {
            let fitting = RecordStream.blockBytes / max(bytes / max(records, 1), 1)
            blockSize = min(max(fitting, 1), RecordStream.blockSize, 4 * blockSize)
        }
    }
}
