package import NIOCore

/// Bytes on their way to one peer, in order: slices forwarded as they came and bytes written here share one queue, so
/// nothing overtakes.
package struct Outbox {
    private var chunks: [ByteBuffer] = []
    /// What is being written; follows the chunks.
    package var tail = ByteBuffer()
    /// A slice shorter than this is cheaper to copy than to send as a buffer of its own.
    private static let copyLimit = 8 * 1024
    private static let tailCapacity = 16 * 1024

    package init() {}

    package var isEmpty: Bool { chunks.isEmpty && tail.readableBytes == 0 }

    package mutating func append(_ slice: ByteBuffer) {
        guard slice.readableBytes > 0 else { return }
        if slice.readableBytes <= Self.copyLimit {
            reserve(slice.readableBytes)
            tail.writeImmutableBuffer(slice)
        } else {
            seal()
            chunks.append(slice)
        }
    }

    /// Makes room, so that a burst of small writes grows the tail once.
    package mutating func reserve(_ count: Int) {
        if tail.capacity == 0 { tail = ByteBufferAllocator().buffer(capacity: max(count, Self.tailCapacity)) }
    }

    /// Hands over everything, oldest first, and is empty: writing may lead back here.
    package mutating func take() -> [ByteBuffer] {
        seal()
        defer { chunks = [] }
        return chunks
    }

    private mutating func seal() {
        guard tail.readableBytes > 0 else { return }
        chunks.append(tail)
        tail = ByteBuffer()
    }
}
