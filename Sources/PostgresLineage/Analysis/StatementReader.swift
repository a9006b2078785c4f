internal import Lineage

/// Makes one statement's analysis of its tree.
struct StatementReader {
    let tree: JSONTape
    let mode: SQLMode

    /// - Parameter text: the statement's own bytes, for what must be quoted as written.
    mutating func analysis(of type: Int, _ node: Int, text: Span<UInt8>) -> StatementAnalysis {
        var walker = TreeWalker(tree: tree)
        walker.walkRoot(type, node)
        let form = form(of: type, node, text: text)
        var isOpaque = walker.isOpaque || runsUnseenCode(type, node)
        if case .other = form { isOpaque = true }
        return StatementAnalysis(
            form: form ?? .other, relations: walker.relations,
            targets: Self.writesAll(form) ? walker.relations : walker.targets, creates: walker.creates,
            functions: walker.functions,
            operators: walker.operators, attributes: walker.attributes, selections: walker.allSelections,
            isOpaque: isOpaque || form == nil, outputs: outputs(of: type, node))
    }

    /// Whether defaults, checks, index expressions or triggers of every relation named may run.
    private static func writesAll(_ form: StatementForm?) -> Bool {
        switch form {
        case .copyIn, .copyServerSide, .maintenance, .define: true
        default: false
        }
    }

    private func name(_ node: Int, _ field: StaticString) -> String { tree.string(tree.member(node, field)) ?? "" }

    /// `nil` where the statement is of a known kind but says what cannot be read.
    private func form(of type: Int, _ node: Int, text: Span<UInt8>) -> StatementForm? {
        switch true {
        case tree.equals(type, "SelectStmt"): return isSelectInto(node) ? .define : .select
        case tree.equals(type, "InsertStmt"), tree.equals(type, "UpdateStmt"), tree.equals(type, "DeleteStmt"),
            tree.equals(type, "MergeStmt"):
            return .modify
        case tree.equals(type, "CopyStmt"):
            return CopyReader(tree: tree, mode: mode).form(of: node, text: text)
        case tree.equals(type, "DeclareCursorStmt"): return .declareCursor(name(node, "portalname"))
        case tree.equals(type, "FetchStmt"): return .fetch(name(node, "portalname"))
        case tree.equals(type, "ClosePortalStmt"):
            return .closeCursor(tree.string(tree.member(node, "portalname")))
        case tree.equals(type, "PrepareStmt"): return .prepare(name(node, "name"))
        case tree.equals(type, "ExecuteStmt"): return .execute(name(node, "name"))
        case tree.equals(type, "DeallocateStmt"): return .deallocate(tree.string(tree.member(node, "name")))
        case tree.equals(type, "ExplainStmt"): return .explain
        case tree.equals(type, "VariableShowStmt"): return .show(name(node, "name"))
        case tree.equals(type, "TransactionStmt"): return .transaction(transaction(node))
        case tree.equals(type, "DoStmt"), tree.equals(type, "CallStmt"): return .call
        default: return StatementKinds.form(named: tree.string(type) ?? "")
        }
    }

    /// SELECT INTO may stand in the leftmost query of a set operation.
    private func isSelectInto(_ node: Int) -> Bool {
        var query: Int? = node
        while let current = query {
            if tree.member(current, "intoClause") != nil { return true }
            query = tree.member(current, "larg")
        }
        return false
    }

    private func transaction(_ node: Int) -> TransactionForm {
        guard let kind = tree.member(node, "kind") else { return .other }
        if tree.equals(kind, "TRANS_STMT_BEGIN") || tree.equals(kind, "TRANS_STMT_START") { return .begin }
        if tree.equals(kind, "TRANS_STMT_COMMIT") { return .commit }
        if tree.equals(kind, "TRANS_STMT_ROLLBACK") { return .rollback }
        if tree.equals(kind, "TRANS_STMT_SAVEPOINT") { return .savepoint }
        return .other
    }

    private func runsUnseenCode(_ type: Int, _ node: Int) -> Bool {
        if tree.equals(type, "DoStmt") || tree.equals(type, "LoadStmt") { return true }
        if tree.equals(type, "CreateExtensionStmt") || tree.equals(type, "AlterExtensionStmt") { return true }
        // Without a name these visit every table, and with it whatever its indexes call.
        if tree.equals(type, "VacuumStmt") { return tree.member(node, "rels") == nil }
        if tree.equals(type, "ReindexStmt") || tree.equals(type, "ClusterStmt") {
            return tree.member(node, "relation") == nil
        }
        return false
    }

    /// The outputs of a query at the top, of RETURNING, or of the statement inside DECLARE, PREPARE and COPY.
    private func outputs(of type: Int, _ node: Int) -> OutputList {
        if tree.equals(type, "SelectStmt") {
            guard tree.member(node, "op").map({ tree.equals($0, "SETOP_NONE") }) ?? false,
                tree.member(node, "valuesLists") == nil
            else { return OutputList() }
            return OutputReader(tree: tree).outputs(tree.member(node, "targetList"))
        }
        if tree.equals(type, "InsertStmt") || tree.equals(type, "UpdateStmt") || tree.equals(type, "DeleteStmt") {
            return OutputReader(tree: tree).outputs(tree.member(node, "returningList"))
        }
        if tree.equals(type, "DeclareCursorStmt") || tree.equals(type, "PrepareStmt") || tree.equals(type, "CopyStmt"),
            let (inner, value) = tree.wrapped(tree.member(node, "query"))
        {
            return outputs(of: inner, value)
        }
        return OutputList()
    }
}

extension TreeWalker {
    mutating func walkRoot(_ type: Int, _ node: Int) {
        if tree.equals(type, "SelectStmt") || tree.equals(type, "InsertStmt") || tree.equals(type, "UpdateStmt")
            || tree.equals(type, "DeleteStmt") || tree.equals(type, "MergeStmt")
        {
            walkStatement(node)
        } else if tree.equals(type, "CreateFunctionStmt") {
            walkFunctionDefinition(node)
        } else if tree.equals(type, "CreateStmt") {
            walkTableDefinition(node)
        } else {
            walk(node)
        }
    }
}
