package import NIOCore

/// Governs a client connection from its first byte to its StartupMessage.
///
/// Owns the order of things: PROXY header, TLS at once, SSLRequest and GSSENCRequest in either order but neither twice,
/// then CancelRequest or StartupMessage; the TLS policy; and the rule that nothing sent in clear may count as sent
/// within TLS. Does not own the sockets, the TLS engine, deadlines, or what a cancel or a start-up leads to.
///
/// One action a call. After `.proxied`, and after `.declineTLS` and `.declineGSS` once the byte is written, call again
/// with the same buffer. After `.startDirectTLS` and `.acceptTLS` start TLS, report it by `tlsEstablished`, then feed
/// decrypted bytes. After `.cancel`, `.startup` and `.reject` it is finished; any further call is `.reject` again.
package struct ClientStartup: ~Copyable {
    package struct Configuration: Sendable {
        package var tls: TLSPolicy
        /// Whether there is a certificate to serve. Under `.require` without one, only cancels get in.
        package var canServeTLS: Bool
        /// Such connections never carry TLS, and `require` does not ask it of them.
        package var isUnixSocket: Bool
        /// Whether every connection must begin with a PROXY protocol header.
        package var expectsProxyHeader: Bool

        package init(
            tls: TLSPolicy, canServeTLS: Bool, isUnixSocket: Bool = false, expectsProxyHeader: Bool = false
        ) {
            self.tls = tls
            self.canServeTLS = canServeTLS
            self.isUnixSocket = isUnixSocket
            self.expectsProxyHeader = expectsProxyHeader
        }

        var offersTLS: Bool { tls != .disable && canServeTLS && !isUnixSocket }
        var requiresTLS: Bool { tls == .require && !isUnixSocket }
    }

    package enum Action: Equatable, Sendable {
        /// Nothing was consumed; call again when the buffer has grown.
        case needMore
        /// The buffer holds a ClientHello, untouched: hand it to the TLS engine.
        case startDirectTLS
        /// Answer `S`, then start TLS; the buffer is empty.
        case acceptTLS
        /// Answer `N`.
        case declineTLS
        /// Answer `N`.
        case declineGSS
        case proxied(ProxySource)
        /// Close without an answer, whatever comes of it.
        case cancel(CancelRequest)
        case startup(StartupMessage)
        case reject(Rejection)
    }

    /// Why a connection is refused, and what to tell the client before closing.
    package struct Rejection: Error, Equatable, Sendable {
        package let error: WireError
        /// `nil`: close silently. What came is no PostgreSQL, or PostgreSQL too would not answer.
        package let response: ErrorFields?
    }

    private enum State {
        /// A PROXY header must come. To `awaitingFirstByte` or `finished`.
        case awaitingProxyHeader
        /// Nothing has come; it may be a ClientHello. To any state below.
        case awaitingFirstByte
        /// Requests in clear may come; those named have been declined. To `establishingTLS` or `finished`.
        case awaitingPacket(declinedTLS: Bool, declinedGSS: Bool)
        /// TLS was begun and not yet reported. To `awaitingEncryptedPacket` or `finished`.
        case establishingTLS(isDirect: Bool)
        /// Within TLS: only a cancel or a start-up. To `finished`.
        case awaitingEncryptedPacket
        /// Nothing may come. Stays.
        case finished
    }

    private let configuration: Configuration
    private var state: State

    package init(configuration: Configuration) {
        self.configuration = configuration
        state = configuration.expectsProxyHeader ? .awaitingProxyHeader : .awaitingFirstByte
    }

    /// Looks at what has come. Bytes after a start-up or cancel are left in the buffer.
    package mutating func receive(_ buffer: inout ByteBuffer) -> Action {
        do throws(Rejection) {
            switch state {
            case .awaitingProxyHeader:
                return try receiveProxyHeader(&buffer)
            case .awaitingFirstByte:
                return try receiveFirstByte(&buffer)
            case .awaitingPacket(let declinedTLS, let declinedGSS):
                return try receivePacket(&buffer, declinedTLS: declinedTLS, declinedGSS: declinedGSS)
            case .awaitingEncryptedPacket:
                return try receiveEncryptedPacket(&buffer)
            case .establishingTLS:
                if buffer.readableBytes == 0 { return .needMore }
                throw Rejection.silent(WireError(.unencrypted, "bytes in clear while TLS begins"))
            case .finished:
                throw Rejection.silent(WireError(.unexpected, "start-up is over"))
            }
        } catch {
            state = .finished
            return .reject(error)
        }
    }

    /// The handshake that `.startDirectTLS` or `.acceptTLS` asked for is done.
    ///
    /// - Parameter alpn: the protocol that was negotiated. Direct TLS must have `postgresql`, or another protocol's
    ///   traffic could be played to us; negotiated TLS may have none.
    /// - Throws: the rejection to carry out; also when no handshake was asked for.
    package mutating func tlsEstablished(alpn: String?) throws(Rejection) {
        guard case .establishingTLS(let isDirect) = state else {
            state = .finished
            throw Rejection.silent(WireError(.unexpected, "TLS was not asked for"))
        }
        let isAcceptable = alpn == TLSPolicy.alpn || (alpn == nil && !isDirect)
        guard isAcceptable else {
            state = .finished
            throw Rejection.silent(WireError(.unexpected, "TLS without the application protocol postgresql"))
        }
        state = .awaitingEncryptedPacket
    }
}

