import NIOCore
import PostgresWire
import Testing

/// Stories of a connection's first bytes. Each runs with the bytes at once and one at a time.
struct ClientStartupTests {
    typealias Configuration = ClientStartup.Configuration
    typealias Action = ClientStartup.Action

    static let message = StartupMessage(minor: 0, parameters: [("user", "a"), ("database", "d")])
    static let cancelRequest = CancelRequest(processID: 5, key: Secret([1, 2, 3, 4]))
    static let clientHello: [UInt8] = [0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]

    private let tls = Configuration(tls: .prefer, canServeTLS: true)
    private let required = Configuration(tls: .require, canServeTLS: true)
    private let clear = Configuration(tls: .disable, canServeTLS: true)

    // MARK: In clear

    @Test(arguments: [false, true])
    func startup(drip: Bool) throws {
        var story = Story(tls, drip: drip)
        #expect(story.feed(try packet(Self.message)) == .startup(Self.message))
        expectSilence(story.feed([0]))
    }

    @Test(arguments: [false, true])
    func cancelIsAcceptedEvenWhereTLSIsRequired(drip: Bool) throws {
        for configuration in [clear, tls, required] {
            var story = Story(configuration, drip: drip)
            #expect(story.feed(try packet(Self.cancelRequest)) == .cancel(Self.cancelRequest))
        }
    }

    @Test(arguments: [false, true])
    func requestsAreDeclinedInEitherOrder(drip: Bool) throws {
        let local = Configuration(tls: .require, canServeTLS: true, isUnixSocket: true)
        let bare = Configuration(tls: .prefer, canServeTLS: false)
        for configuration in [clear, local, bare] {
            var story = Story(configuration, drip: drip)
            #expect(story.feed(ssl) == .declineTLS)
            #expect(story.feed(gss) == .declineGSS)
            #expect(story.feed(try packet(Self.message)) == .startup(Self.message))

            story = Story(configuration, drip: drip)
            #expect(story.feed(gss) == .declineGSS)
            #expect(story.feed(ssl) == .declineTLS)
            #expect(story.feed(try packet(Self.message)) == .startup(Self.message))
        }
    }

    @Test(arguments: [false, true])
    func requestsMayNotRepeat(drip: Bool) throws {
        var story = Story(clear, drip: drip)
        #expect(story.feed(ssl) == .declineTLS)
        expectReject(story.feed(ssl), .unsupported, told: "0A000")
        story = Story(clear, drip: drip)
        #expect(story.feed(gss) == .declineGSS)
        expectReject(story.feed(gss), .unsupported, told: "0A000")
        story = Story(clear, drip: drip)
        #expect(story.feed(ssl) == .declineTLS)
        #expect(story.feed(gss) == .declineGSS)
        expectReject(story.feed(ssl), .unsupported, told: "0A000")
    }

    @Test(arguments: [false, true])
    func startupInClearIsRefusedWhereTLSIsRequired(drip: Bool) throws {
        for configuration in [required, Configuration(tls: .require, canServeTLS: false)] {
            var story = Story(configuration, drip: drip)
            let action = story.feed(try packet(Self.message))
            expectReject(action, .encryptionRequired, told: "28000")
            guard case .reject(let rejection) = action else { return }
            #expect(rejection.response?.isFatal == true)
            #expect(rejection.response?.text(ErrorFields.Code.message)?.contains("TLS is required") == true)
            expectSilence(story.feed([0]))
        }
        var story = Story(required, drip: drip)
        #expect(story.feed(gss) == .declineGSS)
        expectReject(story.feed(try packet(Self.message)), .encryptionRequired, told: "28000")
    }

    @Test func unixSocketNeedsNoTLS() throws {
        var story = Story(Configuration(tls: .require, canServeTLS: true, isUnixSocket: true), drip: false)
        #expect(story.feed(try packet(Self.message)) == .startup(Self.message))
    }

    // MARK: TLS

    @Test(arguments: [false, true])
    func negotiatedTLS(drip: Bool) throws {
        for configuration in [tls, required] {
            for alpn in [nil, "postgresql"] {
                var story = Story(configuration, drip: drip)
                #expect(story.feed(ssl) == .acceptTLS)
                #expect(story.feed([]) == .needMore)
                try story.startup.tlsEstablished(alpn: alpn)
                #expect(story.feed(try packet(Self.message)) == .startup(Self.message))
            }
        }
    }

    @Test(arguments: [false, true])
    func negotiatedTLSAfterGSS(drip: Bool) throws {
        var story = Story(required, drip: drip)
        #expect(story.feed(gss) == .declineGSS)
        #expect(story.feed(ssl) == .acceptTLS)
        try story.startup.tlsEstablished(alpn: nil)
        #expect(story.feed(try packet(Self.cancelRequest)) == .cancel(Self.cancelRequest))
    }

