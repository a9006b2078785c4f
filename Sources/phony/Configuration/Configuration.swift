import Gateway
import Masking
import NIOCore
import PostgresWire

/// What `phony.yaml` says, checked for itself; nothing is opened yet.
struct Configuration: Sendable {
    var file: String
    var key: SecretReference?
    var keyLine: Int?
    var listeners: [Listener]
    var policies: [String: Policy]
    var metrics: ListenAddress?

    struct Listener: Sendable {
        var line: Int
        var tlsLine: Int?
        var upstreamLine: Int?
        var name: String
        var address: ListenAddress
        var allowedFrom: [AddressRange]
        var proxyProtocol: ListenerConfiguration.ProxyProtocol
        var tls: TLSPolicy
        var certificate: String?
        var certificateKey: String?
        var clientCA: String?
        var upstream: UpstreamAddress
        var authentication: Authentication
        var clients: [Client]
        var policy: String?
        var limits: ListenerConfiguration.Limits
    }

    struct UpstreamAddress: Sendable {
        var address: Upstream.Address
        var database: String?
        var tls: UpstreamTLSSettings
        var catalogUser: String?
        var catalogPassword: SecretReference?
    }

    struct UpstreamTLSSettings: Sendable {
        var mode = UpstreamTLS.prefer
        var ca: String?
        /// What the gateway shows a server that asks for a certificate, and its key.
        var certificate: String?
        var certificateKey: String?
        var negotiation = Upstream.Negotiation.postgres
    }

    enum UpstreamTLS: String, Sendable, CaseIterable {
        case disable, prefer, require
        case verifyCA = "verify-ca"
        case verifyFull = "verify-full"
    }

    enum Authentication: String, Sendable, CaseIterable { case relay, terminate }

    struct Client: Sendable {
        var user: String
        var password: SecretReference
        var policy: String?
        var upstreamUser: String
        var upstreamPassword: SecretReference?
    }
}
