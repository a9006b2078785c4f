import Gateway
import Lineage
import Masking
import NIOCore
import PostgresLineage
import PostgresWire
import Testing

/// One relay between a client and a server that the test plays: what each side gets for what the other says.
@Suite struct RelayTests {
    static let email = "ada@house.example"
    static let name = "Lovelace"
    static let emailAnswer = Server.result(House.emailColumn, email) + Server.ready()
    static var masked: (email: String, name: String) { (House.maskedEmail(email), House.maskedName(name)) }

    // MARK: start

    @Test func theCatalogueIsReadBeforeTheClientIsTold() {
        let story = RelayStory()
        story.answersCatalogue = false
        #expect(story.start().tags == "SSSSK")
        let question = story.takeServerFrames()
        #expect(question.tags == "CPBECCS")
        #expect(question[1].message(Parse.self)?.sql == CatalogQueries.fingerprint)
        #expect(story.relay.isHoldingForServer)
        // What the client says meanwhile waits.
        #expect(story.client(Client.query("SELECT email FROM users")).isEmpty)
        story.server(House.ownAnswer([[[House.fingerprint]]]), Server.ready())
        let texts = story.takeServerFrames().compactMap { $0.message(Parse.self)?.sql }
        #expect(texts == CatalogPart.allCases.map { CatalogQueries.text(of: $0) })
        #expect(story.server(House.catalogueAnswer()).isEmpty)
        #expect(story.server(Server.ready()).tags == "Z")
        #expect(story.source.database("house") != nil)
        #expect(story.relay.failure == nil)
    }

    @Test func aDatabaseThatIsKnownIsNotReadAgain() {
        let first = RelayStory.ready()
        let second = RelayStory(source: first.source)
        #expect(second.start().tags == "SSSSKZ")
        #expect(second.ownQuestions == 0)
        #expect(second.client(Client.query("SELECT 1")).map { $0.message(Query.self)?.sql }.last == "SELECT 1")
    }

    @Test func aCatalogueThatCannotBeReadRedactsEverything() {
        let story = RelayStory()
        story.answersCatalogue = false
        story.start()
        story.server(Server.error("42501", "permission denied"))
        #expect(story.server(Server.ready()).tags == "Z")
        _ = story.takeServerFrames()
        story.answersCatalogue = true
        story.fingerprint = "other"
        #expect(story.relay.notes.count == 1)
        story.client(Client.query("SELECT email FROM users"))
        let frames = story.server(Self.emailAnswer)
        #expect(!frames.bytes.contains(Self.email))
    }

    // MARK: simple query

    @Test func aSimpleQueryIsMasked() {
        let story = RelayStory.ready()
        #expect(story.client(Client.query("SELECT * FROM users")).bytes == Client.query("SELECT * FROM users"))
        let frames = story.server(
            House.allColumns, Server.row("1", Self.email, Self.name), Server.row("2", nil, nil),
            Server.complete("SELECT 2"),
            Server.ready())
        #expect(frames.tags == "TDDCZ")
        #expect(frames.rows == [["1", Self.masked.email, Self.masked.name], ["2", nil, nil]])
        #expect(Self.masked.email != Self.email && Self.masked.name != Self.name)
        #expect(frames.first?.bytes == House.allColumns)
        #expect(story.relay.counters.maskedValues == 2)
        #expect(story.relay.counters.rows == 2)
    }

