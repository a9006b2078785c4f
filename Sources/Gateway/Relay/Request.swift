import PostgresWire

/// One thing that was asked of the server and is not yet answered. The queue of them, not the replies, says what a reply
/// belongs to (docs/ARCHITECTURE.md).
enum Request {
    /// The start-up itself, answered by the first ReadyForQuery.
    case startup
    /// `nil`: no policy, nothing is tracked.
    case query(StatementText?)
    case parse(PreparedStatement?)
    case bind(Portal?)
    case describeStatement(PreparedStatement?)
    /// `hidden`: the gateway asked; the client does not see the answer.
    case describePortal(Portal?, hidden: Bool)
    case execute(Portal?)
    indirect case close(ClosedName?)
    case sync
    case functionCall
    /// CopyDone or CopyFail: the server sends no reply of its own, but reads on differently from here.
    case copyEnd
    /// A statement of the client that was replaced by one the server must reject; the rejection becomes this error.
    indirect case refused(ErrorFields, isSimple: Bool)
    /// A query of the gateway's own: replies are collected, none is forwarded.
    case ownQuery
    /// Parse, Describe, Close, Sync of the gateway's own.
    case ownDescribe

    var isExtended: Bool {
        switch self {
        case .parse, .bind, .describeStatement, .describePortal, .execute, .close: true
        case .refused(_, let isSimple): !isSimple
        case .startup, .query, .sync, .functionCall, .copyEnd, .ownQuery, .ownDescribe: false
        }
    }

    var isSync: Bool {
        if case .sync = self { true } else { false }
    }

    var isOwn: Bool {
        switch self {
        case .ownQuery, .ownDescribe: true
        default: false
        }
    }
}

/// What a request, once sent, does to the transaction that it will run in.
struct RequestEffects: OptionSet {
    let rawValue: UInt8

    /// It may read a protected value, which errors and parameters of that transaction may then carry.
    static let touchesProtected = RequestEffects(rawValue: 1)
    /// It may change what a cached description says.
    static let changesShape = RequestEffects(rawValue: 2)
}

/// What a Close named, to put it back if the server never got to it.
struct ClosedName {
    var isStatement: Bool
    var name: [UInt8]
    var statement: PreparedStatement?
    var portal: Portal?
}
