import Lineage
package import Masking
package import NIOCore
import NIOPosix
import PostgresLineage
package import PostgresWire

/// A connection of the gateway's own to a database, with credentials of its own: for `check` and `explain`, which have
/// no client whose session they could use.
package final class CatalogueClient: Sendable {
    package struct Failure: Error, CustomStringConvertible, Sendable {
        package var description: String
    }

    private let channel: any Channel
    private let handler: NIOLoopBound<CatalogueHandler>

    private init(channel: any Channel, handler: NIOLoopBound<CatalogueHandler>) {
        self.channel = channel
        self.handler = handler
    }

    package static func connect(
        to upstream: Upstream, user: String, password: Secret?, database: String, group: any EventLoopGroup
    ) async throws -> CatalogueClient {
        let eventLoop = group.next()
        let promise = eventLoop.makePromise(of: CatalogueClient.self)
        eventLoop.execute {
            let connector = UpstreamConnector(upstream: upstream, eventLoop: eventLoop)
            connector.connect().assumeIsolated().whenComplete { result in
                switch result {
                case .failure(let error):
                    let message =
                        (error as? UpstreamConnector.Failure)?.message ?? "the database server cannot be reached"
                    promise.fail(Failure(description: message))
                case .success(let connected):
                    let ready = eventLoop.makePromise(of: [[[[UInt8]?]]].self)
                    let handler = CatalogueHandler(
                        login: UpstreamLogin(
                            user: user, password: password,
                            allowCleartext: upstream.mayCarryPassword(isTLS: connected.isTLS),
                            endPoint: connected.endPoint), ready: ready)
                    let bound = NIOLoopBound(handler, eventLoop: eventLoop)
                    let channel = connected.channel
                    do {
                        try channel.pipeline.syncOperations.addHandler(handler)
                        var packet = ByteBuffer()
                        let startup = StartupMessage(
                            major: 3, minor: 0,
                            parameters: [
                                ("user", user), ("database", database), ("application_name", "phony"),
                                ("client_encoding", "UTF8"),
                            ])
                        try startup.write(into: &packet)
                        channel.writeAndFlush(packet, promise: nil)
                        channel.read()
                    } catch {
                        ready.fail(error)
                    }
                    ready.futureResult.map { _ in CatalogueClient(channel: channel, handler: bound) }
                        .cascade(to: promise)
                }
            }
        }
        return try await promise.futureResult.get()
    }

    package func close() async { try? await channel.close().get() }

    /// The rows of each statement, fields in text form.
    package func query(_ sql: String) async throws -> [[[[UInt8]?]]] {
        try await ask { buffer in try Query(text: ByteBuffer(string: sql)).write(into: &buffer) }
    }

    /// Loads the catalogue and applies a policy to it.
    package func protect(_ policy: Policy, database: String) async throws -> ProtectedDatabase {
        let results = try await query(CatalogQueries.text)
        guard let catalog = CatalogReader.catalog(results: results) else {
            throw Failure(description: "the catalogue of database “\(database)” cannot be read")
        }
        return ProtectedDatabase(
            protection: Protection(policy: policy, database: database, catalog: catalog, version: 1), fingerprint: [])
    }

    /// The columns that a statement would return; the server plans it but does not run it.
    package func describe(_ sql: String) async throws -> RowDescription? {
        _ = try await ask { buffer in
            try Parse(name: "", sql: sql).write(into: &buffer)
            try Describe(.statement, name: []).write(into: &buffer)
            try Sync().write(into: &buffer)
        }
        let handler = self.handler
        return try await channel.eventLoop.submit { handler.value.description }.get()
    }

    private func ask(_ write: (inout ByteBuffer) throws -> Void) async throws -> [[[[UInt8]?]]] {
        var buffer = ByteBuffer()
        try write(&buffer)
        let packet = buffer
        let promise = channel.eventLoop.makePromise(of: [[[[UInt8]?]]].self)
        let handler = self.handler
        let channel = self.channel
        channel.eventLoop.execute {
            handler.value.begin(promise)
            channel.writeAndFlush(packet, promise: nil)
            channel.read()
        }
        return try await promise.futureResult.get()
    }
}

/// One question at a time; the answer is complete with ReadyForQuery.
private final class CatalogueHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var login: UpstreamLogin
    private var promise: EventLoopPromise<[[[[UInt8]?]]]>?
    private var results: [[[[UInt8]?]]] = [[]]
    private var failure: CatalogueClient.Failure?
    private var buffer = ByteBuffer()
    private(set) var description: RowDescription?

    init(login: consuming UpstreamLogin, ready: EventLoopPromise<[[[[UInt8]?]]]>) {
        self.login = login
        promise = ready
    }

    func begin(_ promise: EventLoopPromise<[[[[UInt8]?]]]>) {
        self.promise = promise
        results = [[]]
        failure = nil
        description = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        buffer.writeImmutableBuffer(unwrapInboundIn(data))
        do {
            while let header = try FrameHeader.peek(&buffer) {
                guard header.bodyLength <= 1 << 28 else {
                    throw CatalogueClient.Failure(description: "a message is too long")
                }
                guard buffer.readableBytes >= header.frameLength else { break }
                buffer.moveReaderIndex(forwardBy: FrameHeader.size)
                guard let body = buffer.readSlice(length: header.bodyLength) else { break }
                try handle(header.tag, body, context)
            }
        } catch let error as WireError {
            end(with: CatalogueClient.Failure(description: "the database server: \(error.message)"), context)
        } catch {
            end(with: CatalogueClient.Failure(description: "the database server broke the protocol"), context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { if promise != nil { context.read() } }

    private func handle(_ tag: UInt8, _ body: ByteBuffer, _ context: ChannelHandlerContext) throws {
        var body = body
        switch tag {
        case BackendTag.authentication:
            if case .send(let frame) = try login.receive(Authentication(body: &body), nonce: Base64Nonce.random) {
                context.writeAndFlush(NIOAny(frame), promise: nil)
            }
        case BackendTag.dataRow:
            let row = try DataRow(body: &body)
            results[results.count - 1].append(row.columns.map { $0.map { Array($0.readableBytesView) } })
        case BackendTag.rowDescription: description = try RowDescription(body: &body)
        case BackendTag.commandComplete: results.append([])
        case BackendTag.errorResponse:
            let fields = try ErrorResponse(body: &body).fields
            failure = CatalogueClient.Failure(
                description:
                    "the database server says: \(fields.text(ErrorFields.Code.message) ?? "an error") (\(fields.sqlState ?? "?"))"
            )
        case BackendTag.readyForQuery:
            let answer = Array(results.dropLast())
            if let failure { promise?.fail(failure) } else { promise?.succeed(answer) }
            promise = nil
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(with: failure ?? CatalogueClient.Failure(description: "the database server closed the connection"), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(with: CatalogueClient.Failure(description: "the connection to the database server failed"), context)
    }

    private func end(with failure: CatalogueClient.Failure, _ context: ChannelHandlerContext) {
        promise?.fail(failure)
        promise = nil
        context.close(promise: nil)
    }
}
