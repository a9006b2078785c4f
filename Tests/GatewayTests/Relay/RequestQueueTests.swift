import Gateway
import Masking
import NIOCore
import PostgresWire
import Testing

/// The queue of requests, told through a relay without a policy: each reply must find its request at the head, and a
/// reply to anything else must end the session.
@Suite struct RequestQueueTests {
    private let story = RelayStory.ready(Policy(name: "off", profile: .off))

    /// The story so far, then `reply`: whether it would be taken.
    private func takes(_ reply: [UInt8]) -> Bool {
        var events = story.events
        events.append(.server(reply))
        return Probe.accepts(events)
    }

    @Test func anErrorInExtendedQuerySkipsToTheSync() {
        story.client(
            Client.parse("SELECT 1"), Client.bind(), Client.execute(), Client.sync, Client.parse("SELECT 2"),
            Client.sync)
        story.server(Server.parseComplete, Server.error())
        #expect(!takes(Server.bindComplete))
        #expect(!takes(Server.complete("SELECT 1")))
        #expect(!takes(Server.parseComplete))
        story.server(Server.ready())
        #expect(takes(Server.parseComplete))
        #expect(!takes(Server.bindComplete))
        story.server(Server.parseComplete, Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func whatIsSentWhileTheServerSkipsIsNotExpectedBack() {
        story.client(Client.parse("nonsense"), Client.flush)
        story.server(Server.error())
        story.client(Client.bind(), Client.execute(), Client.query("SELECT 1"), Client.functionCall)
        #expect(!story.relay.hasWork)
        #expect(!takes(Server.bindComplete))
        story.client(Client.sync, Client.query("SELECT 2"))
        story.server(Server.ready())
        #expect(takes(Server.complete("SELECT 1")))
        story.server(Server.complete("SELECT 1"), Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func anErrorOfASimpleQueryEndsWithItsOwnReadyForQuery() {
        story.client(Client.query("SELECT 1/0"), Client.parse("SELECT 1"), Client.sync)
        story.server(Server.error())
        #expect(!takes(Server.parseComplete))
        story.server(Server.ready(), Server.parseComplete, Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func aSimpleQueryBehindAFailedExtendedOneIsSkippedToo() {
        story.client(Client.parse("nonsense"), Client.query("SELECT 1"), Client.sync)
        story.server(Server.error())
        #expect(!takes(Server.complete("SELECT 1")))
        story.server(Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    // MARK: COPY

    @Test func aSyncDuringCopyInIsIgnored() {
        story.client(Client.parse("COPY notes FROM STDIN"), Client.bind(), Client.execute(), Client.sync)
        story.server(Server.parseComplete, Server.bindComplete, Server.copyIn(columns: 2))
        #expect(!takes(Server.ready()))
        story.client(Client.copyData("1\tx\n"), Client.sync, Client.copyData("2\ty\n"), Client.copyDone, Client.sync)
        #expect(!takes(Server.ready()))
        story.server(Server.complete("COPY 2"))
        story.server(Server.ready())
        #expect(!story.relay.hasWork)
        #expect(!takes(Server.ready()))
        #expect(story.relay.failure == nil)
    }

    @Test func aCopyThatWasPipelinedWholeIsReadTheSameWay() {
        story.client(
            Client.parse("COPY notes FROM STDIN"), Client.bind(), Client.execute(), Client.sync,
            Client.copyData("1\tx\n"), Client.copyDone, Client.sync, Client.query("SELECT 1"))
        story.server(Server.parseComplete, Server.bindComplete, Server.copyIn(columns: 2), Server.complete("COPY 1"))
        #expect(!takes(Server.parseComplete))
        story.server(Server.ready())
        #expect(takes(Server.complete("SELECT 1")))
        story.server(Server.complete("SELECT 1"), Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func aCopyThatFailsEarlySkipsToTheNextSync() {
        story.client(Client.parse("COPY notes FROM STDIN"), Client.bind(), Client.execute())
        story.server(Server.parseComplete, Server.bindComplete, Server.copyIn(columns: 2))
        story.client(Client.copyData("x\n"))
        story.server(Server.error("22P02", "invalid input syntax"))
        story.client(Client.copyData("y\n"), Client.copyDone)
        #expect(!story.relay.hasWork)
        story.client(Client.sync)
        story.server(Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func aLateCopyDoneIsNoPhantomRequest() {
        story.client(Client.query("COPY notes FROM STDIN"))
        story.server(Server.copyIn(columns: 2))
        story.client(Client.copyData("x\n"))
        story.server(Server.error("22P02", "invalid input syntax"), Server.ready())
        story.client(Client.copyData("y\n"), Client.copyDone, Client.copyFail())
        #expect(!story.relay.hasWork)
        story.client(Client.query("SELECT 1"))
        #expect(takes(Server.complete("SELECT 1")))
        story.server(Server.complete("SELECT 1"), Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func aCopyRejectedBeforeItBeganLeavesItsDataWithoutReply() {
        story.client(
            Client.query("COPY nothing FROM STDIN"), Client.copyData("x\n"), Client.copyDone, Client.query("SELECT 1"))
        story.server(Server.error("42P01", "no such relation"), Server.ready())
        #expect(takes(Server.complete("SELECT 1")))
        story.server(Server.complete("SELECT 1"), Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func copyFailEndsTheCopyWithAnError() {
        story.client(Client.query("COPY notes FROM STDIN"))
        story.server(Server.copyIn(columns: 2))
        story.client(Client.copyFail(), Client.parse("SELECT 1"), Client.sync)
        story.server(Server.error("57014", "COPY from stdin failed"), Server.ready())
        #expect(takes(Server.parseComplete))
        story.server(Server.parseComplete, Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    /// The server may have failed before or after it read the Sync: one ReadyForQuery too many is taken, a second is not.
    @Test func aSyncInDoubtMayBeAnsweredOnce() {
        story.client(Client.parse("COPY notes FROM STDIN"), Client.bind(), Client.execute())
        story.server(Server.parseComplete, Server.bindComplete, Server.copyIn(columns: 2))
        story.client(Client.copyData("x\n"), Client.sync)
        story.server(Server.error("22P02", "invalid input syntax"))
        #expect(takes(Server.ready()))
        story.client(Client.copyDone, Client.sync)
        story.server(Server.ready())
        #expect(takes(Server.ready()))
        story.server(Server.ready())
        #expect(!takes(Server.ready()))
        #expect(story.relay.failure == nil)
    }

    @Test func twoCopiesInOneQueryAreTwoCopies() {
        story.client(Client.query("COPY a FROM STDIN; COPY b FROM STDIN"))
        story.server(Server.copyIn(columns: 1))
        story.client(Client.copyData("x\n"), Client.copyDone)
        story.server(Server.complete("COPY 1"), Server.copyIn(columns: 1))
        story.client(Client.sync, Client.copyData("x\n"), Client.copyDone)
        story.server(Server.complete("COPY 1"))
        story.server(Server.ready())
        #expect(!story.relay.hasWork)
        #expect(!takes(Server.ready()))
        #expect(story.relay.failure == nil)
    }

    @Test func functionCallsEndWithAReadyForQuery() {
        story.client(Client.functionCall, Client.functionCall, Client.parse("SELECT 1"), Client.sync)
        story.server(encode(FunctionCallResponse(result: nil)), Server.ready())
        #expect(!takes(Server.parseComplete))
        story.server(Server.error(), Server.ready())
        #expect(takes(Server.parseComplete))
        story.server(Server.parseComplete, Server.ready())
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    // MARK: doubt

    /// The server fails a COPY before it reads the Sync behind it (`COPY t FROM STDIN (FREEZE)` does), so that
    /// Sync is answered: with CopyDone already in the queue, the doubt is forgotten (`Relay.failHead` passes
    /// `failed: queue.isCopyingIn`, which CopyDone made false), and the ReadyForQuery takes the next query off the queue
    /// that has had no answer. Its rows are then judged by the text of the query behind it.
    @Test func aReadyForQueryBeforeAnyAnswerIsNotTheQuerys() {
        let story = RelayStory.ready()
        story.client(
            Client.query("COPY notes FROM STDIN (FREEZE)"), Client.sync, Client.copyDone,
            Client.query("SELECT upper(email) FROM users"), Client.query("SELECT 1"))
        _ = story.server(
            Server.copyIn(columns: 2), Server.error("55000", "cannot perform COPY FREEZE"), Server.ready(),
            Server.ready())
        let frames = story.server(Server.result(House.expression("upper"), "ADA@HOUSE.EXAMPLE"), Server.ready())
        #expect(!frames.bytes.contains("ADA@HOUSE.EXAMPLE"))
    }

    /// The same doubt in extended query: the requests up to the wrong Sync are dropped.
    @Test func whatIsSkippedBehindACopyInDoubtIsNotGuessed() {
        let story = RelayStory.ready()
        story.client(
            Client.parse("COPY notes FROM STDIN (FREEZE)"), Client.bind(), Client.execute(), Client.sync,
            Client.copyDone,
            Client.query("SELECT upper(email) FROM users"), Client.sync, Client.query("SELECT 1"))
        _ = story.server(
            Server.parseComplete, Server.bindComplete, Server.noData, Server.copyIn(columns: 2),
            Server.error("55000", "cannot perform COPY FREEZE"), Server.ready())
        let frames = story.server(Server.result(House.expression("upper"), "ADA@HOUSE.EXAMPLE"), Server.ready())
        #expect(!frames.bytes.contains("ADA@HOUSE.EXAMPLE"))
    }
}

/// Whether a relay that has lived through these events is still well.
enum Probe {
    static func accepts(_ events: [RelayStory.Event]) -> Bool {
        let source = PolicyInForce(policy: Policy(name: "off", profile: .off), keys: House.keys)
        let relay = Relay(source: source, analyses: AnalysisCache(), databaseName: "house")
        relay.begin()
        for event in events {
            switch event {
            case .client(let bytes): relay.clientReceived(ByteBuffer(bytes: bytes))
            case .server(let bytes): relay.serverReceived(ByteBuffer(bytes: bytes))
            case .reload: break
            }
        }
        return relay.failure == nil
    }
}
