import PostgresWire
import Testing

struct ProtocolNegotiationTests {
    @Test func plainClientHearsNothing() throws {
        for minor in [0, 1, 2] as [UInt16] {
            let client = StartupMessage(minor: minor, parameters: [("user", "a")])
            let negotiation = ProtocolNegotiation(client: client)
            #expect(negotiation.serverStartup == client)
            let outcome = try negotiation.outcome()
            #expect(outcome.version == client.version)
            #expect(outcome.message == nil)
        }
    }

    @Test func greaseIsAnsweredAndNotForwarded() throws {
        let client = StartupMessage(
            minor: 9_999,
            parameters: [("user", "a"), ("_pq_.test_protocol_negotiation", ""), ("_pq_.b", "1"), ("database", "d")])
        let negotiation = ProtocolNegotiation(client: client)
        #expect(
            negotiation.serverStartup == StartupMessage(minor: 2, parameters: [("user", "a"), ("database", "d")]))
        let options = [utf8("_pq_.test_protocol_negotiation"), utf8("_pq_.b")]
        let outcome = try negotiation.outcome()
        #expect(outcome.version == .newest)
        #expect(outcome.message == NegotiateProtocolVersion(version: .newest, options: options))

        let old = try negotiation.outcome(serverAnswer: NegotiateProtocolVersion(version: .oldest))
        #expect(old.version == .oldest)
        #expect(old.message == NegotiateProtocolVersion(version: .oldest, options: options))
    }

    @Test func optionAloneIsReasonToAnswer() throws {
        let client = StartupMessage(minor: 0, parameters: [("user", "a"), ("_pq_.x", "1")])
        let outcome = try ProtocolNegotiation(client: client).outcome()
        #expect(outcome.message == NegotiateProtocolVersion(version: .oldest, options: [utf8("_pq_.x")]))
    }

    @Test func serverThatKnowsLessIsPassedOn() throws {
        let negotiation = ProtocolNegotiation(client: StartupMessage(minor: 2, parameters: [("user", "a")]))
        let outcome = try negotiation.outcome(serverAnswer: NegotiateProtocolVersion(version: .oldest))
        #expect(outcome.message == NegotiateProtocolVersion(version: .oldest))
    }

    @Test func answersNoServerMayGive() {
        let negotiation = ProtocolNegotiation(client: StartupMessage(minor: 2, parameters: [("user", "a")]))
        for version in [(3, 3), (3, 1), (2, 0), (4, 0), (0, 0)] as [(UInt16, UInt16)] {
            let answer = NegotiateProtocolVersion(version: ProtocolVersion(major: version.0, minor: version.1))
            #expect(throws: WireError(.unexpected, "", tag: BackendTag.negotiateProtocolVersion)) {
                try negotiation.outcome(serverAnswer: answer)
            }
        }
        #expect(throws: WireError(.unexpected, "", tag: BackendTag.negotiateProtocolVersion)) {
            try negotiation.outcome(serverAnswer: .init(version: .newest, options: [utf8("_pq_.x")]))
        }
    }
}
