import Glibc
import NIOCore
import NIOPosix

/// One of a session's two connections while it relays: reads are asked for once, and writes take the short way.
///
/// On its way through the pipeline and the queue of a channel, a write that the socket takes at once costs as much outside
/// the kernel as everything else the gateway does with a short message. So, without TLS, bytes are handed to the socket
/// itself as long as the channel holds nothing back. What the socket does not take then, and whatever comes behind it
/// until the channel has written that, goes the channel's way; so does every failure, which the channel finds again.
final class SessionEnd {
    private let context: ChannelHandlerContext
    private var isReading = false
    /// As the channel last said: asking it costs more than the answer is worth.
    var isWritable = true
    private let channel: any Channel
    /// Where writes go directly. It is the channel's, and closed by nobody else: while the channel is active it is open.
    private var socket: NIOBSDSocket.Handle?
    /// Writes that the channel has not finished.
    private var queued = 0
    private var needsFlush = false

    init(context: ChannelHandlerContext) {
        self.context = context
        channel = context.channel
    }

    /// From here on nobody else writes to the channel, and nothing in its pipeline changes what is written.
    func writeDirectly() {
        socket = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable { $0 }
        // Whatever was written before goes first.
        write(ByteBuffer())
        flush()
    }

    // MARK: reads

    func read() {
        guard !isReading else { return }
        isReading = true
        context.read()
    }

    func hasRead() { isReading = false }

    // MARK: writes

    func write(_ bytes: ByteBuffer) {
        guard let socket, queued == 0, bytes.readableBytes > 0 else { return enqueue(bytes) }
        let taken = send(bytes, to: socket)
        guard taken < bytes.readableBytes else { return }
        var rest = bytes
        rest.moveReaderIndex(forwardBy: taken)
        enqueue(rest)
    }

    /// After a burst of writes.
    func flush() {
        guard needsFlush else { return }
        needsFlush = false
        context.flush()
    }

    private func enqueue(_ bytes: ByteBuffer) {
        needsFlush = true
        guard socket != nil else { return context.write(NIOAny(bytes), promise: nil) }
        queued += 1
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenComplete { _ in self.queued -= 1 }
        context.write(NIOAny(bytes), promise: promise)
    }

    /// How many bytes the socket took; none where that failed.
    private func send(_ bytes: ByteBuffer, to socket: NIOBSDSocket.Handle) -> Int {
        guard channel.isActive else { return 0 }
        let taken = bytes.withUnsafeReadableBytes {
            Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
        }
        return max(taken, 0)
    }
}
