import Gateway
import Masking
import PostgresWire
import Testing

/// Whole conversations again, with every read cut into pieces: what leaves must be the same bytes.
@Suite struct ByteSlicerTests {
    private static let sizes = [1, 2, 3, 5, 7, 4096]
    private static let transparent = Policy(name: "off", profile: .off)

    @Test func aMaskedConversationIsTheSameHoweverItIsCut() {
        let story = Conversation.masked(House.policy())
        #expect(story.relay.failure == nil)
        for email in Conversation.secrets { #expect(!story.toClient.contains(email), "\(email)") }
        for size in Self.sizes {
            let replay = Replay(story, House.policy(), pieces: size)
            #expect(replay.failure == nil, "\(size)")
            // Whether alone: thousands of bytes that differ take long to show.
            let isSame = replay.toClient == story.toClient && replay.toServer == story.toServer
            #expect(isSame, "\(size)")
        }
    }

    @Test func withoutAPolicyWhatComesOutIsWhatWentIn() {
        let story = Conversation.masked(Self.transparent)
        var fromServer: [UInt8] = []
        var fromClient: [UInt8] = []
        for event in story.events {
            if case .server(let bytes) = event { fromServer += bytes }
            if case .client(let bytes) = event { fromClient += bytes }
        }
        #expect(story.relay.failure == nil)
        #expect(story.toClient == fromServer)
        #expect(story.toServer == fromClient)
        for size in Self.sizes {
            let replay = Replay(story, Self.transparent, pieces: size)
            #expect(replay.failure == nil, "\(size)")
            let isSame = replay.toClient == fromServer && replay.toServer == fromClient
            #expect(isSame, "\(size)")
        }
    }

    @Test func aLargeRowIsTheSameHoweverItIsCut() {
        let story = RelayStory.ready()
        let big = [UInt8](repeating: UInt8(ascii: "b"), count: 1_200_000)
        story.client(Client.query("SELECT u.email, n.body, u.name FROM users u, notes n"))
        story.server(
            Server.description(House.emailColumn, House.body, House.nameColumn)
                + Server.row(bytes: Array("ada@house.example".utf8), big, Array("Lovelace".utf8))
                + Server.complete("SELECT 1")
                + Server.ready())
        for size in [1460, 4096, 65_536] {
            let replay = Replay(story, House.policy(), pieces: size)
            #expect(replay.failure == nil, "\(size)")
            let isSame = replay.toClient == story.toClient
            #expect(isSame, "\(size)")
        }
    }
}

/// One session with most of what a session can hold.
enum Conversation {
    static let secrets = ["ada@house.example", "bob@house.example", "Lovelace", "LOVELACE"]

    static func masked(_ policy: Policy) -> RelayStory {
        let story = RelayStory.ready(policy)
        let isMasking = policy.isActive
        story.client(Client.query("SELECT * FROM users; SELECT upper(name) FROM users"))
        story.server(
            House.allColumns, Server.row("1", "ada@house.example", "Lovelace"), Server.row("2", nil, ""),
            Server.complete("SELECT 2"),
            Server.result(House.expression("upper"), "LOVELACE"), Server.ready())
        story.client(
            Client.parse("SELECT email FROM users", "s"), Client.bind("p", "s"), Client.execute("p", rows: 1),
            Client.flush,
            Client.execute("p", rows: 1), Client.close(.portal, "p"), Client.sync)
        story.server(
            Server.parseComplete, Server.bindComplete, isMasking ? Server.description(House.emailColumn) : [],
            Server.row("ada@house.example"), Server.suspended, Server.row("bob@house.example"), Server.suspended,
            Server.closeComplete, Server.ready())
        story.client(Client.parse("nonsense"), Client.bind(), Client.execute(), Client.sync)
        story.server(Server.error("42601", "syntax error at or near \"nonsense\""), Server.ready())
        story.client(Client.query("INSERT INTO users VALUES (1, 'ada@house.example', 'Lovelace')"))
        story.server(
            Server.notice(.init(severity: "NOTICE", code: "00000", message: "got ada@house.example")),
            Server.error(
                .init(
                    severity: "ERROR", code: "23505",
                    message: "duplicate key value violates unique constraint \"users_email_key\"",
                    detail: "Key (email)=(ada@house.example) already exists.")),
            Server.notification("jobs", "ada@house.example"), Server.ready())
        for statement in ["COPY users TO STDOUT", "COPY users TO STDOUT (FORMAT csv)"] {
            let separator = statement.hasSuffix("csv)") ? "," : "\t"
            story.client(Client.query(statement))
            story.server(
                Server.copyOut(columns: 3), Server.copyData("1\(separator)ada@house.example\(separator)Love"),
                Server.copyData("lace\n"), Server.copyDone, Server.complete("COPY 1"), Server.ready())
        }
        story.client(Client.query("COPY notes FROM STDIN"))
        story.server(Server.copyIn(columns: 2))
        story.client(Client.copyData("1\tx\n"), Client.sync, Client.copyData("2\ty\n"), Client.copyDone)
        story.server(Server.complete("COPY 2"), Server.ready())
        story.client(Client.query("SELECT body FROM notes"))
        story.server(
            Server.description(House.body), Server.row(String(repeating: "x", count: 9000)), Server.row("y"),
            Server.complete("SELECT 2"), Server.ready())
        story.client(encode(Terminate()))
        return story
    }
}
