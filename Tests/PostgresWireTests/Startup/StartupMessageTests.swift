import NIOCore
import PostgresWire
import Testing

struct StartupMessageTests {
    @Test func orderAndRepeatsAreKept() throws {
        let message = StartupMessage(
            minor: 0, parameters: [("user", "a"), ("options", ""), ("user", "b"), ("application_name", "x")])
        #expect(try read(message) == .startup(message))
        #expect(message.value(of: "user") == utf8("b"))
        #expect(message.user == "b")
        #expect(message.value(of: "nothing") == nil)
    }

    @Test func databaseIsTheUserUnlessGiven() {
        #expect(StartupMessage(minor: 0, parameters: [("user", "a")]).database == "a")
        #expect(StartupMessage(minor: 0, parameters: [("user", "a"), ("database", "")]).database == "a")
        #expect(StartupMessage(minor: 0, parameters: [("user", "a"), ("database", "d")]).database == "d")
        #expect(StartupMessage(minor: 0, parameters: []).database == nil)
    }

    @Test func namesThatAreNotUTF8AreNotRepaired() throws {
        let message = StartupMessage(parameters: [.init(name: utf8("user"), value: [0x61, 0xff])])
        #expect(try read(message) == .startup(message))
        #expect(message.value(of: "user") == [0x61, 0xff])
        #expect(message.user == nil)
    }

    @Test func setting() {
        var message = StartupMessage(minor: 0, parameters: [("user", "a"), ("x", "1"), ("user", "b")])
        message.set("user", to: "c")
        message.set("y", to: "2")
        #expect(message.parameters == [.init("user", "c"), .init("x", "1"), .init("y", "2")])
        message.set("x", to: nil)
        #expect(message.parameters == [.init("user", "c"), .init("y", "2")])
    }

    @Test(arguments: [
        "on", "true", "1", "yes", "t", "y", "ON", "database", "Database", "maybe", "", "o", "offf", "falsey",
    ])
    func replication(value: String) {
        #expect(StartupMessage(minor: 0, parameters: [("replication", value)]).requestsReplication)
        let twice = StartupMessage(minor: 0, parameters: [("replication", value), ("replication", "off")])
        #expect(twice.requestsReplication)
    }

    @Test(arguments: ["off", "of", "false", "f", "FALSE", "0", "no", "n"])
    func noReplication(value: String) {
        #expect(!StartupMessage(minor: 0, parameters: [("replication", value)]).requestsReplication)
        #expect(!StartupMessage(minor: 0, parameters: []).requestsReplication)
    }

    @Test func malformedBodies() {
        // Cut before the end, an unterminated value, and bytes after the end.
        for tail in [[], utf8("user"), utf8("user\0"), utf8("user\0a"), utf8("user\0a\0"), [0, 0], utf8("u\0a\0\0x")] {
            #expect(throws: WireError(.malformed, "")) { try read(packet(tail)) }
        }
        for parameters in [[("", "x")], [("a\0b", "x")], [("a", "x\0y")]] {
            var buffer = ByteBuffer(string: "before")
            #expect(throws: WireError(.malformed, "")) {
                try StartupMessage(minor: 0, parameters: parameters).write(into: &buffer)
            }
            #expect(buffer == ByteBuffer(string: "before"))
        }
    }

    @Test func boundsOfThePacket() throws {
        for length in [0, 1, 7, 0x8000_0000, 0xffff_ffff] as [UInt32] {
            #expect(throws: WireError.self) { try read(ByteBuffer(integer: length)) }
        }
        #expect(throws: WireError(.tooLong, "")) { try read(ByteBuffer(integer: UInt32(10_005))) }
        #expect(throws: WireError(.tooLong, "")) { try read(ByteBuffer(string: "GET / HTTP/1.1\r\n")) }
        let fits = StartupMessage(minor: 0, parameters: [("o", String(repeating: "x", count: 9_992))])
        #expect(try read(fits) == .startup(fits))
        #expect(throws: WireError(.tooLong, "")) {
            try read(StartupMessage(minor: 0, parameters: [("o", String(repeating: "x", count: 9_993))]))
        }
    }

    @Test func randomMessagesComeBack() throws {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<300 {
            let parameters = random.list { StartupMessage.Parameter(name: [1] + $0.text(), value: $0.text()) }
            let minor: UInt16 = random.integer()
            let message = StartupMessage(version: ProtocolVersion(major: 3, minor: minor), parameters: parameters)
            #expect(try read(message) == .startup(message))
        }
    }

    private func packet(_ tail: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeMultipleIntegers(UInt32(8 + tail.count), ProtocolVersion.oldest.rawValue)
        buffer.writeBytes(tail)
        return buffer
    }

    private func read(_ message: StartupMessage) throws -> StartupPacket? {
        var buffer = ByteBuffer()
        try message.write(into: &buffer)
        return try read(buffer)
    }

    private func read(_ buffer: ByteBuffer) throws -> StartupPacket? {
        var buffer = buffer
        return try StartupPacket.read(from: &buffer)
    }
}

struct CancelRequestTests {
    @Test(arguments: [4, 32, 256])
    func keysOfAnyAgreedLength(count: Int) throws {
        let request = CancelRequest(processID: .max, key: Secret([UInt8](repeating: 9, count: count)))
        var buffer = ByteBuffer()
        try request.write(into: &buffer)
        #expect(buffer.readableBytes == 12 + count)
        #expect(try StartupPacket.read(from: &buffer) == .cancel(request))
    }

    @Test(arguments: [0, 3, 257, 9_000])
    func keysOfOtherLengthsAreRefused(count: Int) {
        var buffer = ByteBuffer()
        #expect(throws: WireError(.malformed, "")) {
            try CancelRequest(processID: 1, key: Secret([UInt8](repeating: 9, count: count))).write(into: &buffer)
        }
        #expect(buffer.readableBytes == 0)
        buffer.writeMultipleIntegers(UInt32(12 + count), UInt32(80_877_102), UInt32(1))
        buffer.writeRepeatingByte(9, count: count)
        #expect(throws: WireError(.malformed, "")) { try StartupPacket.read(from: &buffer) }
    }

    @Test func matching() {
        let keyData = BackendKeyData(processID: 7, key: Secret([1, 2, 3, 4]))
        #expect(CancelRequest(processID: 7, key: Secret([1, 2, 3, 4])).matches(keyData))
        #expect(!CancelRequest(processID: 8, key: Secret([1, 2, 3, 4])).matches(keyData))
        #expect(!CancelRequest(processID: 7, key: Secret([1, 2, 3, 5])).matches(keyData))
        #expect(!CancelRequest(processID: 7, key: Secret([1, 2, 3, 4, 5])).matches(keyData))
    }
}
