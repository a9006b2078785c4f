/// The client-first-message, taken apart: `<flag>,[a=<authzid>],n=<user>,r=<nonce>[,extensions]`.
struct SCRAMClientFirst {
    enum Flag {
        /// `n`: the client cannot bind.
        case notSupported
        /// `y`: the client could, but believes the server cannot.
        case notOffered
        /// `p=tls-server-end-point`
        case tlsServerEndPoint
    }

    let flag: Flag
    /// The gs2-header, which the client repeats in its last message.
    let header: [UInt8]
    let bare: [UInt8]
    let nonce: [UInt8]

    init(_ message: [UInt8], tag: UInt8) throws(WireError) {
        // Cut off before the split, so that a huge message costs nothing.
        guard message.count <= SCRAMBounds.messageLimit else {
            throw WireError(.tooLong, "SCRAM message is too long", tag: tag, length: message.count)
        }
        let parts = message.split(separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw WireError.malformed("malformed SCRAM message", tag: tag) }
        flag = try Self.flag(parts[0], tag: tag)
        guard parts[1].isEmpty else {
            throw WireError(.unsupported, "SCRAM authorization identity", tag: tag)
        }
        header = Array(message[..<parts[2].startIndex])
        bare = Array(parts[2])
        var attributes = try SCRAMAttributes(bare, tag: tag)
        let user = try attributes.next()
        guard user?.name != UInt8(ascii: "m") else {
            throw WireError(.unsupported, "mandatory SCRAM extension", tag: tag)
        }
        guard user?.name == UInt8(ascii: "n") else { throw attributes.malformed }
        nonce = Array(try attributes.expect("r"))
        guard SCRAMAttributes.isNonce(nonce) else { throw WireError(.malformed, "invalid SCRAM nonce", tag: tag) }
        try attributes.skipExtensions()
    }

    private static func flag(_ text: ArraySlice<UInt8>, tag: UInt8) throws(WireError) -> Flag {
        switch String(decoding: text, as: UTF8.self) {
        case "n": return .notSupported
        case "y": return .notOffered
        case "p=tls-server-end-point": return .tlsServerEndPoint
        case let other where other.hasPrefix("p="):
            throw WireError(.unsupported, "unsupported SCRAM channel-binding type", tag: tag)
        default: throw WireError.malformed("malformed SCRAM message", tag: tag)
        }
    }
}
