import NIOCore
import PostgresWire
import Testing

struct ClientStartupVersionTests {
    private let configuration = ClientStartup.Configuration(tls: .prefer, canServeTLS: true)

    @Test(arguments: [0, 1, 2, 3, 9_999, 0xffff] as [UInt16])
    func everyMinorVersionIsAccepted(minor: UInt16) throws {
        let message = StartupMessage(minor: minor, parameters: [("user", "a")])
        var story = Story(configuration, drip: true)
        #expect(story.feed(try packet(message)) == .startup(message))
        #expect(message.minor == minor)
    }

    @Test(arguments: [0, 1, 2, 4, 1_233, 0xffff] as [UInt16])
    func anotherMajorVersionIsFatal(major: UInt16) throws {
        let message = StartupMessage(major: major, minor: 0, parameters: [("user", "a")])
        var story = Story(configuration, drip: true)
        let action = story.feed(try packet(message))
        expectReject(action, .unsupported, told: "0A000")
        guard case .reject(let rejection) = action else { return }
        #expect(
            rejection.response?.text(ErrorFields.Code.message)
                == "unsupported frontend protocol \(major).0: server supports 3.0 to 3.2")
        #expect(rejection.response?.isFatal == true)
    }

    @Test func startupWithoutAUserIsRefused() throws {
        for parameters in [[], [("user", "")], [("database", "d")]] {
            var story = Story(configuration, drip: false)
            let message = StartupMessage(minor: 0, parameters: parameters)
            expectReject(story.feed(try packet(message)), .invalidAuthorization, told: "28000")
        }
    }

    @Test func namesThatAreNotUTF8AreRefused() throws {
        let user = StartupMessage(parameters: [.init(name: utf8("user"), value: [0xff])])
        let database = StartupMessage(parameters: [.init("user", "a"), .init(name: utf8("database"), value: [0xff])])
        for message in [user, database] {
            var story = Story(configuration, drip: false)
            expectReject(story.feed(try packet(message)), .invalidAuthorization, told: "28000")
        }
    }

    @Test func lengthsNoPacketHasAreClosedSilently() {
        for wire in ["00000000", "00000007", "00002715", "01000008", "80000008", "ffffffff"] {
            var story = Story(configuration, drip: true)
            guard case .reject(let rejection) = story.feed(hex(wire)) else {
                Issue.record("accepted \(wire)")
                continue
            }
            #expect(rejection.response == nil)
        }
        var story = Story(configuration, drip: true)
        expectReject(story.feed(utf8("GET / HTTP/1.1\r\n")), .tooLong, told: nil)
    }

    @Test func layoutIsCheckedToTheLastByte() throws {
        var story = Story(configuration, drip: false)
        expectReject(story.feed(hex("0000000d 00030000 75736572 00")), .malformed, told: "08P01")
        story = Story(configuration, drip: false)
        expectReject(story.feed(hex("00000009 04d2162f 00")), .malformed, told: "08P01")
        story = Story(configuration, drip: false)
        expectReject(story.feed(hex("0000000c 04d2162e 00000001")), .malformed, told: nil)
    }

    @Test func bytesAfterTheStartupStay() throws {
        let message = StartupMessage(minor: 0, parameters: [("user", "a")])
        var story = Story(configuration, drip: false)
        #expect(story.feed(try packet(message) + utf8("p")) == .startup(message))
        #expect(bytes(story.buffer) == utf8("p"))
    }

    @Test func randomBytesNeverTrap() throws {
        var random = SeededGenerator(seed: 21)
        let openings: [[UInt8]] = [
            [], hex("00000008 04d2162f"), hex("00000008 04d21630"), hex("00000010 04d2162e"), hex("00000020 00030000"),
            utf8("PROXY "), hex("0d0a0d0a000d0a515549540a"), [0x16],
        ]
        for round in 0..<4_000 {
            let configuration = ClientStartup.Configuration(
                tls: TLSPolicy.allCases[round % 3], canServeTLS: round % 2 == 0, isUnixSocket: round % 5 == 0,
                expectsProxyHeader: round % 7 < 3)
            var startup = ClientStartup(configuration: configuration)
            var buffer = ByteBuffer()
            for _ in 0..<4 {
                buffer.writeBytes(openings[Int.random(in: 0..<openings.count, using: &random)])
                buffer.writeBytes(random.bytes(upTo: 30))
                let action = startup.receive(&buffer)
                if action == .acceptTLS || action == .startDirectTLS {
                    buffer.clear()
                    try? startup.tlsEstablished(alpn: round % 4 == 0 ? nil : "postgresql")
                }
            }
        }
    }
}
