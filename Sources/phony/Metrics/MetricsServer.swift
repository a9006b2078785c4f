import Gateway
import NIOCore
import NIOHTTP1
import NIOPosix
import ServiceLifecycle

/// Answers `GET /metrics` with Prometheus text, and nothing else.
struct MetricsServer: Service {
    let channel: any Channel

    static func bind(_ address: ListenAddress, registry: PrometheusRegistry, group: any EventLoopGroup) async throws
        -> MetricsServer
    {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: true)
                    try channel.pipeline.syncOperations.addHandler(MetricsHandler(registry: registry))
                }
            }
        do {
            return MetricsServer(channel: try await bootstrap.bind(host: address.host, port: address.port).get())
        } catch {
            throw Gateway.StartError(description: "metrics cannot listen on \(address): is the port taken?")
        }
    }

    var port: Int? { channel.localAddress?.port }

    func run() async throws {
        try? await gracefulShutdown()
        try? await channel.close().get()
    }
}

private final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let registry: PrometheusRegistry
    private var request: HTTPRequestHead?

    init(registry: PrometheusRegistry) { self.registry = registry }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): request = head
        case .body: break
        case .end:
            guard let request else { return }
            self.request = nil
            let isKnown = request.uri == "/metrics" && request.method == .GET
            let body = isKnown ? registry.text() : "only GET /metrics is served here\n"
            var headers = HTTPHeaders([("content-type", isKnown ? "text/plain; version=0.0.4" : "text/plain")])
            headers.add(name: "content-length", value: "\(body.utf8.count)")
            let head = HTTPResponseHead(version: request.version, status: isKnown ? .ok : .notFound, headers: headers)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            if !request.isKeepAlive { context.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
