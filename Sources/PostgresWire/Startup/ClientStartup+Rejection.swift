extension ClientStartup.Rejection {
    static func silent(_ error: WireError) -> Self { Self(error: error, response: nil) }

    static func told(_ error: WireError) -> Self { Self(error: error, response: ErrorFields(error)) }

    /// A packet that could not be read. PostgreSQL does not answer an impossible length: that is no client of its.
    static func unreadable(_ error: WireError) -> Self {
        error.length == nil ? told(error) : silent(error)
    }

    /// PostgreSQL takes an SSLRequest out of its place for a version it does not know, and so does this.
    static var repeatedRequest: Self {
        told(WireError(.unsupported, "encryption was already negotiated"))
    }

    static var encryptionRequired: Self {
        let error = WireError(.encryptionRequired, "TLS is required on this connection")
        return Self(
            error: error,
            response: ErrorFields(
                severity: "FATAL", code: error.code.sqlState, message: error.message,
                hint: "Set sslmode to require or stricter."))
    }

    static func unsupportedVersion(_ version: ProtocolVersion) -> Self {
        let error = WireError(.unsupported, "unsupported frontend protocol")
        let message = "unsupported frontend protocol \(version): server supports 3.0 to \(ProtocolVersion.newest)"
        return Self(
            error: error,
            response: ErrorFields(severity: "FATAL", code: error.code.sqlState, message: message))
    }

    static func withoutIdentity(_ message: StartupMessage) -> Self {
        let isMissing = message.value(of: "user")?.isEmpty != false
        return told(
            WireError(
                .invalidAuthorization,
                isMissing
                    ? "no PostgreSQL user name specified in startup packet"
                    : "user and database names must be UTF-8"))
    }
}
