import NIOCore
import PostgresWire

/// A server that answers what it reads by PostgreSQL's rules for names, errors and transactions, each statement in a
/// transaction of its own. Rows of a statement whose text names `users` carry a canary.
struct MaskedServer {
    static let canary = "CANARY"
    static let plain = "plain"

    private var statements: [[UInt8]: Bool] = [:]
    private var portals: [[UInt8]: Bool] = [:]
    private var isSkipping = false
    /// Rows without a canary that were sent.
    private(set) var plainRows = 0

    mutating func read(_ frame: Frame, _ random: inout SeededGenerator) -> [UInt8] {
        if isSkipping, frame.tag != FrontendTag.sync { return [] }
        if let sync = frame.message(Sync.self) {
            _ = sync
            isSkipping = false
            portals = [:]
            return Server.ready()
        }
        if let query = frame.message(Query.self) {
            statements[[]] = nil
            portals = [:]
            guard !random.chance(15) else { return Server.error() + Server.ready() }
            let touches = query.sql.contains("users")
            return Server.description(House.expression("x")) + rows(touches, &random) + Server.complete("SELECT 1")
                + Server.ready()
        }
        // A failed Parse of the unnamed statement takes the old one away before it fails.
        if let parse = frame.message(Parse.self), parse.name.isEmpty { statements[[]] = nil }
        let fails = frame.tag != FrontendTag.flush && random.chance(8)
        guard !fails, let answer = step(frame, &random) else {
            isSkipping = true
            portals = [:]
            return Server.error()
        }
        return answer
    }

    private mutating func rows(_ touches: Bool, _ random: inout SeededGenerator) -> [UInt8] {
        let count = random.below(3)
        if !touches { plainRows += count }
        return (0..<count).flatMap { _ in Server.row(touches ? Self.canary : Self.plain) }
    }

    /// `nil`: an error.
    private mutating func step(_ frame: Frame, _ random: inout SeededGenerator) -> [UInt8]? {
        if let parse = frame.message(Parse.self) {
            guard parse.name.isEmpty || statements[parse.name] == nil else { return nil }
            statements[parse.name] = parse.sql.contains("users")
            return Server.parseComplete
        }
        if let bind = frame.message(Bind.self) {
            guard let touches = statements[bind.statement], bind.portal.isEmpty || portals[bind.portal] == nil else {
                return nil
            }
            portals[bind.portal] = touches
            return Server.bindComplete
        }
        if let describe = frame.message(Describe.self) {
            let isStatement = describe.kind == .statement
            guard (isStatement ? statements : portals)[describe.name] != nil else { return nil }
            return (isStatement ? Server.parameters() : []) + Server.description(House.expression("x"))
        }
        if let execute = frame.message(Execute.self) {
            guard let touches = portals[execute.portal] else { return nil }
            return rows(touches, &random) + (random.chance(30) ? Server.suspended : Server.complete("SELECT 1"))
        }
        if let close = frame.message(Close.self) {
            if close.kind == .statement { statements[close.name] = nil } else { portals[close.name] = nil }
            return Server.closeComplete
        }
        return []
    }
}
