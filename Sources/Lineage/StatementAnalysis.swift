/// What one SQL statement does, as far as its text tells, without the catalogue: which relations and functions it names,
/// and which of its output columns carry no data. The names are resolved against a ``Catalog`` by ``Reach``.
package struct StatementAnalysis: Sendable, Equatable {
    package var form: StatementForm
    /// Relations named anywhere in the statement, common table expressions left out.
    package var relations: Set<QualifiedName>
    /// Those of them that are written to, which runs their triggers, rules, defaults and checks.
    package var targets: Set<QualifiedName>
    /// Relations that it brings into being, which are not among the others. Temporary ones have the schema `pg_temp`.
    package var creates: Set<QualifiedName>
    /// Functions called anywhere in the statement.
    package var functions: Set<QualifiedName>
    /// Operators written anywhere in the statement: a user's operator runs a user's function.
    package var operators: Set<QualifiedName>
    /// Names after a dot on a table, alias or schema (`u.email`): a column, or a function of the whole row.
    package var attributes: Set<String>
    /// Names after a dot on an expression (`(f(x)).part`): a field, or any function of one argument.
    package var selections: Set<String>
    /// The text could not be read, or runs code that cannot be seen (DO, CALL of nothing known, dynamic SQL).
    package var isOpaque: Bool
    package var outputs: OutputList

    package init(
        form: StatementForm, relations: Set<QualifiedName> = [], targets: Set<QualifiedName> = [],
        creates: Set<QualifiedName> = [], functions: Set<QualifiedName> = [], operators: Set<QualifiedName> = [],
        attributes: Set<String> = [],
        selections: Set<String> = [], isOpaque: Bool = false, outputs: OutputList = OutputList()
    ) {
        self.form = form
        self.relations = relations
        self.targets = targets
        self.creates = creates
        self.functions = functions
        self.operators = operators
        self.attributes = attributes
        self.selections = selections
        self.isOpaque = isOpaque
        self.outputs = outputs
    }

    /// Of a text that cannot be read.
    package static let unknown = StatementAnalysis(form: .other, isOpaque: true)
}

package enum StatementForm: Sendable, Equatable {
    case select
    /// INSERT, UPDATE, DELETE, MERGE.
    case modify
    case copyOut(CopyOut)
    case copyIn
    /// COPY to or from a file or program of the server.
    case copyServerSide
    case declareCursor(String)
    /// FETCH and MOVE.
    case fetch(String)
    /// `nil`: CLOSE ALL.
    case closeCursor(String?)
    case prepare(String)
    case execute(String)
    /// `nil`: DEALLOCATE ALL.
    case deallocate(String?)
    case explain
    case transaction(TransactionForm)
    /// SET, RESET and their kin: whatever changes how later text or names are read.
    case set
    /// The name of a setting, or `all`.
    case show(String)
    case discard
    case listen
    /// LOCK, VACUUM, ANALYZE, CHECKPOINT, REINDEX and others that change no definition.
    case maintenance
    /// CREATE, ALTER, DROP, GRANT, COMMENT, REFRESH, SELECT INTO, CREATE TABLE AS, TRUNCATE.
    case define
    /// DO and CALL.
    case call
    case other
}

package enum TransactionForm: Sendable, Equatable { case begin, commit, rollback, savepoint, other }

/// COPY … TO STDOUT.
package struct CopyOut: Sendable, Equatable {
    package enum Source: Sendable, Equatable {
        /// The columns in the written order; empty: every column that is not generated, in attribute order.
        case relation(QualifiedName, columns: [String])
        /// The text of the query between the parentheses, as written.
        case query(String)
    }
    package enum Format: Sendable, Equatable { case text, csv, binary }

    package var source: Source
    package var format: Format
    /// One byte each, as PostgreSQL requires.
    package var delimiter: UInt8
    package var null: [UInt8]
    package var hasHeader: Bool
    package var quote: UInt8
    package var escape: UInt8
    /// ENCODING was given: the bytes need not be in the client's encoding.
    package var encoding: String?

    package init(
        source: Source, format: Format = .text, delimiter: UInt8, null: [UInt8], hasHeader: Bool = false,
        quote: UInt8 = UInt8(ascii: "\""), escape: UInt8 = UInt8(ascii: "\""), encoding: String? = nil
    ) {
        self.source = source
        self.format = format
        self.delimiter = delimiter
        self.null = null
        self.hasHeader = hasHeader
        self.quote = quote
        self.escape = escape
        self.encoding = encoding
    }
}

/// Which output columns carry no stored data: `count(*)`, literals, EXISTS. A star hides how many columns it stands for,
/// so positions are known from the left up to the first star and from the right down to the last one.
package struct OutputList: Sendable, Equatable {
    /// Per column before the first star, from the left: true if it carries no data.
    package var leading: [Bool]
    /// Per column after the last star, from the right (the last column first). Empty where there is no star.
    package var trailing: [Bool]
    package var hasStar: Bool

    package init(leading: [Bool] = [], trailing: [Bool] = [], hasStar: Bool = false) {
        self.leading = leading
        self.trailing = trailing
        self.hasStar = hasStar
    }

    /// Whether the column at `index` of `count` output columns carries no data. False whenever that is not certain, as
    /// when the count differs from what the list says.
    package func carriesNoData(at index: Int, of count: Int) -> Bool {
        if hasStar {
            // Stars may stand for no column at all, but never for fewer.
            guard leading.count + trailing.count <= count else { return false }
            if index < leading.count { return leading[index] }
            let fromRight = count - 1 - index
            return fromRight < trailing.count && trailing[fromRight]
        }
        return leading.count == count && index >= 0 && index < count && leading[index]
    }
}
