package import Lineage

/// Tells what the statements of a text do, by PostgreSQL 15's own grammar and without a catalogue.
///
/// It blocks its caller while one of a few threads with large stacks parses: microseconds for ordinary statements, and
/// bounded by ``SQLTextLimits``. Nothing of a text makes it trap.
package enum PostgresAnalyzer {
    /// One analysis per statement, in the server's order; empty statements are none, as for the server. `nil` where the
    /// text cannot be read, so that every statement of it is ``StatementAnalysis/unknown``: over the limits, not UTF-8,
    /// not of this grammar, or cut differently by the settings it may meet. Never cache a `nil` under a fingerprint: the
    /// values that a fingerprint leaves out may be what could not be read.
    package static func analyze(
        _ text: Span<UInt8>, mode: SQLMode = SQLMode(), limits: SQLTextLimits = .standard
    ) -> [StatementAnalysis]? {
        PostgresParser.read(text, mode: mode, limits: limits) { tree in
            analyses(tree, text, mode: mode)
        }
    }

    package static func analyze(
        _ text: [UInt8], mode: SQLMode = SQLMode(), limits: SQLTextLimits = .standard
    ) -> [StatementAnalysis]? {
        analyze(text.span, mode: mode, limits: limits)
    }

    private static func analyses(_ tree: JSONTape, _ text: Span<UInt8>, mode: SQLMode) -> [StatementAnalysis]? {
        guard let root = tree.rootObject else { return nil }
        var analyses: [StatementAnalysis] = []
        for statement in tree.elements(tree.member(root, "stmts")) {
            guard let (type, node) = tree.wrapped(tree.member(statement, "stmt")) else { return nil }
            var reader = StatementReader(tree: tree, mode: mode)
            let start = tree.integer(tree.member(statement, "stmt_location")) ?? 0
            let length = tree.integer(tree.member(statement, "stmt_len")) ?? 0
            let end = length > 0 ? start + length : text.count
            guard start >= 0, start <= end, end <= text.count else { return nil }
            analyses.append(reader.analysis(of: type, node, text: text.extracting(start..<end)))
        }
        return analyses
    }
}
