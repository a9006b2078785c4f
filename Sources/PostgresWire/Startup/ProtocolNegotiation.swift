/// Settles which protocol version a client speaks and which of its `_pq_.` options are known: none.
///
/// It owns the difference between what the client asked and what the server is asked: `_pq_.` parameters never reach
/// the server, where they would be looked up as settings, and the minor version is capped at what this layer can parse.
/// The client is told of both in one NegotiateProtocolVersion, before it is asked to authenticate. A minor version of
/// any height is no error; a major one other than 3 never gets here.
package struct ProtocolNegotiation: Sendable {
    /// What both legs will speak, and what to tell the client.
    package struct Outcome: Equatable, Sendable {
        package let version: ProtocolVersion
        /// `nil` when the client gets all it asked for; PostgreSQL then says nothing, and libpq rejects a message that
        /// changes nothing.
        package let message: NegotiateProtocolVersion?
    }

    /// The client's message as the server should see it.
    package let serverStartup: StartupMessage
    package let requested: ProtocolVersion
    /// The names of the client's `_pq_.` parameters, in order.
    package let strippedOptions: [[UInt8]]

    package init(client: StartupMessage) {
        requested = client.version
        var server = client
        server.version = min(client.version, .newest)
        let isProtocolOption: (StartupMessage.Parameter) -> Bool = { $0.name.starts(with: "_pq_.".utf8) }
        strippedOptions = client.parameters.filter(isProtocolOption).map(\.name)
        server.parameters.removeAll(where: isProtocolOption)
        serverStartup = server
    }

    /// The outcome, given the server's own NegotiateProtocolVersion.
    ///
    /// - Parameter answer: `nil` when the server sent none and so accepts `serverStartup.version`, or when the client
    ///   leg is settled before there is a server.
    /// - Throws: `.unexpected` for an answer that is higher than what was offered, below 3.0, 3.1 when that was not
    ///   asked for (it never existed), or that names options, since none were sent.
    package func outcome(serverAnswer answer: NegotiateProtocolVersion? = nil) throws(WireError) -> Outcome {
        let tag = BackendTag.negotiateProtocolVersion
        let offered = serverStartup.version
        let version = answer?.version ?? offered
        guard version.major == 3, version <= offered, version == offered || version.minor != 1 else {
            throw WireError(.unexpected, "server negotiates a version that was not offered", tag: tag)
        }
        guard answer?.options.isEmpty != false else {
            throw WireError(.unexpected, "server refuses options that were not sent", tag: tag)
        }
        let isUnchanged = version == requested && strippedOptions.isEmpty
        return Outcome(
            version: version,
            message: isUnchanged ? nil : NegotiateProtocolVersion(version: version, options: strippedOptions))
    }
}
