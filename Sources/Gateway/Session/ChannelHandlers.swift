import NIOCore
import NIOTLS

/// The client's end of a session: hands events to the session.
final class ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    let session: Session

    init(session: Session) { self.session = session }

    func handlerAdded(context: ChannelHandlerContext) { session.clientEnd = SessionEnd(context: context) }
    func handlerRemoved(context: ChannelHandlerContext) { session.clientEnd = nil }

    func channelActive(context: ChannelHandlerContext) {
        session.clientConnected(context.channel)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { session.clientRead(unwrapInboundIn(data)) }

    func channelReadComplete(context: ChannelHandlerContext) {
        session.clientEnd?.hasRead()
        session.pump()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        session.clientEnd?.isWritable = context.channel.isWritable
        session.pump()
    }

    func channelInactive(context: ChannelHandlerContext) { session.clientClosed() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let alpn)? = event as? TLSUserEvent { session.clientTLSEstablished(alpn: alpn) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { session.clientFailed(error) }
}

/// The server's end.
final class UpstreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    let session: Session

    init(session: Session) { self.session = session }

    func handlerAdded(context: ChannelHandlerContext) { session.serverEnd = SessionEnd(context: context) }
    func handlerRemoved(context: ChannelHandlerContext) { session.serverEnd = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { session.serverRead(unwrapInboundIn(data)) }

    func channelReadComplete(context: ChannelHandlerContext) {
        session.serverEnd?.hasRead()
        session.pump()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        session.serverEnd?.isWritable = context.channel.isWritable
        session.pump()
    }

    func channelInactive(context: ChannelHandlerContext) { session.serverClosed() }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { session.serverFailed(error) }
}
