import Lineage
import Masking
import NIOCore
import PostgresLineage
import PostgresWire

/// A text's analysis in one session: resolved against the protection in force, with the plans made for its results.
final class StatementText {
    let analyses: [StatementAnalysis]
    private var contexts: [StatementContext] = []
    private var contextsVersion: UInt64?
    private var plain: StatementContext?
    private var plans: [CachedPlan] = []
    /// As of ``contextsVersion``.
    private var knownRefusal: String??

    private struct CachedPlan {
        var statement: Int
        var shape: ByteBuffer
        var key: PlanKey
        var plan: ColumnPlan
    }

    /// COPY of a query: its columns as the server described them, by statement; `nil` where it would not.
    var copyColumns: [Int: [OutputColumn]?] = [:]
    /// The session's shape epoch in which they were described.
    var copyEpoch = 0
    /// The error with which the server refused to describe them.
    var describeError: ErrorFields?

    init(analyses: [StatementAnalysis]) { self.analyses = analyses }

    static func unknown() -> StatementText { StatementText(analyses: [.unknown]) }

    /// One context a statement. A text that could not be read has one, which stands for all its statements.
    func contexts(_ database: ProtectedDatabase) -> [StatementContext] {
        let version = database.protection.version
        if contextsVersion == version { return contexts }
        var isAfterDefinition = false
        contexts = analyses.map {
            var analysis = $0
            analysis.outputs = database.resolver.outputs(of: $0)
            // What an earlier statement of the text defines or sets may change what this one names.
            if isAfterDefinition { analysis.isOpaque = true }
            if $0.form.changesNames { isAfterDefinition = true }
            return StatementContext(
                analysis: analysis, reach: database.resolver.resolve(analysis), protection: database.protection)
        }
        contextsVersion = version
        knownRefusal = nil
        copyColumns.removeAll()
        plain = contexts.count == 1 && Self.isPlain(contexts[0]) ? contexts[0] : nil
        return contexts
    }

    /// The context of a text that is one query or change of rows and nothing else: it is not refused, names no cursor and
    /// no setting, runs no code that cannot be seen, so that of all the session keeps only its reach counts. Most are.
    func plainContext(_ database: ProtectedDatabase) -> StatementContext? {
        if contextsVersion != database.protection.version { _ = contexts(database) }
        return plain
    }

    private static func isPlain(_ context: StatementContext) -> Bool {
        switch context.analysis.form {
        case .select, .modify: break
        default: return false
        }
        return !context.analysis.isOpaque && !context.reach.isUnknown && refusal(of: context) == nil
            && !SessionSettings.sets(context.analysis) && !SessionSettings.mayShow(context.analysis)
    }

    /// Why no statement of the text may be sent; `nil`: it may.
    func refusal(_ database: ProtectedDatabase) -> String? {
        let contexts = contexts(database)
        if let known = knownRefusal { return known }
        let refusal = contexts.lazy.compactMap(Self.refusal).first
        knownRefusal = .some(refusal)
        return refusal
    }

    private static func refusal(of context: StatementContext) -> String? {
        guard context.touchesProtected else { return nil }
        if let (name, reason) = EffectFunctions.called(by: context.analysis) {
            return "a statement that reads protected columns must not call \(name): \(reason)"
        }
        if case .copyServerSide = context.analysis.form {
            return "COPY of protected columns into a file or program of the server is refused"
        }
        return nil
    }

    func context(at index: Int, _ database: ProtectedDatabase) -> StatementContext {
        let all = contexts(database)
        return index < all.count ? all[index] : .unknown(database.protection)
    }

    func plan(statement: Int, shape: ByteBuffer, key: PlanKey) -> ColumnPlan? {
        for index in plans.indices
        where plans[index].statement == statement && plans[index].key == key && plans[index].shape == shape {
            return plans[index].plan
        }
        return nil
    }

    func remember(_ plan: ColumnPlan, statement: Int, shape: ByteBuffer, key: PlanKey) {
        if plans.count >= 4 { plans.removeFirst() }
        // A copy: a slice would keep a whole receive buffer alive.
        plans.append(
            CachedPlan(statement: statement, shape: ByteBuffer(bytes: shape.readableBytesView), key: key, plan: plan))
    }
}

extension StatementForm {
    /// Later statements of the same text may mean something else by a name.
    fileprivate var changesNames: Bool {
        switch self {
        case .define, .set, .discard, .call, .other: true
        default: false
        }
    }
}
