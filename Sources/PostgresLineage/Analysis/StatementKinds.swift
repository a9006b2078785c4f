internal import Lineage

/// The forms of statements that need no look inside, by the name of their node in PostgreSQL's tree.
enum StatementKinds {
    static func form(named name: String) -> StatementForm {
        if let form = forms[name] { return form }
        for prefix in ["Create", "Alter", "Drop"] where name.hasPrefix(prefix) { return .define }
        return .other
    }

    private static let forms: [String: StatementForm] = [
        "VariableSetStmt": .set,
        // Runs checks that were put off.
        "ConstraintsSetStmt": .set,
        "DiscardStmt": .discard,
        "ListenStmt": .listen,
        "UnlistenStmt": .listen,
        "NotifyStmt": .listen,
        "LockStmt": .maintenance,
        "VacuumStmt": .maintenance,
        "CheckPointStmt": .maintenance,
        "ReindexStmt": .maintenance,
        "ClusterStmt": .maintenance,
        "ViewStmt": .define,
        "IndexStmt": .define,
        "RuleStmt": .define,
        "DefineStmt": .define,
        "RenameStmt": .define,
        "TruncateStmt": .define,
        "CommentStmt": .define,
        "SecLabelStmt": .define,
        "GrantStmt": .define,
        "GrantRoleStmt": .define,
        "RefreshMatViewStmt": .define,
        "CompositeTypeStmt": .define,
        "ImportForeignSchemaStmt": .define,
        "ReassignOwnedStmt": .define,
        "LoadStmt": .define,
    ]
}
