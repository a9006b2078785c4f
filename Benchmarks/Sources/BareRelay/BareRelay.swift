import NIOCore
import NIOPosix

/// Carries bytes between clients and one server and looks at none of them: what a gateway on SwiftNIO cannot cost less
/// than. `BareRelay LISTEN-PORT UPSTREAM-PORT [LOOPS]`, loopback only.
@main
enum BareRelay {
    static func main() throws {
        let ports = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        guard ports.count >= 2 else { fatalError("BareRelay LISTEN-PORT UPSTREAM-PORT [LOOPS]") }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: ports.count > 2 ? ports[2] : 1)
        let upstream = try SocketAddress(ipAddress: "127.0.0.1", port: ports[1])
        let listener = try ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { client in
                let end = RelayEnd()
                return client.pipeline.addHandler(end).flatMap {
                    ClientBootstrap(group: client.eventLoop)
                        .channelOption(.socketOption(.tcp_nodelay), value: 1)
                        .channelOption(.autoRead, value: false)
                        .channelInitializer { server in
                            let other = RelayEnd()
                            other.peer = client
                            end.peer = server
                            return server.pipeline.addHandler(other)
                        }
                        .connect(to: upstream)
                        .map { _ in }
                }
            }
            .bind(host: "127.0.0.1", port: ports[0]).wait()
        print("ready")
        try listener.closeFuture.wait()
    }
}

/// One end: what it reads is written to the other, and it is read while the other takes more.
///
/// Both ends live on one event loop, so nothing here is shared between threads.
final class RelayEnd: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    var peer: (any Channel)?

    func channelActive(context: ChannelHandlerContext) { context.read() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        peer?.write(unwrapInboundIn(data), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        peer?.flush()
        if peer?.isWritable ?? false { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { peer?.read() }
    }

    func channelInactive(context: ChannelHandlerContext) { peer?.close(promise: nil) }
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