extension ClientStartup {
    private mutating func receiveProxyHeader(_ buffer: inout ByteBuffer) throws(Rejection) -> Action {
        do throws(WireError) {
            guard let source = try ProxyHeader.read(from: &buffer) else { return .needMore }
            state = .awaitingFirstByte
            return .proxied(source)
        } catch {
            throw Rejection.silent(error)
        }
    }

    private mutating func receiveFirstByte(_ buffer: inout ByteBuffer) throws(Rejection) -> Action {
        guard let first = buffer.readableBytesView.first else { return .needMore }
        // A packet's first byte is its length's highest, which is 0; TLS begins with a handshake record, 0x16.
        guard first == 0x16 else {
            state = .awaitingPacket(declinedTLS: false, declinedGSS: false)
            return try receivePacket(&buffer, declinedTLS: false, declinedGSS: false)
        }
        guard configuration.offersTLS else {
            throw Rejection.silent(WireError(.unsupported, "TLS is not served here"))
        }
        state = .establishingTLS(isDirect: true)
        return .startDirectTLS
    }

    private mutating func receivePacket(
        _ buffer: inout ByteBuffer, declinedTLS: Bool, declinedGSS: Bool
    ) throws(Rejection) -> Action {
        guard let packet = try readPacket(&buffer) else { return .needMore }
        switch packet {
        case .sslRequest:
            guard !declinedTLS else { throw Rejection.repeatedRequest }
            try expectNothingStuffed(buffer)
            if configuration.offersTLS {
                state = .establishingTLS(isDirect: false)
                return .acceptTLS
            }
            state = .awaitingPacket(declinedTLS: true, declinedGSS: declinedGSS)
            return .declineTLS
        case .gssencRequest:
            guard !declinedGSS else { throw Rejection.repeatedRequest }
            try expectNothingStuffed(buffer)
            state = .awaitingPacket(declinedTLS: declinedTLS, declinedGSS: true)
            return .declineGSS
        case .cancel(let request):
            return finish(with: request)
        case .startup(let message):
            guard !configuration.requiresTLS else { throw Rejection.encryptionRequired }
            return try finish(with: message)
        case .unsupported(let version):
            throw Rejection.unsupportedVersion(version)
        }
    }

    private mutating func receiveEncryptedPacket(_ buffer: inout ByteBuffer) throws(Rejection) -> Action {
        guard let packet = try readPacket(&buffer) else { return .needMore }
        switch packet {
        case .sslRequest, .gssencRequest: throw Rejection.repeatedRequest
        case .cancel(let request): return finish(with: request)
        case .startup(let message): return try finish(with: message)
        case .unsupported(let version): throw Rejection.unsupportedVersion(version)
        }
    }

    private func readPacket(_ buffer: inout ByteBuffer) throws(Rejection) -> StartupPacket? {
        let code = buffer.getInteger(at: buffer.readerIndex + 4, as: UInt32.self)
        do throws(WireError) {
            return try StartupPacket.read(from: &buffer)
        } catch {
            // Cancels are never answered, malformed ones neither.
            if code == CancelRequest.code { throw Rejection.silent(error) }
            throw Rejection.unreadable(error)
        }
    }

    /// Bytes that follow a request before its answer were not meant for us in clear, or were put there by somebody
    /// between (CVE-2021-23214, CVE-2021-3935).
    private func expectNothingStuffed(_ buffer: ByteBuffer) throws(Rejection) {
        guard buffer.readableBytes == 0 else {
            throw Rejection.told(
                WireError(.unencrypted, "received unencrypted data after an encryption request"))
        }
    }

    private mutating func finish(with request: CancelRequest) -> Action {
        state = .finished
        return .cancel(request)
    }

    private mutating func finish(with message: StartupMessage) throws(Rejection) -> Action {
        guard message.user != nil, message.database != nil else { throw Rejection.withoutIdentity(message) }
        state = .finished
        return .startup(message)
    }
}
