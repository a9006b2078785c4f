import NIOCore
import PostgresWire
import Testing

struct ProxyHeaderTests {
    private let configuration = ClientStartup.Configuration(
        tls: .prefer, canServeTLS: true, expectsProxyHeader: true)
    private let message = StartupMessage(minor: 0, parameters: [("user", "a")])

    static let signature = hex("0d0a0d0a000d0a515549540a")
    static let four = signature + hex("21 11 000c  c0000201 c6336401 d431 1538")

    @Test(arguments: [false, true])
    func lineOfVersion1(drip: Bool) throws {
        try check(
            utf8("PROXY TCP4 192.0.2.1 198.51.100.1 54321 5432\r\n"), .address(host: "192.0.2.1", port: 54321), drip)
        try check(utf8("PROXY TCP6 2001:db8::1 ::1 1 65535\r\n"), .address(host: "2001:db8::1", port: 1), drip)
        try check(utf8("PROXY UNKNOWN\r\n"), .local, drip)
        try check(utf8("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), .local, drip)
    }

    @Test(arguments: [false, true])
    func version2(drip: Bool) throws {
        try check(Self.four, .address(host: "192.0.2.1", port: 54321), drip)
        let six = hex("20010db8 00000000 00000000 00000001 20010db8 00000000 00000000 00000002 0050 1538")
        try check(Self.signature + hex("21 21 0024") + six, .address(host: "2001:db8::1", port: 80), drip)
        // With an extension, for LOCAL, for an unspecified family, and for a unix socket.
        try check(
            Self.signature + hex("21 11 0011 c0000201 c6336401 d431 1538 04 0002 0000"),
            .address(host: "192.0.2.1", port: 54321), drip)
        try check(Self.signature + hex("20 00 0000"), .local, drip)
        try check(Self.signature + hex("20 11 000c c0000201 c6336401 d431 1538"), .local, drip)
        try check(Self.signature + hex("21 00 0003 010203"), .local, drip)
        try check(Self.signature + hex("21 31 00d8") + [UInt8](repeating: 0x2f, count: 216), .local, drip)
    }

    @Test func headerAndStartupInOneRead() throws {
        var startup = ClientStartup(configuration: configuration)
        var buffer = ByteBuffer(bytes: Self.four + (try packet(message)))
        let first = startup.receive(&buffer)
        let second = startup.receive(&buffer)
        #expect(first == .proxied(.address(host: "192.0.2.1", port: 54321)))
        #expect(second == .startup(message))
    }

    @Test func directTLSBehindAHeader() {
        var startup = ClientStartup(configuration: configuration)
        var buffer = ByteBuffer(bytes: Self.four + [0x16, 3, 1])
        _ = startup.receive(&buffer)
        let action = startup.receive(&buffer)
        #expect(action == .startDirectTLS)
        #expect(bytes(buffer) == [0x16, 3, 1])
    }

    @Test func headerIsNotOptional() throws {
        for wire in [try packet(message), [0x16, 3, 1], utf8("GET"), utf8("PROXI"), utf8("PROXY\t"), hex("0d0a0d0b")] {
            var story = Story(configuration, drip: true)
            expectReject(story.feed(wire), .malformed, told: nil)
        }
    }

    @Test func headerIsNotReadWhereNoneIsConfigured() {
        var story = Story(ClientStartup.Configuration(tls: .prefer, canServeTLS: true), drip: true)
        expectReject(story.feed(utf8("PROXY UNKNOWN\r\n")), .tooLong, told: nil)
    }

    @Test func headerComesOnce() {
        var story = Story(configuration, drip: false)
        #expect(story.feed(Self.four) == .proxied(.address(host: "192.0.2.1", port: 54321)))
        expectReject(story.feed(Self.four), .tooLong, told: nil)
    }

    @Test(arguments: [
        "PROXY TCP4 192.0.2.1 198.51.100.1 54321\r\n", "PROXY TCP4 192.0.2.1 198.51.100.1 54321 5432 1\r\n",
        "PROXY TCP4 ::1 ::2 1 2\r\n", "PROXY TCP6 192.0.2.1 192.0.2.2 1 2\r\n",
        "PROXY TCP4 192.0.2.256 192.0.2.1 1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.1 65536 2\r\n", "PROXY TCP4 192.0.2.1 192.0.2.1 -1 2\r\n",
        "PROXY TCP4 192.0.2.1 192.0.2.1 +1 2\r\n", "PROXY TCP4 192.0.2.1 192.0.2.1 1 \r\n", "PROXY UNIX /a /b\r\n",
        "PROXY TCP4  192.0.2.1 192.0.2.1 1 2\r\n", "PROXY \r\n", "PROXY UNKNOWN\n", "PROXY TCP4 localhost b 1 2\r\n",
    ])
    func brokenLines(line: String) {
        var story = Story(configuration, drip: true)
        expectReject(story.feed(utf8(line)), .malformed, told: nil)
    }

    @Test func lineIsBounded() {
        var story = Story(configuration, drip: true)
        expectReject(story.feed(utf8("PROXY UNKNOWN " + String(repeating: "x", count: 200))), .tooLong, told: nil)
        let longest = "PROXY UNKNOWN " + String(repeating: "x", count: 107 - 14 - 2) + "\r\n"
        story = Story(configuration, drip: true)
        #expect(story.feed(utf8(longest)) == .proxied(.local))
    }

    @Test(arguments: ["22 11 000c", "11 11 000c", "21 12 000c", "21 41 000c", "21 11 000b", "21 21 000c"])
    func brokenVersion2(header: String) {
        var story = Story(configuration, drip: true)
        expectReject(
            story.feed(Self.signature + hex(header) + hex("c0000201 c6336401 d431 1538")), .malformed, told: nil)
    }

    @Test func announcedLengthIsBounded() {
        var story = Story(configuration, drip: true)
        expectReject(story.feed(Self.signature + hex("21 11 ffff")), .tooLong, told: nil)
    }

    private func check(_ header: [UInt8], _ source: ProxySource, _ drip: Bool) throws {
        var story = Story(configuration, drip: drip)
        #expect(story.feed(header) == .proxied(source))
        #expect(story.buffer.readableBytes == 0)
        #expect(story.feed(try packet(message)) == .startup(message))
    }
}