    @Test(arguments: [false, true])
    func directTLS(drip: Bool) throws {
        var story = Story(required, drip: drip)
        #expect(story.feed(Self.clientHello) == .startDirectTLS)
        // The hello is left for the TLS engine.
        #expect(story.buffer.getInteger(at: story.buffer.readerIndex, as: UInt8.self) == 0x16)
        if !drip { #expect(bytes(story.buffer) == Self.clientHello) }
        story.buffer.clear()
        try story.startup.tlsEstablished(alpn: "postgresql")
        #expect(story.feed(try packet(Self.message)) == .startup(Self.message))
    }

    @Test func directTLSNeedsItsALPN() {
        for alpn in [nil, "http/1.1", "Postgresql", ""] {
            var startup = ClientStartup(configuration: tls)
            var buffer = ByteBuffer(bytes: Self.clientHello)
            let action = startup.receive(&buffer)
            #expect(action == .startDirectTLS)
            expectRefusal(&startup, alpn: alpn)
        }
    }

    @Test func negotiatedTLSTakesNoOtherALPN() {
        var startup = ClientStartup(configuration: tls)
        var buffer = ByteBuffer(bytes: ssl)
        let action = startup.receive(&buffer)
        #expect(action == .acceptTLS)
        expectRefusal(&startup, alpn: "h2")
    }

    @Test func tlsThatWasNotAskedForIsRefused() throws {
        var fresh = ClientStartup(configuration: tls)
        expectRefusal(&fresh, alpn: "postgresql")
        var declined = ClientStartup(configuration: clear)
        var buffer = ByteBuffer(bytes: ssl)
        _ = declined.receive(&buffer)
        expectRefusal(&declined, alpn: "postgresql")
    }

    @Test func directTLSIsClosedSilentlyWhereThereIsNone() {
        let unix = Configuration(tls: .prefer, canServeTLS: true, isUnixSocket: true)
        for configuration in [clear, unix, Configuration(tls: .prefer, canServeTLS: false)] {
            var story = Story(configuration, drip: true)
            expectReject(story.feed(Self.clientHello), .unsupported, told: nil)
        }
    }

    @Test func directTLSComesFirstOrNotAtAll() {
        var story = Story(clear, drip: false)
        #expect(story.feed(gss) == .declineGSS)
        expectReject(story.feed(Self.clientHello), .tooLong, told: nil)
    }

    @Test(arguments: [false, true])
    func noFurtherRequestWithinTLS(drip: Bool) throws {
        for request in [ssl, gss] {
            var story = Story(tls, drip: drip)
            #expect(story.feed(ssl) == .acceptTLS)
            try story.startup.tlsEstablished(alpn: nil)
            expectReject(story.feed(request), .unsupported, told: "0A000")

            story = Story(tls, drip: drip)
            #expect(story.feed(Self.clientHello) == .startDirectTLS)
            story.buffer.clear()
            try story.startup.tlsEstablished(alpn: "postgresql")
            expectReject(story.feed(request), .unsupported, told: "0A000")
        }
    }

    // MARK: Stuffing

    @Test func bytesBehindARequestAreRefused() throws {
        for stuffing in [[0], Self.clientHello, try packet(Self.message)] {
            for configuration in [tls, clear] {
                for request in [ssl, gss] {
                    var story = Story(configuration, drip: false)
                    expectReject(story.feed(request + stuffing), .unencrypted, told: "08P01")
                    expectSilence(story.feed(try packet(Self.message)))
                }
            }
        }
    }

    @Test func bytesInClearWhileTLSBeginsAreRefused() throws {
        var story = Story(tls, drip: false)
        #expect(story.feed(ssl) == .acceptTLS)
        expectReject(story.feed(try packet(Self.message)), .unencrypted, told: nil)
        var startup = story.startup
        expectRefusal(&startup, alpn: nil)
    }

    // MARK: Helpers

    private let ssl = hex("00000008 04d2162f")
    private let gss = hex("00000008 04d21630")
}

/// A connection that feeds bytes at once, or one at a time until something happens and then the rest.
struct Story: ~Copyable {
    var startup: ClientStartup
    var buffer = ByteBuffer()
    private let drip: Bool

    init(_ configuration: ClientStartup.Configuration, drip: Bool) {
        startup = ClientStartup(configuration: configuration)
        self.drip = drip
    }

    mutating func feed(_ bytes: [UInt8]) -> ClientStartup.Action {
        guard drip, !bytes.isEmpty else {
            buffer.writeBytes(bytes)
            return startup.receive(&buffer)
        }
        var last = ClientStartup.Action.needMore
        for byte in bytes {
            buffer.writeInteger(byte)
            last = startup.receive(&buffer)
            if last != .needMore { break }
        }
        return last
    }
}

func packet(_ message: StartupMessage) throws -> [UInt8] {
    var buffer = ByteBuffer()
    try message.write(into: &buffer)
    return bytes(buffer)
}

func packet(_ request: CancelRequest) throws -> [UInt8] {
    var buffer = ByteBuffer()
    try request.write(into: &buffer)
    return bytes(buffer)
}

func expectReject(
    _ action: ClientStartup.Action, _ code: WireError.Code, told sqlState: String?,
    sourceLocation: SourceLocation = #_sourceLocation
) {
    guard case .reject(let rejection) = action else {
        Issue.record("not rejected: \(action)", sourceLocation: sourceLocation)
        return
    }
    #expect(rejection.error.code == code, sourceLocation: sourceLocation)
    #expect(rejection.response?.sqlState == sqlState, sourceLocation: sourceLocation)
}

/// The machine is finished.
func expectSilence(_ action: ClientStartup.Action, sourceLocation: SourceLocation = #_sourceLocation) {
    expectReject(action, .unexpected, told: nil, sourceLocation: sourceLocation)
}

func expectRefusal(
    _ startup: inout ClientStartup, alpn: String?, sourceLocation: SourceLocation = #_sourceLocation
) {
    do throws(ClientStartup.Rejection) {
        try startup.tlsEstablished(alpn: alpn)
        Issue.record("not refused", sourceLocation: sourceLocation)
    } catch {
        #expect(error.response == nil, sourceLocation: sourceLocation)
    }
    var buffer = ByteBuffer()
    let action = startup.receive(&buffer)
    expectSilence(action, sourceLocation: sourceLocation)
}
