import Gateway
import Masking
import PostgresLineage
import PostgresWire
import Testing

/// COPY … TO STDOUT through the relay: the columns come from the statement, or the COPY is denied.
@Suite struct RelayCopyTests {
    private static let email = RelayTests.email
    private static let name = RelayTests.name

    private static func data(_ frames: [Frame]) -> [UInt8] {
        frames.filter { $0.tag == BackendTag.copyData }.flatMap(\.body)
    }

    @Test func textIsMasked() {
        let story = RelayStory.ready()
        story.client(Client.query("COPY users TO STDOUT"))
        let frames = story.server(
            Server.copyOut(columns: 3), Server.copyData("1\t\(Self.email)\t\(Self.name)\n"),
            Server.copyData("2\t\\N\t\\N\n"),
            Server.copyDone, Server.complete("COPY 2"), Server.ready())
        #expect(frames.tags == "HddcCZ")
        let expected = "1\t\(RelayTests.masked.email)\t\(RelayTests.masked.name)\n2\t\\N\t\\N\n"
        #expect(String(decoding: Self.data(frames), as: UTF8.self) == expected)
        #expect(story.relay.counters.rows == 2)
        #expect(story.relay.counters.maskedValues == 2)
    }

    @Test func columnsInAnotherOrderAreMaskedByName() {
        let story = RelayStory.ready()
        story.client(Client.query("COPY public.users (name, id) TO STDOUT"))
        let frames = story.server(
            Server.copyOut(columns: 2), Server.copyData("\(Self.name)\t1\n"), Server.copyDone,
            Server.complete("COPY 1"), Server.ready())
        #expect(String(decoding: Self.data(frames), as: UTF8.self) == "\(RelayTests.masked.name)\t1\n")
    }

    @Test func csvIsMasked() {
        let story = RelayStory.ready()
        story.client(Client.query("COPY users TO STDOUT (FORMAT csv, HEADER, DELIMITER ';', FORCE_QUOTE (email))"))
        let frames = story.server(
            Server.copyOut(columns: 3), Server.copyData("id;email;name\n"), Server.copyData("1;\"\(Self.email)\";\n"),
            Server.copyDone, Server.complete("COPY 1"), Server.ready())
        let expected = "id;email;name\n1;\"\(RelayTests.masked.email)\";\n"
        #expect(String(decoding: Self.data(frames), as: UTF8.self) == expected)
    }

