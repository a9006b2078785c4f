import Gateway
import Masking
import PostgresWire
import Testing

/// Whatever carries text beside rows: errors, notices, notifications, parameters.
@Suite struct RelayTextTests {
    private static let secret = "ada@house.example"
    private typealias Code = ErrorFields.Code

    private static func duplicate() -> ErrorFields {
        var fields = ErrorFields(
            severity: "ERROR", code: "23505",
            message: "duplicate key value violates unique constraint \"users_email_key\"",
            detail: "Key (email)=(\(secret)) already exists.")
        fields[Code.constraint] = Array("users_email_key".utf8)
        fields[Code.routine] = Array("_bt_check_unique".utf8)
        return fields
    }

    @Test func errorsOfAStatementThatTouchesAreCleansed() {
        let story = RelayStory.ready()
        story.client(Client.query("INSERT INTO users VALUES (1, 'x', 'y')"))
        let frames = story.server(Server.error(Self.duplicate()), Server.ready())
        #expect(frames.tags == "EZ")
        #expect(!frames.bytes.contains(Self.secret))
        let error = frames.errors.first
        #expect(error?.sqlState == "23505")
        #expect(error?.text(Code.constraint) == "users_email_key")
        #expect(error?.text(Code.detail) == "Key (email)=(…) already exists.")
    }

    @Test func errorsOfOtherStatementsPassByteForByte() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT 1/0 FROM notes"))
        let answer = Server.error("22012", "division by \"zero\" 17") + Server.ready()
        #expect(story.server(answer).bytes == answer)
    }

    @Test func aCommitSpeaksOfWhatCameBefore() {
        let story = RelayStory.ready()
        story.begin()
        story.client(Client.query("UPDATE users SET email = 'x'"))
        story.server(Server.complete("UPDATE 1"), Server.ready(.inTransaction))
        story.client(Client.query("COMMIT"))
        let frames = story.server(Server.error(Self.duplicate()), Server.ready())
        #expect(!frames.bytes.contains(Self.secret))
    }

    @Test func aSyncThatCommitsSpeaksOfWhatCameBefore() {
        let story = RelayStory.ready()
        story.client(Client.parse("UPDATE users SET email = 'x'"), Client.bind(), Client.execute(), Client.sync)
        let frames = story.server(
            Server.parseComplete, Server.bindComplete, Server.noData, Server.complete("UPDATE 1"),
            Server.error(Self.duplicate()),
            Server.ready())
        #expect(frames.tags == "12CEZ")
        #expect(!frames.bytes.contains(Self.secret))
    }

    @Test func noticesAreCleansedToo() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT id FROM users"))
        var fields = ErrorFields(severity: "NOTICE", code: "00000", message: "row \(Self.secret)")
        fields[Code.routine] = Array("exec_stmt_raise".utf8)
        let frames = story.server(Server.notice(fields))
        #expect(frames.tags == "N")
        #expect(frames.first?.message(NoticeResponse.self)?.fields.text(Code.message) == "…")
    }

    @Test func aTriggersErrorIsCleansedThoughTheTextNamesNothing() {
        let story = RelayStory.ready()
        story.client(Client.query("INSERT INTO notes VALUES (1, 'x')"))
        var fields = ErrorFields(severity: "ERROR", code: "P0001", message: Self.secret)
        fields[Code.context] = Array("PL/pgSQL function t() line 1 at RAISE".utf8)
        #expect(!story.server(Server.error(fields), Server.ready()).bytes.contains(Self.secret))
    }

    @Test func anErrorTooLongToReadIsReplaced() {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT id FROM users"))
        let long = String(repeating: Self.secret, count: 70_000)
        let frames = story.server(Server.error("23505", long), Server.ready())
        #expect(frames.tags == "EZ")
        #expect(frames.errors.first?.text(Code.message) == "…")
    }

    @Test func aNotificationsPayloadIsHidden() {
        let story = RelayStory.ready()
        let frames = story.server(Server.notification("jobs", Self.secret), Server.notification("empty", ""))
        #expect(frames.tags == "AA")
        let messages = frames.compactMap { $0.message(NotificationResponse.self) }
        #expect(messages.map(\.channelText) == ["jobs", "empty"])
        #expect(messages.map { String(decoding: $0.payload, as: UTF8.self) } == ["…", ""])
        #expect(messages.map(\.processID) == [7, 7])
    }

    @Test func aPolicyMayLetPayloadsPass() {
        var policy = House.policy()
        policy.notifications = .pass
        let story = RelayStory.ready(policy)
        let message = Server.notification("jobs", Self.secret)
        #expect(story.server(message).bytes == message)
    }

    @Test func parametersSetByAStatementThatTouchesAreWithheld() {
        let story = RelayStory.ready()
        let fixed = Server.parameter("DateStyle", "ISO, DMY")
        let free = Server.parameter("application_name", Self.secret)
        #expect(story.server(free).bytes == free)
        story.client(Client.query("SELECT name FROM users"))
        #expect(story.server(free, fixed).bytes == fixed)
        #expect(story.relay.counters.refusals == ["parameter_status": 1])
        story.server(Server.description(House.nameColumn), Server.complete("SELECT 0"), Server.ready())
        #expect(story.server(free).bytes == free)
    }

    @Test func aClientEncodingThatIsNotUnderstoodRevealsNothing() {
        // Whatever the setting, no value may pass because its form is not understood.
        let story = RelayStory.ready()
        story.server(Server.parameter("client_encoding", "SJIS"))
        story.client(Client.query("SELECT email FROM users"))
        let frames = story.server(Server.result(House.emailColumn, Self.secret), Server.ready())
        #expect(frames.tags == "TDCZ")
        #expect(!frames.bytes.contains(Self.secret))
    }

    @Test func aFatalErrorIsRememberedAndPasses() {
        let story = RelayStory.ready()
        let frames = story.server(
            Server.error(
                .init(severity: "FATAL", code: "57P01", message: "terminating connection due to administrator command"))
        )
        #expect(frames.tags == "E")
        #expect(story.relay.hasSeenFatal)
    }
}
