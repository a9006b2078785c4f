import Gateway
import Masking
import NIOCore
import PostgresWire
import TestSupport
import Testing

/// Random pipelines against ``ReferenceServer``, the two sides in any order that a network allows: no reply may be taken
/// for unexplained, none that belongs to another request may be taken at all, and at the end nothing is left over.
@Suite struct RequestQueueModelTests {
    private typealias Message = ReferenceServer.Message

    @Test(arguments: 0..<8) func randomPipelines(of group: Int) {
        for seed in 0..<200 * Soak.factor {
            guard run(seed: Soak.seed + UInt64(group * 1000 * Soak.factor + seed)) else { return }
        }
    }

    private func run(seed: UInt64) -> Bool {
        var random = SeededGenerator(seed: seed)
        var outbox = Self.pipeline(&random)[...]
        var inbox: [Message] = []
        var server = ReferenceServer()
        let story = RelayStory.ready(Policy(name: "off", profile: .off))
        let before = story.toClient.count
        var sent: [UInt8] = []
        var log: [Message] = []
        while !outbox.isEmpty || !inbox.isEmpty {
            if let message = outbox.first, inbox.isEmpty || random.chance(45) {
                outbox.removeFirst()
                let frames = story.client(message.bytes)
                inbox.append(message)
                log.append(message)
                guard frames.bytes == message.bytes else {
                    Issue.record("seed \(seed): a message of the client was changed")
                    return false
                }
            } else {
                let message = inbox.removeFirst()
                for reply in server.read(message) {
                    story.server(reply)
                    sent += reply
                }
            }
            if let failure = story.relay.failure {
                Issue.record(
                    "seed \(seed): \(failure.message); sent \(log.map(\.kind)), still under way \(inbox.map(\.kind))")
                return false
            }
            guard random.chance(25) else { continue }
            // Between two replies the head must be the request that the server will answer next.
            let head = server.head(of: inbox)
            #expect(
                story.relay.hasWork == (head != nil),
                "seed \(seed): sent \(log.map(\.kind)), under way \(inbox.map(\.kind))")
            if let wrong = Self.wrongReplies(to: head).randomElement(using: &random) {
                let taken = Probe.accepts(story.events + [.server(wrong)])
                #expect(
                    !taken,
                    "seed \(seed): \(Frame.all(wrong)) was taken while \(String(describing: head)) is the head; sent \(log.map(\.kind))"
                )
            }
        }
        #expect(!story.relay.hasWork, "seed \(seed)")
        #expect(Array(story.toClient.dropFirst(before)) == sent, "seed \(seed)")
        return true
    }

    /// Replies that no server would send to this request. ReadyForQuery is left to the stories: a COPY that failed leaves
    /// doubt about those.
    private static func wrongReplies(to head: ReferenceServer.Kind?) -> [[UInt8]] {
        let steps = [Server.parseComplete, Server.bindComplete, Server.closeComplete]
        let data = [
            Server.row("1"), Server.complete("SELECT 1"), Server.suspended, Server.copyIn(columns: 1), Server.copyDone,
        ]
        let descriptions = [Server.description(House.expression("x")), Server.noData, Server.parameters(23)]
        return switch head {
        case nil, .sync: steps + data + descriptions
        case .parse: Array(steps.dropFirst()) + data + descriptions
        case .bind: [Server.parseComplete, Server.closeComplete] + data + descriptions
        case .close: Array(steps.prefix(2)) + data + descriptions
        case .describeStatement: steps + data
        case .describePortal: steps + data + [Server.parameters(23)]
        case .execute: steps + descriptions
        case .query: steps + [Server.suspended, Server.noData, Server.parameters(23)]
        case .function: steps + data + descriptions
        default: []
        }
    }

    // MARK: pipelines

    private static func pipeline(_ random: inout SeededGenerator) -> [Message] {
        var messages: [Message] = []
        for _ in 0..<(1 + random.below(6)) {
            switch random.below(10) {
            case 0...2: messages.append(query(&random))
            case 3: messages.append(Message(kind: .function, fate: random.chance(30) ? .fails : .works(results: 1)))
            case 4: messages += copy(&random, .query)
            case 5: messages += [.init(kind: .parse), .init(kind: .bind)] + copy(&random, .execute)
            case 6:
                messages.append(
                    Message(kind: [.data, .copyDone, .copyFail, .flush].randomElement(using: &random) ?? .flush))
            default: messages += extended(&random)
            }
        }
        messages.append(Message(kind: .sync))
        return messages
    }

    private static func query(_ random: inout SeededGenerator) -> Message {
        Message(
            kind: .query, fate: [.works(results: 1 + random.below(3)), .fails, .failsLate, .empty][random.below(4)])
    }

    private static func extended(_ random: inout SeededGenerator) -> [Message] {
        let kinds: [ReferenceServer.Kind] = [
            .parse, .bind, .describeStatement, .describePortal, .execute, .close, .flush,
        ]
        var messages: [Message] = []
        for _ in 0..<(1 + random.below(7)) {
            var message = Message(kind: kinds[random.below(kinds.count)])
            if random.chance(12) {
                message.fate = .fails
            } else if message.kind == .execute {
                message.fate = [.works(results: 1), .suspends, .empty, .failsLate][random.below(4)]
            } else if message.kind == .describeStatement || message.kind == .describePortal, random.chance(40) {
                message.fate = .noData
            }
            messages.append(message)
        }
        if random.chance(80) { messages.append(Message(kind: .sync)) }
        return messages
    }

    /// A COPY with Syncs where clients put them. One that will fail gets none behind its first data, where nobody could
    /// know whether the server has read it before it failed (see the stories).
    private static func copy(_ random: inout SeededGenerator, _ kind: ReferenceServer.Kind) -> [Message] {
        let isBad = random.chance(35)
        var messages = [Message(kind: kind, fate: random.chance(15) ? .fails : isBad ? .copiesBadly : .copies)]
        if random.chance(50) { messages.append(Message(kind: [.sync, .flush].randomElement(using: &random) ?? .sync)) }
        messages.append(Message(kind: .data))
        for _ in 0..<random.below(3) {
            messages.append(
                Message(kind: isBad ? .data : [.data, .sync, .flush].randomElement(using: &random) ?? .data))
        }
        messages.append(Message(kind: isBad || random.chance(80) ? .copyDone : .copyFail))
        messages.append(Message(kind: .sync))
        return messages
    }
}
