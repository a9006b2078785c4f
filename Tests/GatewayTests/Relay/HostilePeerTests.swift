import Gateway
import Masking
import NIOCore
import PostgresWire
import TestSupport
import Testing

/// Peers that send what no client or server does. A trap would end every session of the process; here it ends the tests.
@Suite struct HostilePeerTests {
    private static let budget = Duration.seconds(Soak.isOn ? 120 : 4)
    private static let cases = Soak.isOn ? 2_000_000 : 12_000
    private static let secrets = ["ada@house.example", "bob@house.example", "Lovelace"]

    @Test func hostileServers() {
        let count = run(seed: Soak.seed + 1, bySide: .server)
        #expect(count >= 12_000, "only \(count) cases in the time")
    }

    @Test func hostileClients() {
        let count = run(seed: Soak.seed + 2, bySide: .client)
        #expect(count >= 12_000, "only \(count) cases in the time")
    }

    private func run(seed: UInt64, bySide side: RelayFailure.Side) -> Int {
        var random = SeededGenerator(seed: seed)
        let known = RelayStory.ready(House.policy(email: .redact)).source
        let cache = AnalysisCache()
        let clock = ContinuousClock()
        let end = clock.now + Self.budget
        var failures = 0
        var played = 0
        while played < Self.cases, played % 64 != 0 || clock.now <= end {
            let index = played
            played += 1
            let story = RelayStory(source: known, cache: cache)
            story.relay.now = 0
            story.start()
            var frames = side == .server ? Self.serverFrames(&random) : Self.clientFrames(&random)
            if side == .server { story.client(Self.clientFrames(&random).flatMap { $0 }) }
            mutate(&frames, &random)
            for (number, frame) in frames.enumerated() {
                if side == .server { story.server(frame) } else { story.client(frame) }
                // The other side goes on as well.
                if side == .client, number % 2 == 1 { story.server(Self.serverFrames(&random).first ?? []) }
            }
            if story.relay.failure != nil {
                failures += 1
                let before = story.toClient.count
                story.server(Server.row("ada@house.example"))
                #expect(story.toClient.count == before, "case \(index): a failed relay went on")
            }
        }
        // Neither all of it may be taken nor all of it refused, or the cases are too tame or too wild.
        #expect(failures > played / 10 && failures < played, "\(failures) of \(played) failed")
        if Soak.isOn { print("hostile \(side.rawValue)s: seed \(seed), \(played) cases, \(failures) ended") }
        return played
    }

    private func mutate(_ frames: inout [[UInt8]], _ random: inout SeededGenerator) {
        for _ in 0..<(1 + random.below(3)) {
            guard !frames.isEmpty else { return }
            let index = random.below(frames.count)
            switch random.below(12) {
            case 0: frames[index].removeLast(min(frames[index].count, 1 + random.below(8)))
            case 1: setLength(&frames[index], UInt32(random.below(4)))
            case 2: setLength(&frames[index], UInt32.max &- UInt32(random.below(9)))
            case 3: setLength(&frames[index], 0x8000_0000 &+ UInt32(random.below(9)))
            case 4: setLength(&frames[index], 0x3FFF_FFFE)
            case 5: setLength(&frames[index], UInt32(4 + random.below(64)))
            case 6: frames.swapAt(index, random.below(frames.count))
            case 7: frames.insert(frames[index], at: random.below(frames.count))
            case 8: frames.remove(at: index)
            case 9:
                if frames[index].count > 5 {
                    frames[index][5 + random.below(frames[index].count - 5)] = UInt8.random(in: 0...255, using: &random)
                }
            case 10: frames[index] = Frame(tag: frames[index].first ?? 0, body: random.bytes(random.below(40))).bytes
            default: frames.insert(random.bytes(random.below(24)), at: index)
            }
        }
    }

    private func setLength(_ frame: inout [UInt8], _ length: UInt32) {
        guard frame.count >= 5 else { return }
        withUnsafeBytes(of: length.bigEndian) { frame.replaceSubrange(1..<5, with: $0) }
    }

    // MARK: what is mutated

    private static let statements = [
        "SELECT * FROM users", "SELECT upper(name) FROM users", "SELECT 1; SELECT 2", "COPY users TO STDOUT", "BEGIN",
        "COMMIT",
        "COPY users TO STDOUT (FORMAT csv, HEADER)", "COPY users TO STDOUT (FORMAT binary)", "COPY notes FROM STDIN",
        "COPY (SELECT email FROM users) TO STDOUT", "DECLARE c CURSOR FOR SELECT email FROM users", "FETCH c", "",
        "PREPARE x AS SELECT email FROM users", "EXECUTE x", "DEALLOCATE ALL", "DISCARD ALL", "SET search_path = x",
        "'", "$$",
    ]

    private static func clientFrames(_ random: inout SeededGenerator) -> [[UInt8]] {
        let names = ["", "s", "t"]
        return (0..<(1 + random.below(6))).map { _ in
            let name = names[random.below(3)]
            return switch random.below(13) {
            case 0...2: Client.query(statements[random.below(statements.count)])
            case 3: Client.parse(statements[random.below(statements.count)], name)
            case 4: Client.bind(name, names[random.below(3)], formats: Array(repeating: 1, count: random.below(4)))
            case 5: Client.describe(random.chance(50) ? .portal : .statement, name)
            case 6: Client.execute(name, rows: Int32(random.below(3)))
            case 7: Client.close(random.chance(50) ? .portal : .statement, name)
            case 8: Client.functionCall
            case 9: Client.copyDone
            case 10: Client.copyData("1\tx\n")
            case 11: Client.flush
            default: Client.sync
            }
        }
    }

    private static func serverFrames(_ random: inout SeededGenerator) -> [[UInt8]] {
        let shapes: [[[UInt8]]] = [
            [
                House.allColumns, Server.row("1", "ada@house.example", "Lovelace"), Server.complete("SELECT 1"),
                Server.ready(),
            ],
            [
                Server.parseComplete, Server.bindComplete, Server.description(House.emailColumn),
                Server.row("bob@house.example"), Server.suspended,
            ],
            [
                Server.copyOut(columns: 3), Server.copyData("1\tada@house.example\tLovelace\n"), Server.copyDone,
                Server.complete("COPY 1"), Server.ready(),
            ],
            [Server.copyIn(columns: 2), Server.error(), Server.ready()],
            [Server.error("23505", "Key (email)=(ada@house.example)"), Server.ready(.inFailedTransaction)],
            [
                Server.parameter("client_encoding", "SJIS"), Server.notification("c", "Lovelace"),
                Server.ready(.inTransaction),
            ],
            [Server.parameters(23, 25), Server.noData, Server.complete("DELETE 0"), Server.emptyQuery, Server.ready()],
            [Server.parseComplete, Server.parameters(), House.allColumns, Server.closeComplete, Server.ready()],
        ]
        return (0..<(1 + random.below(3))).flatMap { _ in shapes[random.below(shapes.count)] }
    }
}