    @Test func whatNoRuleProtectsPassesByteForByte() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT id, body FROM notes"))
        let answer =
            Server.description(House.column("id", 1, 23, of: House.notes), House.body) + Server.row("1", "x")
            + Server.complete("SELECT 1") + Server.ready()
        #expect(story.server(answer).bytes == answer)
        #expect(story.relay.counters.maskedValues == 0)
    }

    @Test func anExpressionOverAProtectedTableIsRedacted() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT upper(email), count(*) FROM users GROUP BY 1"))
        let frames = story.server(
            Server.description(House.expression("upper"), House.expression("count", 20)),
            Server.row("ADA@HOUSE.EXAMPLE", "1"),
            Server.complete("SELECT 1"), Server.ready())
        #expect(frames.rows == [["[redacted]", "1"]])
    }

    @Test func eachStatementOfAQueryHasItsOwnContext() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT 'a'; SELECT lower(name) FROM users; SELECT 'b'"))
        let frames = story.server(
            Server.result(House.expression("a"), "a"), Server.result(House.expression("lower"), "lovelace"),
            Server.result(House.expression("b"), "b"), Server.ready())
        #expect(frames.rows == [["a"], ["[redacted]"], ["b"]])
    }

    @Test func aTableThatTheCatalogueDoesNotKnowIsRedacted() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT x FROM fresh"))
        let frames = story.server(Server.result(House.column("x", 1, 25, of: 30_000), "secret"), Server.ready())
        #expect(frames.rows == [["[redacted]"]])
        // And the catalogue is looked at again before the next statement.
        let asked = story.ownQuestions
        story.relay.now = 1
        story.client(Client.query("SELECT 1"))
        #expect(story.ownQuestions == asked + 1)
    }

    @Test func aRowThatDisagreesWithItsDescriptionEndsTheSession() {
        for row in [Server.row("1"), Server.row("1", Self.email, Self.name, "4")] {
            let story = RelayStory.ready()
            story.client(Client.query("SELECT * FROM users"))
            story.server(House.allColumns, row)
            #expect(story.relay.failure?.side == .server)
            #expect(!story.toClient.contains(Self.email))
        }
    }

    // MARK: extended query

    @Test func anExtendedQueryWithDescribeIsMaskedInItsFormats() {
        let story = RelayStory.ready()
        let sent = story.client(
            Client.parse("SELECT id, email FROM users WHERE id = $1", "s"), Client.describe(.statement, "s"),
            Client.sync)
        #expect(sent.tags == "PDS")
        #expect(
            story.server(
                Server.parseComplete, Server.parameters(23), Server.description(House.id, House.emailColumn),
                Server.ready()
            ).tags == "1tTZ")
        #expect(story.client(Client.bind("", "s", formats: [1]), Client.execute(), Client.sync).tags == "BES")
        let frames = story.server(
            Server.bindComplete, Server.row(bytes: [0, 0, 0, 1], Array(Self.email.utf8)), Server.complete("SELECT 1"),
            Server.ready())
        #expect(frames.tags == "2DCZ")
        let row = frames.compactMap { $0.message(DataRow.self) }.first
        #expect(row?.columns[0].map { Array($0.readableBytesView) } == [0, 0, 0, 1])
        #expect(row?.columns[1].map { String(buffer: $0) } == Self.masked.email)
    }

    @Test func withoutDescribeTheGatewayAsksAndKeepsTheAnswerToItself() {
        let story = RelayStory.ready()
        let sent = story.client(Client.parse("SELECT email FROM users"), Client.bind(), Client.execute(), Client.sync)
        #expect(sent.tags == "PBDES")
        #expect(sent[2].message(Describe.self)?.kind == .portal)
        let frames = story.server(Server.parseComplete, Server.bindComplete, Self.emailAnswer)
        #expect(frames.tags == "12DCZ")
        #expect(frames.rows == [[Self.masked.email]])
        #expect(!story.relay.hasWork)
    }

    @Test func aHiddenDescribeOfAStatementWithoutRowsIsHiddenToo() {
        let story = RelayStory.ready()
        #expect(
            story.client(Client.parse("DELETE FROM users"), Client.bind(), Client.execute(), Client.sync).tags
                == "PBDES")
        let frames = story.server(
            Server.parseComplete, Server.bindComplete, Server.noData, Server.complete("DELETE 1"), Server.ready())
        #expect(frames.tags == "12CZ")
    }

    @Test func rowsOfAStatementThatReturnsNoneAreDenied() {
        let story = RelayStory.ready()
        story.client(Client.parse("DELETE FROM users"), Client.bind(), Client.execute(), Client.sync)
        let frames = story.server(
            Server.parseComplete, Server.bindComplete, Server.noData, Server.row(Self.email),
            Server.complete("DELETE 1"),
            Server.ready())
        #expect(frames.tags == "12EZ")
        #expect(!frames.bytes.contains(Self.email))
    }

    @Test func twoPortalsWithRowLimitsInterleave() {
        let story = RelayStory.ready()
        let sent = story.client(
            Client.query("BEGIN"), Client.parse("SELECT email FROM users", "u"),
            Client.parse("SELECT body FROM notes", "n"),
            Client.bind("pu", "u"), Client.bind("pn", "n"), Client.execute("pu", rows: 1),
            Client.execute("pn", rows: 1),
            Client.execute("pu", rows: 1), Client.execute("pn", rows: 1), Client.sync)
        #expect(sent.tags == "QPPBBDEDEEES")
        let frames = story.server(
            Server.complete("BEGIN"), Server.ready(.inTransaction), Server.parseComplete, Server.parseComplete,
            Server.bindComplete,
            Server.bindComplete, Server.description(House.emailColumn), Server.row(Self.email), Server.suspended,
            Server.description(House.body), Server.row("plain"), Server.suspended, Server.row("b@house.example"),
            Server.suspended, Server.row("plain too"), Server.complete("SELECT 1"), Server.ready(.inTransaction))
        #expect(frames.tags == "CZ1122DsDsDsDCZ")
        #expect(frames.rows == [[Self.masked.email], ["plain"], [House.maskedEmail("b@house.example")], ["plain too"]])
        #expect(story.relay.failure == nil)
    }

    @Test func anErrorInAPipelineLeavesTheNextOneRight() {
        let story = RelayStory.ready()
        story.client(
            Client.parse("SELECT nothing FROM users"), Client.bind(), Client.execute(), Client.sync,
            Client.parse("SELECT name FROM users"), Client.bind(), Client.execute(), Client.sync)
        let frames = story.server(
            Server.error("42703", "column \"nothing\" does not exist"), Server.ready(), Server.parseComplete,
            Server.bindComplete, Server.result(House.nameColumn, Self.name), Server.ready())
        #expect(frames.tags == "EZ12DCZ")
        #expect(frames.rows == [[Self.masked.name]])
        #expect(story.relay.failure == nil)
    }

    @Test func anUnnamedStatementIsWhatWasParsedLast() {
        let story = RelayStory.ready()
        story.client(
            Client.parse("SELECT 'x'::text"), Client.bind(), Client.describe(.portal), Client.execute(),
            Client.parse("SELECT lower(name) FROM users"), Client.bind(), Client.describe(.portal), Client.execute(),
            Client.sync)
        let frames = story.server(
            Server.parseComplete, Server.bindComplete, Server.result(House.expression("x"), "x"),
            Server.parseComplete, Server.bindComplete, Server.result(House.expression("x"), "lovelace"), Server.ready())
        #expect(frames.rows == [["x"], ["[redacted]"]])
    }

    @Test func aRejectedParseLeavesTheStatementThatWasThere() {
        let story = RelayStory.ready()
        story.client(Client.parse("SELECT lower(name) FROM users", "s"), Client.sync)
        story.server(Server.parseComplete, Server.ready())
        story.client(Client.parse("SELECT 'x'", "s"), Client.sync)
        story.server(Server.error("42P05", "prepared statement \"s\" already exists"), Server.ready())
        #expect(rows(of: "s", in: story) == [["[redacted]"]])
    }

    @Test func aSkippedCloseLeavesTheStatementThatWasThere() {
        let story = RelayStory.ready()
        story.client(Client.parse("SELECT lower(name) FROM users", "s"), Client.sync)
        story.server(Server.parseComplete, Server.ready())
        story.client(Client.parse("nonsense", "t"), Client.close(.statement, "s"), Client.sync)
        story.server(Server.error("42601", "syntax error"), Server.ready())
        #expect(rows(of: "s", in: story) == [["[redacted]"]])
    }

    @Test func aStatementThatNobodyKnowsIsRedacted() {
        #expect(rows(of: "from_elsewhere", in: .ready()) == [["[redacted]"]])
    }

    /// Executes a prepared statement, which the server answers with an expression; the rows the client gets.
    private func rows(of statement: String, in story: RelayStory) -> [[String?]] {
        story.client(Client.bind("", statement), Client.describe(.portal), Client.execute(), Client.sync)
        return story.server(Server.bindComplete, Server.result(House.expression("x"), "lovelace"), Server.ready()).rows
    }

    @Test func aCursorOfSQLIsJudgedByWhatItWasDeclaredFor() {
        let story = RelayStory.ready()
        story.begin()
        story.client(Client.query("DECLARE c CURSOR FOR SELECT lower(name) FROM users"))
        story.server(Server.complete("DECLARE CURSOR"), Server.ready(.inTransaction))
        story.client(Client.query("FETCH 1 FROM c"))
        let frames = story.server(
            Server.description(House.expression("lower")), Server.row("lovelace"), Server.complete("FETCH 1"),
            Server.ready(.inTransaction))
        #expect(frames.rows == [["[redacted]"]])
    }

    // MARK: refusals

    @Test func aFunctionCallIsRefusedByTheServerInItsOwnWords() {
        let story = RelayStory.ready()
        let sent = story.client(Client.functionCall)
        #expect(sent.map { $0.message(Query.self)?.sql } == ["refused by phony"])
        let frames = story.server(Server.error("42601", "syntax error at or near \"refused\""), Server.ready())
        #expect(frames.tags == "EZ")
        #expect(frames.errors.first?.sqlState == "42501")
        #expect(!frames.bytes.contains("refused\""))
        #expect(story.relay.counters.refusals == ["function_call": 1])
        #expect(!story.relay.hasWork)
    }

    @Test func aRefusedParseFailsThePipelineLikeAnyError() {
        let story = RelayStory.ready()
        let sent = story.client(
            Client.parse("SELECT pg_notify('c', email) FROM users"), Client.bind(), Client.execute(), Client.sync)
        #expect(sent.first?.message(Parse.self)?.sql == "refused by phony")
        #expect(sent.tags.first == "P" && sent.tags.last == "S")
        let frames = story.server(Server.error("42601", "syntax error"), Server.ready())
        #expect(frames.tags == "EZ")
        #expect(frames.errors.first?.sqlState == "42501")
        #expect(!story.relay.hasWork)
        #expect(story.relay.failure == nil)
    }

    @Test func aCopyIntoAServersFileIsRefused() {
        let story = RelayStory.ready()
        let sent = story.client(Client.query("COPY users TO PROGRAM 'cat'"))
        #expect(sent.map { $0.message(Query.self)?.sql } == ["refused by phony"])
    }

    @Test func aRefusedColumnDeniesTheWholeResult() {
        let story = RelayStory.ready(House.policy(email: .refuse))
        story.client(Client.query("SELECT email FROM users"))
        let frames = story.server(Self.emailAnswer)
        #expect(frames.tags == "EZ")
        #expect(frames.errors.first?.sqlState == "42501")
    }

    // MARK: a server or a client that breaks the protocol

    @Test func repliesThatNobodyAskedForEndTheSession() {
        let replies = [
            Server.parseComplete, Server.bindComplete, Server.closeComplete, Server.noData, Server.suspended,
            Server.ready(),
            Server.row(Self.email), Server.description(House.emailColumn), Server.complete("SELECT 1"),
            Server.emptyQuery,
            Server.copyOut(columns: 1), Server.copyIn(columns: 1), Server.copyData(Self.email), Server.copyDone,
            Server.parameters(), encode(FunctionCallResponse(result: ByteBuffer(string: Self.email))),
            encode(BackendKeyData(processID: 1, key: Secret([1, 2, 3, 4]))),
        ]
        for reply in replies {
            let story = RelayStory.ready()
            #expect(story.server(reply).isEmpty, "\(Frame.all(reply))")
            #expect(story.relay.failure?.side == .server, "\(Frame.all(reply))")
            // Nothing passes after that.
            #expect(story.server(Server.notice(.init(severity: "NOTICE", code: "00000", message: "x"))).isEmpty)
        }
    }

    @Test func messagesOfNoKnownTypeEndTheSession() {
        for tag in UInt8.min...UInt8.max {
            let frame = Frame(tag: tag, body: [0, 0]).bytes
            if FrontendTag.limit(of: tag) == nil {
                let story = RelayStory.ready()
                #expect(story.client(frame).isEmpty)
                #expect(story.relay.failure?.side == .client, "\(tag)")
            }
            if BackendTag.limit(of: tag) == nil {
                let story = RelayStory.ready()
                #expect(story.server(frame).isEmpty)
                #expect(story.relay.failure?.side == .server, "\(tag)")
            }
        }
    }

    @Test func aReplicationStreamIsRefused() {
        let story = RelayStory.ready()
        story.client(Client.query("START_REPLICATION 0/0"))
        #expect(story.server(Frame(tag: BackendTag.copyBothResponse, body: [0, 0, 0]).bytes).isEmpty)
        #expect(story.relay.failure?.side == .server)
    }

    // MARK: settings and policies

    @Test func aReloadIsTakenUpBetweenRequests() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT email FROM users"))
        story.reload(House.policy(email: .redact))
        #expect(story.server(Self.emailAnswer).rows == [[Self.masked.email]])
        #expect(story.client(Client.query("SELECT email FROM users")).tags == "Q")
        #expect(story.server(Self.emailAnswer).rows == [["[redacted]"]])
        story.reload(Policy(name: "off", profile: .off))
        story.client(Client.query("SELECT email FROM users"))
        #expect(story.server(Self.emailAnswer).bytes == Self.emailAnswer)
    }

    @Test func aReloadWaitsForAPipelineThatEndsByItself() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT email FROM users"))
        story.reload(House.policy(email: .redact))
        #expect(story.client(Client.query("SELECT email FROM users")).isEmpty)
        #expect(story.relay.isHoldingForServer)
        #expect(story.server(Self.emailAnswer).rows == [[Self.masked.email]])
        #expect(story.takeServerFrames().tags == "Q")
        #expect(story.server(Self.emailAnswer).rows == [["[redacted]"]])
    }

    @Test func aPreparedStatementFollowsTheReload() {
        let story = RelayStory.ready()
        story.client(Client.parse("SELECT email FROM users", "s"), Client.describe(.statement, "s"), Client.sync)
        story.server(Server.parseComplete, Server.parameters(), Server.description(House.emailColumn), Server.ready())
        story.reload(House.policy(email: .redact))
        #expect(story.client(Client.bind("", "s"), Client.execute(), Client.sync).tags == "BDES")
        let frames = story.server(Server.bindComplete, Self.emailAnswer)
        #expect(frames.tags == "2DCZ")
        #expect(frames.rows == [["[redacted]"]])
    }

    @Test func observingChangesNothing() {
        let story = RelayStory.ready(House.policy(.observe))
        let statement = "SELECT upper(email), pg_notify('c', email) FROM users"
        #expect(story.client(Client.query(statement)).bytes == Client.query(statement))
        let answer =
            Server.description(House.expression("upper"), House.emailColumn) + Server.row("ADA", Self.email)
            + Server.notification("c", Self.email) + Server.parameter("application_name", Self.email)
            + Server.notice(.init(severity: "NOTICE", code: "00000", message: Self.email))
            + Server.error("23505", "Key (email)=(\(Self.email))") + Server.ready()
        #expect(story.server(answer).bytes == answer)
        #expect(story.relay.counters.wouldMask == 2)
        #expect(story.relay.counters.maskedValues == 0)
        let copy =
            Server.copyOut(columns: 3) + Server.copyData("1\t\(Self.email)\tx\n") + Server.copyDone
            + Server.complete("COPY 1")
            + Server.ready()
        story.client(Client.query("COPY users TO STDOUT"))
        #expect(story.server(copy).bytes == copy)
        #expect(story.client(Client.functionCall).tags == "F")
    }

    @Test func withoutAPolicyStatementsAreNotEvenRead() {
        let story = RelayStory.ready(Policy(name: "off", profile: .off))
        #expect(story.ownQuestions == 0)
        let nonsense = Client.query("SELEKT \u{1} '")
        #expect(story.client(nonsense).bytes == nonsense)
    }
}
