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
    /// Records that are made at a time: few enough that long texts do not fill the memory.
    private static let blockSize = 256

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
        for first in stride(from: start, to: end, by: Self.blockSize) {
            let last = min(first + Self.blockSize, end)
            workspace.arena.reset()
            let block = Block(rows: (first..<last).map { UInt64($0) }, arena: workspace.arena, counts: counts)
            for generator in entity.generators { block.run(generator) }
            writer.write(block, isFirst: first == start, isLast: last == end, into: &output)
        }
    }

    /// What one thread works with, piece after piece.
    package final class Workspace {
        let arena = Arena()

        package init() {}
    }
}
