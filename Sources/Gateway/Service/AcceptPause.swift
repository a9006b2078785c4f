import Foundation
import Logging
import NIOCore

/// Where accepting fails for want of descriptors or memory, it pauses for a moment instead of being tried at once for
/// ever: who waits stays with the kernel, and the sessions of the same event loop go on.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let pause = TimeAmount.milliseconds(100)
    private static let logInterval = TimeAmount.seconds(5)
    private static let temporary: Set<CInt> = [EMFILE, ENFILE, ENOBUFS, ENOMEM]

    private let logger: Logger
    private var isPaused = false
    private var nextLog = NIODeadline.uptimeNanoseconds(0)

    init(logger: Logger) { self.logger = logger }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, Self.temporary.contains(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        if NIODeadline.now() >= nextLog {
            nextLog = .now() + Self.logInterval
            logger.error("connections cannot be accepted: \(String(cString: strerror(error.errnoCode)))")
        }
        guard !isPaused else { return }
        isPaused = true
        let channel = context.channel
        _ = try? channel.syncOptions?.setOption(.autoRead, value: false)
        let bound = NIOLoopBound((self, channel), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.pause) {
            let (handler, channel) = bound.value
            handler.isPaused = false
            _ = try? channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }
}
