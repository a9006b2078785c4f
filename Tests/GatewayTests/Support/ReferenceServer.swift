import PostgresWire

/// PostgreSQL's side of the protocol as `postgres.c` and `copyfromparse.c` have it, and nothing else: reads one message
/// at a time, answers, skips to Sync after an error in extended query, ignores Sync and Flush while it reads COPY data.
struct ReferenceServer {
    enum Kind: Equatable {
        case query, parse, bind, describeStatement, describePortal, execute, close, sync, flush, function, data,
            copyDone, copyFail
    }

    /// What a message will come to if the server gets to it.
    enum Fate: Equatable {
        case works(results: Int)
        case fails
        /// One result, then an error.
        case failsLate
        case empty
        case suspends
        case noData
        case copies
        /// COPY that fails at the first data it reads.
        case copiesBadly
    }

    struct Message: Equatable {
        var kind: Kind
        var fate = Fate.works(results: 1)

        var bytes: [UInt8] {
            switch kind {
            case .query: Client.query("SELECT 1")
            case .parse: Client.parse("SELECT 1", "s")
            case .bind: Client.bind("p", "s")
            case .describeStatement: Client.describe(.statement, "s")
            case .describePortal: Client.describe(.portal, "p")
            case .execute: Client.execute("p")
            case .close: Client.close(.portal, "p")
            case .sync: Client.sync
            case .flush: Client.flush
            case .function: Client.functionCall
            case .data: Client.copyData("1\n")
            case .copyDone: Client.copyDone
            case .copyFail: Client.copyFail()
            }
        }

        var isExtended: Bool {
            switch kind {
            case .parse, .bind, .describeStatement, .describePortal, .execute, .close: true
            default: false
            }
        }
    }

    private enum State: Equatable {
        case normal
        case skipping
        case copying(Message)
    }

    private var state = State.normal

    private static let result = [
        Server.description(House.expression("x")), Server.row("1"), Server.row("2"), Server.complete("SELECT 2"),
    ]
    private static let rows = [Server.row("1"), Server.row("2")]

    /// The replies to one message, oldest first.
    mutating func read(_ message: Message) -> [[UInt8]] {
        switch state {
        case .skipping:
            guard message.kind == .sync else { return [] }
            state = .normal
            return [Server.ready()]
        case .copying(let statement): return copy(message, of: statement)
        case .normal: return answer(message)
        }
    }

    private mutating func answer(_ message: Message) -> [[UInt8]] {
        if message.fate == .fails, message.kind != .sync, message.kind != .flush { return fail(message) }
        switch message.kind {
        case .flush, .data, .copyDone, .copyFail: return []
        case .sync: return [Server.ready()]
        case .parse: return [Server.parseComplete]
        case .bind: return [Server.bindComplete]
        case .close: return [Server.closeComplete]
        case .describeStatement:
            return [
                Server.parameters(23),
                message.fate == .noData ? Server.noData : Server.description(House.expression("x")),
            ]
        case .describePortal:
            return [message.fate == .noData ? Server.noData : Server.description(House.expression("x"))]
        case .function: return [encode(FunctionCallResponse(result: nil)), Server.ready()]
        case .execute:
            switch message.fate {
            case .works: return Self.rows + [Server.complete("SELECT 2")]
            case .suspends: return Self.rows + [Server.suspended]
            case .failsLate: return Self.rows + fail(message)
            case .copies, .copiesBadly:
                state = .copying(message)
                return [Server.copyIn(columns: 1)]
            default: return [Server.emptyQuery]
            }
        case .query:
            switch message.fate {
            case .works(let results): return (0..<results).flatMap { _ in Self.result } + [Server.ready()]
            case .failsLate: return Self.result + fail(message)
            case .copies, .copiesBadly:
                state = .copying(message)
                return [Server.copyIn(columns: 1)]
            default: return [Server.emptyQuery, Server.ready()]
            }
        }
    }

    private mutating func copy(_ message: Message, of statement: Message) -> [[UInt8]] {
        switch message.kind {
        case .data where statement.fate == .copiesBadly, .copyFail: return fail(statement)
        case .copyDone:
            state = .normal
            return [Server.complete("COPY 1")] + (statement.kind == .query ? [Server.ready()] : [])
        default: return []
        }
    }

    private mutating func fail(_ message: Message) -> [[UInt8]] {
        state = message.isExtended ? .skipping : .normal
        let isAlone = message.isExtended || [.data, .copyDone, .copyFail].contains(message.kind)
        return isAlone ? [Server.error()] : [Server.error(), Server.ready()]
    }

    /// The message that the next reply will belong to, of those under way.
    func head(of inbox: some Sequence<Message>) -> Kind? {
        switch state {
        case .copying(let statement): return statement.kind
        case .skipping: return inbox.contains { $0.kind == .sync } ? .sync : nil
        case .normal: return inbox.first { ![.flush, .data, .copyDone, .copyFail].contains($0.kind) }?.kind
        }
    }
}
