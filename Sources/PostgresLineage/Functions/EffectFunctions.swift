package import Lineage

/// Functions of the server that put an argument where it can be read again without a query on the table it came from.
/// A statement that may have read a protected value must not call them (docs/THREAT_MODEL.md).
package enum EffectFunctions {
    private static let names: [String: String] = [
        "set_config": "settings are read back with SHOW",
        "pg_notify": "payloads reach every listener",
        "lo_from_bytea": "large objects are read back by number",
        "lo_put": "large objects are read back by number",
        "lowrite": "large objects are read back by number",
        "lo_import": "large objects are read back by number",
        "lo_export": "it writes a file of the server",
        "pg_logical_emit_message": "the write-ahead log is read by replication",
        "pg_advisory_lock": "locks are listed in pg_locks",
        "pg_advisory_lock_shared": "locks are listed in pg_locks",
        "pg_advisory_xact_lock": "locks are listed in pg_locks",
        "pg_advisory_xact_lock_shared": "locks are listed in pg_locks",
        "pg_try_advisory_lock": "locks are listed in pg_locks",
        "pg_try_advisory_lock_shared": "locks are listed in pg_locks",
        "pg_try_advisory_xact_lock": "locks are listed in pg_locks",
        "pg_try_advisory_xact_lock_shared": "locks are listed in pg_locks",
        "dblink_exec": "it sends text to another server",
        "dblink_send_query": "it sends text to another server",
        "pg_file_write": "it writes a file of the server",
    ]

    /// The first such function that a statement calls, and what makes it one.
    package static func called(by analysis: StatementAnalysis) -> (name: String, reason: String)? {
        for function in analysis.functions.sorted(by: { $0.name < $1.name }) {
            if let reason = names[function.name] { return (function.name, reason) }
        }
        return nil
    }
}
