import BasicContainers
import Masking
package import NIOCore
import NIOPosix

/// Bytes on their way to one peer, in order: slices forwarded as they came and bytes written here share one queue, so
/// nothing overtakes.
///
/// In the steady state it allocates nothing: a burst that is one slice leaves as that slice, and what is written here goes
/// into a buffer that the event loop's sessions lend each other.
package struct Outbox: ~Copyable {
    /// The first slice, as long as nothing follows it.
    private var head: ByteBuffer?
    private var chunks: [ByteBuffer] = []
    /// What is being written; follows the chunks. ``reserve(_:)`` comes before every write.
    package var tail = ByteBuffer()
    private let pool: BufferPool

    /// A slice shorter than this is cheaper to copy than to send as a buffer of its own.
    private static let copyLimit = 8 * 1024

    package init(pool: BufferPool = BufferPool()) { self.pool = pool }

    package var isEmpty: Bool { head == nil && chunks.isEmpty && tail.readableBytes == 0 }

    package mutating func append(_ slice: ByteBuffer) {
        guard slice.readableBytes > 0 else { return }
        if isEmpty {
            head = slice
        } else if slice.readableBytes <= Self.copyLimit {
            reserve(slice.readableBytes)
            tail.writeImmutableBuffer(slice)
        } else {
            placeHead()
            seal()
            chunks.append(slice)
        }
    }

    /// Makes room, so that a burst of small writes grows the tail once.
    package mutating func reserve(_ count: Int) {
        if tail.capacity == 0 { tail = pool.lend(count + (head?.readableBytes ?? 0)) }
        placeHead()
    }

    package mutating func write(_ bytes: Span<UInt8>) {
        reserve(bytes.count)
        bytes.withUnsafeBytes { _ = tail.writeBytes($0) }
    }

    /// Writes what the body appends to an empty array.
    mutating func write(_ body: (inout ByteArray) -> Void) {
        var bytes = pool.lendBytes()
        body(&bytes)
        write(bytes.span)
        pool.giveBack(bytes)
    }

    /// Hands over everything, oldest first, and is empty before that begins: writing may lead back here.
    package mutating func drain(_ send: (ByteBuffer) -> Void) {
        var head: ByteBuffer?
        var chunks: [ByteBuffer] = []
        var tail = ByteBuffer()
        swap(&head, &self.head)
        swap(&chunks, &self.chunks)
        swap(&tail, &self.tail)
        if let head { send(head) }
        for chunk in chunks { send(chunk) }
        guard tail.capacity > 0 else { return }
        if tail.readableBytes > 0 { send(tail) }
        pool.giveBack(tail)
    }

    /// Something follows the head now.
    private mutating func placeHead() {
        guard let head else { return }
        self.head = nil
        if tail.capacity > 0, head.readableBytes <= Self.copyLimit {
            tail.writeImmutableBuffer(head)
        } else {
            chunks.append(head)
        }
    }

    private mutating func seal() {
        guard tail.readableBytes > 0 else { return }
        chunks.append(tail)
        tail = ByteBuffer()
    }
}

/// One buffer that the sessions of an event loop write into by turns. It is free again when the socket has taken what was
/// in it; until then whoever asks gets a new one.
package final class BufferPool {
    private var spare = ByteBuffer()
    private var spareBytes = ByteArray()

    private static let capacity = 16 * 1024
    private static let keptCapacity = 256 * 1024

    package init() {}

    /// Safe although a pool is not: a thread sees only its own.
    nonisolated(unsafe) private static let threads = ThreadSpecificVariable<BufferPool>()

    /// The pool of the event loop that is running.
    package static var ofThisThread: BufferPool {
        if let pool = threads.currentValue { return pool }
        let pool = BufferPool()
        threads.currentValue = pool
        return pool
    }

    func lend(_ count: Int) -> ByteBuffer {
        var buffer = ByteBuffer()
        swap(&buffer, &spare)
        // Clears in place where nobody else holds the storage, and allocates where somebody does.
        buffer.clear(minimumCapacity: max(count, Self.capacity))
        return buffer
    }

    /// To build in what then goes into a buffer.
    func lendBytes() -> ByteArray {
        var bytes = ByteArray()
        swap(&bytes, &spareBytes)
        return bytes
    }

    func giveBack(_ bytes: consuming ByteArray) {
        guard bytes.capacity <= Self.keptCapacity else { return }
        bytes.removeAll(keepingCapacity: true)
        spareBytes = bytes
    }

    func giveBack(_ buffer: ByteBuffer) {
        if buffer.capacity > 0, buffer.capacity <= Self.keptCapacity { spare = buffer }
    }
}
