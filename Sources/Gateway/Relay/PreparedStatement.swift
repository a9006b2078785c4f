import Masking
import NIOCore

/// A statement that the client prepared, by message or by SQL.
final class PreparedStatement {
    private(set) var name: [UInt8]
    private(set) var text: StatementText
    /// What the name stood for before, should the server reject this one; `nil` once it has accepted it.
    var previous: PreparedStatement?
    /// The columns as Describe gave them (formats all text), and the epoch in which that was true.
    var columns: [OutputColumn]?
    var epoch = 0
    /// Describe said that it returns no rows.
    var returnsNoRows = false
    /// A Describe is in the queue.
    var isDescribing = false
    /// The plan last made, with the formats it was made for.
    var plan: (formats: ResultFormats, key: PlanKey, plan: ColumnPlan)?

    init(name: [UInt8], text: StatementText, previous: PreparedStatement?) {
        self.name = name
        self.text = text
        self.previous = previous
    }

    /// Becomes another statement. For one that nobody else holds.
    func reset(name: [UInt8], text: StatementText, previous: PreparedStatement?) {
        self.name = name
        self.text = text
        self.previous = previous
        columns = nil
        epoch = 0
        returnsNoRows = false
        isDescribing = false
        plan = nil
    }
}

/// A bound statement, or a cursor that the client executes as one.
final class Portal {
    private(set) var name: [UInt8]
    /// What the Bind named; what that was is certain when the server confirms.
    private(set) var statementName: [UInt8]
    var statement: PreparedStatement?
    var text: StatementText
    private(set) var formats: ResultFormats
    /// As of a statement.
    var previous: Portal?
    /// From a Describe of the portal itself, or made at the first row.
    var plan: ColumnPlan?
    /// A Describe of the portal was answered, or is in the queue ahead of whatever comes.
    private(set) var isDescribed = false
    /// The plan is good for rows already asked for, and for no others.
    var isOutdated = false
    /// No Bind made it: a cursor of SQL, or a name that the server does not know.
    var isAdopted = false
    /// What it was bound to is not what the Bind found when it was sent.
    private(set) var hasChanged = false

    init(
        name: [UInt8], statementName: [UInt8] = [], statement: PreparedStatement?, text: StatementText,
        formats: ResultFormats, previous: Portal?
    ) {
        self.name = name
        self.statementName = statementName
        self.statement = statement
        self.text = text
        self.formats = formats
        self.previous = previous
    }

    /// Becomes another portal. For one that nobody else holds.
    func reset(
        name: [UInt8], statementName: [UInt8], statement: PreparedStatement?, text: StatementText,
        formats: ResultFormats, previous: Portal?
    ) {
        self.name = name
        self.statementName = statementName
        self.statement = statement
        self.text = text
        self.formats = formats
        self.previous = previous
        plan = nil
        isDescribed = false
        isOutdated = false
        isAdopted = false
        hasChanged = false
    }

    /// A Describe is in the queue. Its answer makes another plan, behind the rows that the present one is for.
    func describe() {
        isDescribed = true
        isOutdated = false
    }

    /// The Describe was dropped after an error. Whether the plan was outdated before it is not known any more.
    func undoDescribe() {
        isDescribed = plan != nil
        isOutdated = true
    }

    /// The server answers for something else that has the portal's name.
    func lose() {
        isAdopted = true
        become(nil)
    }

    /// What the Bind found under the statement's name, by the order of the server's answers.
    func confirm(_ named: NamedStatement?) {
        if named?.text !== text || named?.statement !== statement { become(named) }
    }

    private func become(_ named: NamedStatement?) {
        hasChanged = true
        text = named?.text ?? .unknown()
        statement = named?.statement
        plan = nil
    }
}

/// One statement of a text, which a cursor's or prepared statement's name stands for.
struct NamedStatement {
    let text: StatementText
    let index: Int
    /// Of a prepared statement: what is known of its columns.
    var statement: PreparedStatement?
    /// Of a portal that a Bind made.
    var portal: Portal?
}

/// The formats that a Bind asked for.
enum ResultFormats: Equatable {
    case all(WireFormat)
    case each([WireFormat])
    /// The message was too large to hold; Describe tells.
    case unknown

    func format(of index: Int, count: Int) -> WireFormat? {
        switch self {
        case .all(let format): return format
        case .each(let formats): return formats.count == count && index < count ? formats[index] : nil
        case .unknown: return nil
        }
    }
}

/// What a plan depends on besides the columns.
struct PlanKey: Equatable {
    var protection: UInt64
    var settings: ValueSettings
    var settingsMayHoldValues: Bool
}
