import Lineage

/// One column of a result as the server describes it.
package struct OutputColumn: Sendable, Hashable {
    /// The relation that the server says the column comes from; 0 where it is an expression.
    package var relation: UInt32
    package var attribute: Int16
    package var type: UInt32
    package var typeModifier: Int32
    package var format: WireFormat

    package init(relation: UInt32, attribute: Int16, type: UInt32, typeModifier: Int32, format: WireFormat) {
        self.relation = relation
        self.attribute = attribute
        self.type = type
        self.typeModifier = typeModifier
        self.format = format
    }
}

extension Protection {
    /// The verdict of each output column: the server's own word where it names a base column, the statement's reach
    /// where it does not.
    package func verdict(
        of output: OutputColumn, at index: Int, of count: Int, in statement: StatementContext
    ) -> RuledVerdict {
        if output.relation != 0, output.relation < Self.firstUserObject, statement.reach.isUnknown {
            // pg_stats and its kin repeat stored values, pg_stat_activity the statements of others.
            return Self.isPlainBookkeeping(output.type)
                ? RuledVerdict(verdict: .pass, reason: "the server's own bookkeeping")
                : RuledVerdict(verdict: .redact, reason: "a system relation, in a statement that may read anything")
        }
        if output.relation != 0 {
            return verdict(of: ColumnReference(relation: output.relation, column: output.attribute))
        }
        guard statement.touchesProtected else {
            return RuledVerdict(verdict: .pass, reason: "the statement reaches no protected column")
        }
        if statement.analysis.outputs.carriesNoData(at: index, of: count) {
            return RuledVerdict(verdict: .pass, reason: "a count of rows, a constant or an existence test")
        }
        return RuledVerdict(
            verdict: .redact,
            reason: statement.reach.isUnknown
                ? "an expression, in a statement whose reach is unknown"
                : "an expression, in a statement that reaches a protected column")
    }

    /// Types in which the server keeps its own book: numbers of objects, counts, flags, times, names of objects.
    private static func isPlainBookkeeping(_ type: UInt32) -> Bool {
        // bool, name, int8, int2, int4, oid, xid, inet, timestamptz, interval, regproc, regclass, regtype
        [16, 19, 20, 21, 23, 26, 28, 869, 1184, 1186, 24, 2205, 2206].contains(type)
    }
}
