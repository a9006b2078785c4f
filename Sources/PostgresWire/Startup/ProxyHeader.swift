import NIOCore

/// Where a connection came from before the load balancer in front of us.
package enum ProxySource: Hashable, Sendable {
    /// An IPv4 or IPv6 address in its usual text, and a port.
    case address(host: String, port: UInt16)
    /// The proxy speaks for itself, or did not say: the connection's own peer address stands.
    case local
}

/// The PROXY protocol, versions 1 and 2, as HAProxy's `proxy-protocol.txt` defines it.
///
/// Version 1 is one line of at most 107 bytes. Version 2 is a signature of twelve bytes, version and command, family
/// and transport, a 16-bit length, addresses, and then extensions that are skipped.
enum ProxyHeader {
    /// A version 2 header may announce 65,535 bytes; addresses take 216 at most, and extensions a few hundred.
    static let lengthLimit = 4_096

    private static let signature: [UInt8] = [
        0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a,
    ]

    /// Takes a header from the front of `buffer`; `nil`, with nothing consumed, while it is incomplete.
    ///
    /// Throws `.malformed` at the first byte that can begin neither version.
    static func read(from buffer: inout ByteBuffer) throws(WireError) -> ProxySource? {
        guard let first = buffer.readableBytesView.first else { return nil }
        if first == signature[0] { return try readBinary(from: &buffer) }
        return try readLine(from: &buffer)
    }

    // MARK: Version 1

    private static let linePrefix = Array("PROXY ".utf8)
    private static let lineLimit = 107

    private static func readLine(from buffer: inout ByteBuffer) throws(WireError) -> ProxySource? {
        let bytes = buffer.readableBytesView.prefix(lineLimit)
        guard linePrefix.starts(with: bytes.prefix(linePrefix.count)) else { throw notAHeader }
        guard let newline = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
            guard bytes.count < lineLimit else { throw WireError(.tooLong, "PROXY line is too long") }
            return nil
        }
        var line = Array(bytes[..<newline])
        guard line.popLast() == UInt8(ascii: "\r") else { throw notAHeader }
        let source = try parse(line: line)
        buffer.moveReaderIndex(forwardBy: line.count + 2)
        return source
    }

    /// `PROXY TCP4 <source> <destination> <source port> <destination port>`, `TCP6` likewise, or `UNKNOWN` and
    /// anything.
    private static func parse(line: [UInt8]) throws(WireError) -> ProxySource {
        guard let text = String(validating: line, as: UTF8.self) else { throw notAHeader }
        let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count >= 2, words[0] == "PROXY" else { throw notAHeader }
        if words[1] == "UNKNOWN" { return .local }
        guard words.count == 6, let port = portNumber(words[4]), portNumber(words[5]) != nil else { throw notAHeader }
        let source = try address(words[2], port: port)
        let destination = try address(words[3], port: port)
        switch (words[1], source, destination) {
        case ("TCP4", .v4, .v4), ("TCP6", .v6, .v6): break
        default: throw notAHeader
        }
        guard let host = source.ipAddress else { throw notAHeader }
        return .address(host: host, port: port)
    }

    private static func portNumber(_ text: String) -> UInt16? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return UInt16(text)
    }

    private static func address(_ text: String, port: UInt16) throws(WireError) -> SocketAddress {
        guard let address = try? SocketAddress(ipAddress: text, port: Int(port)) else { throw notAHeader }
        return address
    }

    // MARK: Version 2

    private static func readBinary(from buffer: inout ByteBuffer) throws(WireError) -> ProxySource? {
        let available = buffer.readableBytesView.prefix(signature.count)
        guard signature.starts(with: available) else { throw notAHeader }
        let start = buffer.readerIndex + signature.count
        guard
            let command: UInt8 = buffer.getInteger(at: start),
            let family: UInt8 = buffer.getInteger(at: start + 1),
            let length: UInt16 = buffer.getInteger(at: start + 2)
        else { return nil }
        guard command == 0x20 || command == 0x21 else { throw notAHeader }
        guard Int(length) <= lengthLimit else {
            throw WireError(.tooLong, "PROXY header is too long", length: Int(length))
        }
        let headerLength = signature.count + 4
        guard buffer.readableBytes >= headerLength + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: headerLength)
        guard var addresses = buffer.readSlice(length: Int(length)) else { throw notAHeader }
        // Command 0 is LOCAL: the proxy's own health check, whose addresses mean nothing.
        return command == 0x20 ? .local : try source(family: family, in: &addresses)
    }

    private static func source(family: UInt8, in addresses: inout ByteBuffer) throws(WireError) -> ProxySource {
        let width: Int
        switch family {
        case 0x11: width = 4
        case 0x21: width = 16
        // Unspecified, or a unix socket: there is no address to report, and the specification says to use our own.
        case 0x00, 0x31: return .local
        default: throw notAHeader
        }
        guard
            let packed = addresses.readSlice(length: width),
            addresses.readSlice(length: width) != nil,
            let port: UInt16 = addresses.readInteger(),
            addresses.readInteger(as: UInt16.self) != nil,
            let host = (try? SocketAddress(packedIPAddress: packed, port: Int(port)))?.ipAddress
        else { throw notAHeader }
        return .address(host: host, port: port)
    }

    private static var notAHeader: WireError { WireError(.malformed, "not a PROXY protocol header") }
}
