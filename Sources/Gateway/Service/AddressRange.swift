import NIOCore

/// A range of client addresses in CIDR form.
package struct AddressRange: Sendable, Hashable, CustomStringConvertible {
    private let bytes: [UInt8]
    private let prefix: Int
    package let description: String

    /// `nil` if the text is neither an address nor an address with a prefix length.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = parts.first, let bytes = Self.bytes(of: String(address)) else {
            return nil
        }
        var prefix = bytes.count * 8
        if parts.count == 2 {
            guard let given = Int(parts[1]), given >= 0, given <= prefix else { return nil }
            prefix = given
        }
        self.bytes = bytes
        self.prefix = prefix
        description = text
    }

    /// Whether every address in the range is a loopback one.
    package var isLoopback: Bool {
        if bytes.count == 4 { return bytes[0] == 127 && prefix >= 8 }
        return prefix == 128 && bytes == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    }

    package func contains(_ host: String) -> Bool {
        guard var other = Self.bytes(of: host) else { return false }
        // An IPv4 client on an IPv6 socket.
        if bytes.count == 4, other.count == 16, other[0..<10].allSatisfy({ $0 == 0 }), other[10] == 255,
            other[11] == 255
        {
            other = Array(other[12...])
        }
        guard other.count == bytes.count else { return false }
        for bit in 0..<prefix {
            let mask = UInt8(0x80) >> UInt8(bit % 8)
            if bytes[bit / 8] & mask != other[bit / 8] & mask { return false }
        }
        return true
    }

    private static func bytes(of host: String) -> [UInt8]? {
        guard let address = try? SocketAddress(ipAddress: host, port: 0) else { return nil }
        switch address {
        // Behind the family and port of `sockaddr_in`, and behind those and the flow of `sockaddr_in6`.
        case .v4(let v4): return withUnsafeBytes(of: v4.address) { Array($0[4..<8]) }
        case .v6(let v6): return withUnsafeBytes(of: v6.address) { Array($0[8..<24]) }
        case .unixDomainSocket: return nil
        }
    }
}
