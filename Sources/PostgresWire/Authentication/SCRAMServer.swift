import NIOCore

/// Checks a client's proof by SCRAM-SHA-256 or SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677, RFC 5929).
///
/// Owns the exchange and the downgrade rules of channel binding; it does not own the frames, nor which user the client
/// is: the start-up has said that, and the name within SCRAM is ignored as in PostgreSQL. A call out of order throws
/// `.unexpected`, and after any error every call does. All bounds of `SCRAMBounds` hold for the client.
package struct SCRAMServer: ~Copyable, Sendable {
    package static let plainMechanism = "SCRAM-SHA-256"
    package static let bindingMechanism = "SCRAM-SHA-256-PLUS"

    /// What ties the exchange to the TLS connection it runs in.
    package enum ChannelBinding: Sendable, Equatable {
        /// No TLS, or a certificate whose signature names no hash (Ed25519): PLUS is not offered.
        case unavailable
        /// The hash of the certificate that was served on this very connection.
        case tlsServerEndPoint([UInt8])

        /// What to put into AuthenticationSASL, in order.
        package var mechanisms: [String] {
            switch self {
            case .unavailable: [plainMechanism]
            case .tlsServerEndPoint: [bindingMechanism, plainMechanism]
            }
        }
    }

    private enum State {
        /// To `awaitingClientFinal` or `failed`.
        case awaitingClientFirst
        /// To `authenticated` or `failed`.
        case awaitingClientFinal(Exchange)
        /// Stays.
        case authenticated
        /// Stays.
        case failed
    }

    private struct Exchange {
        let clientFirstBare: [UInt8]
        let serverFirst: [UInt8]
        let nonce: [UInt8]
        /// What `c=` must say, in base 64.
        let binding: [UInt8]
    }

    private let verifier: SCRAMVerifier
    private let nonce: [UInt8]
    private let channelBinding: ChannelBinding
    private var state: State

    /// - Parameter nonce: random, printable and without commas, such as base 64 of 18 random bytes. `.malformed` if
    ///   not.
    package init(
        verifier: SCRAMVerifier, nonce: [UInt8], channelBinding: ChannelBinding = .unavailable
    ) throws(WireError) {
        guard SCRAMAttributes.isNonce(nonce) else { throw WireError(.malformed, "unusable server nonce") }
        self.verifier = verifier
        self.nonce = nonce
        self.channelBinding = channelBinding
        state = .awaitingClientFirst
    }

    package var isAuthenticated: Bool {
        if case .authenticated = state { true } else { false }
    }

    /// Takes the client's choice and its client-first-message; gives the server-first-message.
    ///
    /// `nil` is the answer to a choice without a message: send an empty AuthenticationSASLContinue, and hand the
    /// message that comes back to `clientFirstReceived`.
    package mutating func initialResponseReceived(_ response: SASLInitialResponse) throws(WireError) -> [UInt8]? {
        guard case .awaitingClientFirst = state else { throw fail(outOfOrder) }
        guard channelBinding.mechanisms.contains(response.mechanismText) else {
            throw fail(WireError(.unexpected, "client selected an invalid SASL mechanism", tag: Self.tag))
        }
        usesBindingMechanism = response.mechanismText == Self.bindingMechanism
        guard let data = response.data else { return nil }
        return try clientFirstReceived(Array(data.readableBytesView))
    }

    /// `nil` until the client has chosen.
    private var usesBindingMechanism: Bool?

    /// Takes the client-first-message; gives the server-first-message.
    package mutating func clientFirstReceived(_ message: [UInt8]) throws(WireError) -> [UInt8] {
        guard case .awaitingClientFirst = state, let usesBindingMechanism else { throw fail(outOfOrder) }
        state = .failed
        let first = try SCRAMClientFirst(message, tag: Self.tag)
        let binding = try expectedBinding(first, usesBindingMechanism: usesBindingMechanism)
        let fullNonce = first.nonce + nonce
        let serverFirst =
            Array("r=".utf8) + fullNonce + Array(",s=".utf8) + Base64.encode(verifier.salt)
            + Array(",i=\(verifier.iterations)".utf8)
        state = .awaitingClientFinal(
            Exchange(clientFirstBare: first.bare, serverFirst: serverFirst, nonce: fullNonce, binding: binding))
        return serverFirst
    }

    /// Takes the client-final-message; gives the server-final-message, or throws `.authenticationFailed`, which does
    /// not say whether it was the user or the password.
    package mutating func clientFinalReceived(_ message: [UInt8]) throws(WireError) -> [UInt8] {
        guard case .awaitingClientFinal(let exchange) = state else { throw fail(outOfOrder) }
        state = .failed
        var attributes = try SCRAMAttributes(message, tag: Self.tag)
        let binding = try attributes.expect("c")
        let fullNonce = try attributes.expect("r")
        var proofText: ArraySlice<UInt8>?
        var withoutProofCount = 0
        while let attribute = try attributes.next() {
            // The proof stands last; what stands before it are extensions, which the proof covers.
            guard proofText == nil else { throw attributes.malformed }
            if attribute.name == UInt8(ascii: "p") {
                proofText = attribute.value
                withoutProofCount = attribute.value.startIndex - ",p=".utf8.count
            } else if attribute.name == UInt8(ascii: "m") {
                throw WireError(.unsupported, "mandatory SCRAM extension", tag: Self.tag)
            }
        }
        guard let proofText, let proof = Base64.decode(proofText), proof.count == verifier.storedKey.bytes.count else {
            throw attributes.malformed
        }
        guard constantTimeEquals(Array(fullNonce), exchange.nonce) else {
            throw WireError(.malformed, "invalid SCRAM nonce", tag: Self.tag)
        }
        guard constantTimeEquals(Array(binding), exchange.binding) else {
            throw WireError(.invalidAuthorization, "SCRAM channel binding check failed", tag: Self.tag)
        }
        let comma = Array(",".utf8)
        let authMessage =
            exchange.clientFirstBare + comma + exchange.serverFirst + comma + message.prefix(withoutProofCount)
        let clientSignature = SCRAMKeys.hmac(authMessage, key: verifier.storedKey.bytes)
        let clientKey = SCRAMKeys.xor(proof, clientSignature)
        let serverSignature = SCRAMKeys.hmac(authMessage, key: verifier.serverKey.bytes)
        // Everything is computed before either is looked at, so that an unknown user takes as long as a wrong password.
        let holds = constantTimeEquals(SCRAMKeys.digest(clientKey), verifier.storedKey.bytes)
        guard holds, !verifier.alwaysFails else {
            throw WireError(.authenticationFailed, "password authentication failed", tag: Self.tag)
        }
        state = .authenticated
        return Array("v=".utf8) + Base64.encode(serverSignature)
    }

    /// The rules of RFC 5802, section 6, as PostgreSQL applies them.
    private func expectedBinding(
        _ first: SCRAMClientFirst, usesBindingMechanism: Bool
    ) throws(WireError) -> [UInt8] {
        switch (first.flag, channelBinding) {
        case (.tlsServerEndPoint, .tlsServerEndPoint(let data)) where usesBindingMechanism:
            return Base64.encode(first.header + data)
        case (.notSupported, _) where !usesBindingMechanism:
            return Base64.encode(first.header)
        case (.notOffered, .unavailable) where !usesBindingMechanism:
            return Base64.encode(first.header)
        case (.notOffered, .tlsServerEndPoint) where !usesBindingMechanism:
            // The client can bind and thinks that we cannot: somebody took PLUS out of our list.
            throw WireError(.invalidAuthorization, "SCRAM channel binding negotiation error", tag: Self.tag)
        default:
            throw WireError.malformed("channel binding does not match the SASL mechanism", tag: Self.tag)
        }
    }

    private mutating func fail(_ error: WireError) -> WireError {
        state = .failed
        return error
    }

    private static let tag = FrontendTag.password

    private var outOfOrder: WireError { WireError(.unexpected, "SCRAM message out of order", tag: Self.tag) }
}
