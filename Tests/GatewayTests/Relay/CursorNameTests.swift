import Gateway
import Masking
import PostgresWire
import Testing

/// Portals of the protocol and cursors of SQL share their names on the server, and each end with the transaction: what a
/// name stood for once says nothing of what it stands for later.
@Suite struct CursorNameTests {
    private static let declare = "DECLARE p CURSOR FOR SELECT upper(email) FROM users"
    private static let secret = "ADA@HOUSE.EXAMPLE"
    private static let x = Server.description(House.expression("x"))
    private static let result = Server.result(House.expression("x"), secret)

    private static func inTransaction() -> RelayStory {
        let story = RelayStory.ready()
        story.begin()
        return story
    }

    @Test func aPortalThatSQLClosedAndDeclaredAnew() {
        let story = Self.inTransaction()
        story.client(
            Client.parse("SELECT 'x'"), Client.bind("p"), Client.describe(.portal, "p"), Client.execute("p"),
            Client.sync)
        story.server(
            Server.parseComplete, Server.bindComplete, Self.x, Server.row("x"), Server.complete("SELECT 1"),
            Server.ready(.inTransaction))
        story.client(Client.query("CLOSE p"))
        story.server(Server.complete("CLOSE CURSOR"), Server.ready(.inTransaction))
        story.client(Client.query(Self.declare))
        story.server(Server.complete("DECLARE CURSOR"), Server.ready(.inTransaction))
        let sent = story.client(Client.execute("p"), Client.sync)
        let described = sent.tags == "DES" ? Self.x : []
        story.server(described, Server.row(Self.secret), Server.complete("SELECT 1"), Server.ready(.inTransaction))
        #expect(story.relay.failure == nil)
        #expect(!story.toClient.contains(Self.secret))
    }

    @Test func aPortalWhoseTransactionEndsInThePipeline() {
        let story = RelayStory.ready()
        let sent = story.client(
            Client.parse("SELECT 'x'"), Client.bind("p"), Client.describe(.portal, "p"), Client.sync,
            Client.query("BEGIN"),
            Client.query(Self.declare), Client.execute("p"), Client.sync)
        let described = sent.tags.hasSuffix("DES") ? Self.x : []
        story.server(
            Server.parseComplete, Server.bindComplete, Self.x, Server.ready(), Server.complete("BEGIN"),
            Server.ready(.inTransaction),
            Server.complete("DECLARE CURSOR"), Server.ready(.inTransaction), described, Server.row(Self.secret),
            Server.complete("SELECT 1"), Server.ready(.inTransaction))
        #expect(story.relay.failure == nil)
        #expect(!story.toClient.contains(Self.secret))
    }

    @Test func aCursorThatTheProtocolClosedAndBoundAnew() {
        let story = Self.inTransaction()
        story.client(Client.query("DECLARE p CURSOR FOR SELECT 'x'"))
        story.server(Server.complete("DECLARE CURSOR"), Server.ready(.inTransaction))
        story.client(
            Client.close(.portal, "p"), Client.parse("SELECT upper(email) FROM users"), Client.bind("p"), Client.sync)
        story.server(Server.closeComplete, Server.parseComplete, Server.bindComplete, Server.ready(.inTransaction))
        story.client(Client.query("FETCH p"))
        story.server(Self.x, Server.row(Self.secret), Server.complete("FETCH 1"), Server.ready(.inTransaction))
        #expect(story.relay.failure == nil)
        #expect(!story.toClient.contains(Self.secret))
    }

    /// The Parse of the harmless text is skipped after the error, so the Bind behind the Sync finds what was there before.
    @Test func aBindBehindAParseThatWasSkipped() {
        let story = RelayStory.ready()
        story.client(Client.parse("SELECT upper(email) FROM users"), Client.sync)
        story.server(Server.parseComplete, Server.ready())
        let sent = story.client(
            Client.execute("nothing"), Client.parse("SELECT 'x'"), Client.sync, Client.bind(), Client.describe(.portal),
            Client.execute(), Client.sync)
        #expect(sent.tags.hasSuffix("PSBDES"))
        story.server(
            Server.error("34000", "portal does not exist"), Server.ready(), Server.bindComplete, Self.result,
            Server.ready())
        #expect(story.relay.failure == nil)
        #expect(!story.toClient.contains(Self.secret))
    }

    /// The name of an EXECUTE is looked up when the answer comes, when the client has long replaced what it stood for.
    @Test func anExecuteOfANameThatIsParsedAnewBehindIt() {
        let story = RelayStory.ready()
        story.client(Client.query("PREPARE a AS SELECT upper(email) FROM users"))
        story.server(Server.complete("PREPARE"), Server.ready())
        story.client(
            Client.query("EXECUTE a"), Client.close(.statement, "a"), Client.parse("SELECT 'x'", "a"), Client.sync)
        story.server(Self.result, Server.ready(), Server.closeComplete, Server.parseComplete, Server.ready())
        #expect(story.relay.failure == nil)
        #expect(!story.toClient.contains(Self.secret))
    }

    /// The Bind of the harmless text is skipped, so the name is still the cursor's that outlived its transaction.
    @Test func anExecuteBehindABindThatWasSkipped() {
        let story = RelayStory.ready()
        story.client(Client.query("DECLARE p CURSOR WITH HOLD FOR SELECT upper(email) FROM users"))
        story.server(Server.complete("DECLARE CURSOR"), Server.ready())
        let sent = story.client(
            Client.execute("nothing"), Client.parse("SELECT 'x'"), Client.bind("p"), Client.sync, Client.execute("p"),
            Client.sync)
        #expect(sent.tags.hasSuffix("SDES"))
        story.server(Server.error("34000", "portal does not exist"), Server.ready(), Self.result, Server.ready())
        #expect(story.relay.failure == nil)
        #expect(!story.toClient.contains(Self.secret))
    }
}
