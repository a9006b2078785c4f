/// What a listener wants of its clients' encryption.
package enum TLSPolicy: String, Sendable, CaseIterable {
    /// TLS is never accepted.
    case disable
    /// TLS is accepted when asked for, and not missed.
    case prefer
    /// A start-up in clear is refused.
    case require

    /// The protocol name that TLS clients offer by ALPN.
    package static let alpn = "postgresql"
}
