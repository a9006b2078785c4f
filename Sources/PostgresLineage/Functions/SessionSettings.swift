package import Lineage

/// Settings as a place where a value can be put and read again: `set_config('app.note', ssn, false)`, then `SHOW app.note`.
package enum SessionSettings {
    /// Whether a statement sets settings by calling a function that says so.
    package static func sets(_ analysis: StatementAnalysis) -> Bool {
        analysis.functions.contains { $0.name == "set_config" }
    }

    /// Whether a statement may show a setting that holds text of somebody's choosing. A function that the server does not
    /// bring may call the server's.
    package static func mayShow(_ analysis: StatementAnalysis) -> Bool {
        if case .show(let name) = analysis.form { return !fixed.contains(name.lowercased()) }
        return callsUserCode(analysis) || analysis.functions.contains { readers.contains($0.name) }
            || !readers.isDisjoint(with: analysis.attributes) || !readers.isDisjoint(with: analysis.selections)
            || analysis.relations.contains { $0.name == "pg_settings" }
    }

    /// Whether a statement calls functions whose code is not the server's own.
    package static func callsUserCode(_ analysis: StatementAnalysis) -> Bool {
        analysis.functions.contains { !SystemFunctions.isBuiltIn($0.name) }
    }

    private static let readers: Set<String> = ["current_setting", "pg_show_all_settings"]

    /// Settings that a session cannot change, or only to a word of the server's own list; what drivers ask for among them.
    private static let fixed: Set<String> = [
        "server_version", "server_version_num", "server_encoding", "client_encoding", "standard_conforming_strings",
        "transaction_isolation", "default_transaction_isolation", "transaction_read_only",
        "default_transaction_read_only", "transaction_deferrable", "in_hot_standby", "is_superuser",
        "integer_datetimes", "intervalstyle", "datestyle", "bytea_output", "max_connections", "max_identifier_length",
        "block_size", "data_checksums", "lc_collate", "lc_ctype", "wal_level", "session_replication_role",
        "password_encryption", "ssl", "port",
    ]
}