    @Test func binaryIsMasked() {
        let story = RelayStory.ready()
        story.client(Client.query("COPY users TO STDOUT (FORMAT binary)"))
        func field(_ bytes: [UInt8]) -> [UInt8] {
            withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
        }
        let start = Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0] + [UInt8](repeating: 0, count: 8)
        func row(_ email: String) -> [UInt8] {
            [0, 3] + field([0, 0, 0, 1]) + field(Array(email.utf8)) + [0xFF, 0xFF, 0xFF, 0xFF]
        }
        let frames = story.server(
            Server.copyOut(.binary, columns: 3), Server.copyData(bytes: start + row(Self.email)),
            Server.copyData(bytes: [0xFF, 0xFF]),
            Server.copyDone, Server.complete("COPY 1"), Server.ready())
        #expect(Self.data(frames) == start + row(RelayTests.masked.email) + [0xFF, 0xFF])
        #expect(story.relay.failure == nil)
    }

    @Test func theColumnsOfAQueryAreAskedForFirst() {
        let story = RelayStory.ready()
        let copy = "COPY (SELECT id, email FROM users) TO STDOUT"
        #expect(story.client(Client.query(copy)).tags == "CPDCS")
        let asked = story.server(
            Server.parseComplete, Server.parameters(), Server.description(House.id, House.emailColumn),
            Server.closeComplete,
            Server.ready())
        #expect(asked.isEmpty)
        #expect(story.takeServerFrames().bytes == Client.query(copy))
        let frames = story.server(
            Server.copyOut(columns: 2), Server.copyData("1\t\(Self.email)\n"), Server.copyDone,
            Server.complete("COPY 1"),
            Server.ready())
        #expect(frames.tags == "HdcCZ")
        #expect(String(decoding: Self.data(frames), as: UTF8.self) == "1\t\(RelayTests.masked.email)\n")
    }

    @Test func aQueryThatCannotBeDescribedIsDenied() {
        let story = RelayStory.ready()
        story.client(Client.query("COPY (SELECT id, email FROM users) TO STDOUT"))
        story.server(Server.error("42703", "column does not exist"), Server.ready())
        _ = story.takeServerFrames()
        let frames = story.server(
            Server.copyOut(columns: 2), Server.copyData("1\t\(Self.email)\n"), Server.copyDone,
            Server.complete("COPY 1"),
            Server.ready())
        #expect(frames.tags == "EZ")
        #expect(frames.errors.first?.sqlState == "42501")
        #expect(!frames.bytes.contains(Self.email))
    }

    @Test(arguments: [
        "SELECT 1; CREATE TABLE x(); COPY users TO STDOUT", "COPY users TO STDOUT (ENCODING 'LATIN1')",
        "COPY users (id, email, nothing) TO STDOUT", "COPY users (id, email) TO STDOUT",
        "COPY users TO STDOUT (FORMAT binary)",
    ])
    func aCopyWhoseColumnsAreNotCertainIsDenied(_ statement: String) {
        let story = RelayStory.ready()
        story.client(Client.query(statement))
        if statement.hasPrefix("SELECT") {
            story.server(
                Server.description(House.expression("x")), Server.complete("SELECT 1"), Server.complete("CREATE TABLE"))
        }
        let frames = story.server(
            Server.copyOut(columns: 3), Server.copyData("1\t\(Self.email)\t\n"), Server.copyDone,
            Server.complete("COPY 1"), Server.ready())
        #expect(frames.tags == "EZ", "\(statement)")
        #expect(!frames.bytes.contains(Self.email))
        #expect(!story.relay.hasWork)
    }

    @Test func twoTablesOfOneNameAreDenied() {
        let story = RelayStory.ready(
            extra: [
                .relations: [["20020", "archive", "users", "r"]],
                .columns: [["20020", "1", "x", "25", "-1", "f", "f"]],
            ])
        story.client(Client.query("COPY users TO STDOUT"))
        let frames = story.server(
            Server.copyOut(columns: 3), Server.copyData("1\t\(Self.email)\t\n"), Server.copyDone,
            Server.complete("COPY 1"), Server.ready())
        #expect(frames.tags == "EZ")
    }

    @Test func whatNoRuleProtectsIsCopiedByteForByte() {
        let story = RelayStory.ready()
        story.client(Client.query("COPY notes TO STDOUT"))
        let answer =
            Server.copyOut(columns: 2) + Server.copyData("1\tx") + Server.copyData("\n") + Server.copyDone
            + Server.complete("COPY 1") + Server.ready()
        #expect(story.server(answer).bytes == answer)
    }

    @Test func dataThatDoesNotAgreeWithItsColumnsEndsTheSession() {
        for bad in ["1\t\(Self.email)\n", "1\t\(Self.email)\tx\ty\n"] {
            let story = RelayStory.ready()
            story.client(Client.query("COPY users TO STDOUT"))
            story.server(Server.copyOut(columns: 3))
            story.server(Server.copyData(bad))
            #expect(story.relay.failure?.side == .server)
            #expect(!story.toClient.contains(Self.email))
        }
    }

    @Test func anErrorInTheMiddleOfACopyForgetsIt() {
        let story = RelayStory.ready()
        story.client(Client.query("COPY users TO STDOUT"))
        story.server(Server.copyOut(columns: 3), Server.copyData("1\t\(Self.email)\tx"))
        #expect(
            story.server(Server.error("57014", "canceling statement due to user request"), Server.ready()).tags == "EZ")
        story.client(Client.query("COPY notes TO STDOUT"))
        let answer =
            Server.copyOut(columns: 2) + Server.copyData("1\tx\n") + Server.copyDone + Server.complete("COPY 1")
            + Server.ready()
        #expect(story.server(answer).bytes == answer)
    }
}
