package import Lineage

/// A statement's analysis met with a ``Protection``: what the verdicts of its output columns need to know of it.
package struct StatementContext: Sendable {
    package var analysis: StatementAnalysis
    package var reach: Reach
    /// It may have read a protected value: its errors and notices are cleansed, its expressions redacted.
    package var touchesProtected: Bool
    /// It reads one of ``Protection/tellingRelations``.
    package var readsTellingRelation: Bool

    package init(analysis: StatementAnalysis, reach: Reach, protection: Protection) {
        self.analysis = analysis
        self.reach = analysis.isOpaque ? .unknown : reach
        readsTellingRelation = analysis.relations.contains {
            ($0.schema == nil || $0.schema == "pg_catalog" || $0.schema == "public")
                && Protection.tellingRelations.contains($0.name)
        }
        touchesProtected = protection.touches(self.reach) || readsTellingRelation
    }

    /// The context of a statement that could not be read.
    package static func unknown(_ protection: Protection) -> StatementContext {
        StatementContext(analysis: .unknown, reach: .unknown, protection: protection)
    }
}
