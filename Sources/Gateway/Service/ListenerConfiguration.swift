import Masking
package import NIOCore
package import NIOSSL
package import PostgresWire

/// Everything one listener needs, as values: checked, secrets resolved, certificates loaded.
package struct ListenerConfiguration: Sendable {
    package enum Authentication: Sendable {
        /// The server's exchange passes through.
        case relay
        /// The gateway checks clients itself, by user name, and logs in with credentials of its own.
        case terminate([String: Client])
    }

    package struct Client: Sendable {
        package var verifier: SCRAMVerifier
        package var upstreamUser: String
        package var upstreamPassword: Secret?
        package var policy: PolicyInForce

        package init(
            verifier: SCRAMVerifier, upstreamUser: String, upstreamPassword: Secret?, policy: PolicyInForce
        ) {
            self.verifier = verifier
            self.upstreamUser = upstreamUser
            self.upstreamPassword = upstreamPassword
            self.policy = policy
        }
    }

    package struct Limits: Sendable, Equatable {
        package var clients = 1000
        /// From the connection to the start-up message.
        package var startup = TimeAmount.seconds(15)
        /// From the start-up message to the end of authentication.
        package var authentication = TimeAmount.seconds(60)
        /// A session without a request and outside a transaction; zero: for ever.
        package var idle = TimeAmount.zero
        /// How long SIGTERM waits for transactions.
        package var drain = TimeAmount.seconds(30)

        package init() {}
    }

    package enum ProxyProtocol: String, Sendable, CaseIterable { case off, v1, v2 }

    package var name: String
    package var address: ListenAddress
    package var allowedFrom: [AddressRange]
    package var proxyProtocol: ProxyProtocol
    package var tls: TLSPolicy
    package var serverTLS: ServerTLS?
    package var upstream: Upstream
    package var authentication: Authentication
    package var policy: PolicyInForce
    package var limits: Limits

    package init(
        name: String, address: ListenAddress, allowedFrom: [AddressRange], proxyProtocol: ProxyProtocol = .off,
        tls: TLSPolicy = .disable, serverTLS: ServerTLS? = nil, upstream: Upstream,
        authentication: Authentication = .relay, policy: PolicyInForce, limits: Limits = Limits()
    ) {
        self.name = name
        self.address = address
        self.allowedFrom = allowedFrom
        self.proxyProtocol = proxyProtocol
        self.tls = tls
        self.serverTLS = serverTLS
        self.upstream = upstream
        self.authentication = authentication
        self.policy = policy
        self.limits = limits
    }
}

package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    package var host: String
    package var port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// A certificate to serve, and what ties SCRAM to it.
package struct ServerTLS: Sendable {
    package var context: NIOSSLContext
    /// tls-server-end-point (RFC 5929) of the certificate; `nil` where its signature names no hash.
    package var endPoint: [UInt8]?

    package init(context: NIOSSLContext, endPoint: [UInt8]?) {
        self.context = context
        self.endPoint = endPoint
    }
}

/// The server behind a listener.
package struct Upstream: Sendable {
    package enum Address: Sendable, Hashable {
        case tcp(host: String, port: Int)
        case unix(path: String)
    }

    package enum TLS: Sendable {
        case disable
        case prefer(NIOSSLContext)
        /// TLS or no connection; what is verified is the context's matter.
        case require(NIOSSLContext)
    }

    /// How TLS begins: by PostgreSQL's own request in clear, or at once with ALPN, as PostgreSQL 17 and later take it.
    package enum Negotiation: String, Sendable, CaseIterable { case postgres, direct }

    package var address: Address
    package var tls: TLS
    package var negotiation: Negotiation
    /// Overrides the database that clients ask for.
    package var database: String?
    package var connectTimeout = TimeAmount.seconds(10)

    package init(address: Address, tls: TLS, negotiation: Negotiation = .postgres, database: String? = nil) {
        self.address = address
        self.tls = tls
        self.negotiation = negotiation
        self.database = database
    }

    /// Whether a password in clear would stay between the gateway and the server's machine.
    func mayCarryPassword(isTLS: Bool) -> Bool {
        if isTLS { return true }
        switch address {
        case .unix: return true
        case .tcp(let host, _): return AddressRange(host)?.isLoopback ?? (host == "localhost")
        }
    }

    /// For log lines and messages.
    package var description: String {
        switch address {
        case .tcp(let host, let port): "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
