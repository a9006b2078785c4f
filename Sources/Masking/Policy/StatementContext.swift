package import Lineage

/// A statement's analysis met with a ``Protection``: what the verdicts of its output columns need to know of it.
package final class StatementContext: Sendable {
    package let analysis: StatementAnalysis
    package let reach: Reach
    /// It may have read a protected value: its errors and notices are cleansed, its expressions redacted.
    package let touchesProtected: Bool

    package init(analysis: StatementAnalysis, reach: Reach, protection: Protection) {
        self.analysis = analysis
        self.reach = analysis.isOpaque ? .unknown : reach
        touchesProtected = protection.touches(self.reach)
    }

    /// The context of a statement that could not be read.
    package static func unknown(_ protection: Protection) -> StatementContext {
        StatementContext(analysis: .unknown, reach: .unknown, protection: protection)
    }
}
