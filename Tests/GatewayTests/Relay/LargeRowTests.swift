import Gateway
import Masking
import NIOCore
import PostgresWire
import Testing

/// A row of more than two mebibytes with protected columns before and behind the big one.
@Suite struct LargeRowTests {
    private static let email = "ada@house.example"
    private static let name = "Countess of Lovelace"
    private static let big = [UInt8](repeating: UInt8(ascii: "b"), count: 2 << 20)

    private static func story() -> RelayStory {
        let story = RelayStory.ready()
        story.client(Client.query("SELECT u.email, n.body, u.name, n.id FROM users u, notes n"))
        story.server(
            Server.description(
                House.emailColumn, House.body, House.nameColumn, House.column("id", 1, 23, of: House.notes)))
        return story
    }

    private static let row = Server.row(bytes: Array(email.utf8), big, Array(name.utf8), [0x37])
    private static let end = Server.complete("SELECT 1") + Server.ready()

    private static func check(_ frames: [Frame]) {
        #expect(frames.tags == "DCZ")
        let columns = frames.first?.message(DataRow.self)?.columns ?? []
        guard columns.count == 4 else {
            Issue.record("the row cannot be read")
            return
        }
        #expect(columns[0].map { String(buffer: $0) } == House.maskedEmail(email))
        #expect(columns[1].map { Array($0.readableBytesView) == big } == true)
        #expect(columns[2]?.readableBytes != nil)
        #expect(columns[3].map { String(buffer: $0) } == "7")
        #expect(!frames.bytes.contains("Lovelace"))
    }

    @Test func itsLengthIsRightHoweverItArrives() {
        for pieces in [1460, 65_536, 1 << 20, 3 << 20] {
            let story = Self.story()
            var frames: [Frame] = []
            var start = 0
            while start < Self.row.count {
                let next = min(Self.row.count, start + pieces)
                frames += story.server(Array(Self.row[start..<next]))
                start = next
            }
            frames += story.server(Self.end)
            Self.check(frames)
            #expect(story.unfinished == 0)
            #expect(story.relay.failure == nil)
            #expect(story.relay.counters.maskedValues == 2)
        }
    }

    @Test func itLeavesBeforeAllOfItHasCome() {
        let story = Self.story()
        story.server(Array(Self.row[..<(3 << 19)]))
        #expect(story.unfinished > 1 << 20)
        #expect(story.relay.isMidFrame)
        Self.check(story.server(Array(Self.row[(3 << 19)...]), Self.end))
        #expect(!story.relay.isMidFrame)
    }

    @Test func aFieldBehindItThatOverrunsTheRowEndsTheSession() {
        var row = Self.row
        // The length of the last protected field, which comes after the part that is held.
        let at = 5 + 2 + 4 + Self.email.utf8.count + 4 + Self.big.count
        row.replaceSubrange(at..<at + 4, with: [0x00, 0x00, 0xFF, 0xFF])
        let story = Self.story()
        story.server(Array(row[..<(3 << 19)]))
        story.server(Array(row[(3 << 19)...]))
        #expect(story.relay.failure != nil)
        #expect(!story.toClient.suffix(64).contains(UInt8(ascii: "v")))
    }
}
