/// What is known of the functions that every server has.
package enum SystemFunctions {
    /// Whether a built-in function may read any relation, or gives away what others read: then whoever calls it reaches
    /// the unknown. Extensions' functions are the catalogue's affair.
    package static func isOpaque(_ name: String) -> Bool { reasons[name] != nil }

    /// Why a function is opaque; `nil` if it is not.
    package static func reason(_ name: String) -> String? { reasons[name] }

    /// Whether servers of version 12 to 18 have a function of that name, or a form of their grammar that PostgreSQL 15's
    /// grammar takes for a function. A name that is neither here nor in the catalogue may have been defined a moment ago.
    package static func isBuiltIn(_ name: String) -> Bool { BuiltInFunctionNames.all.contains(name) || isOpaque(name) }

    /// Names of the opaque ones, for the catalogue to find their numbers.
    static var opaqueNames: [String] { reasons.keys.sorted() }

    private static let reasons: [String: String] = {
        var reasons: [String: String] = [:]
        for (reason, names) in opaque {
            for name in names.split(whereSeparator: \.isWhitespace) { reasons[String(name)] = reason }
        }
        return reasons
    }()

    private static let opaque: [(reason: String, names: String)] = [
        (
            "runs the SQL text that it is given",
            """
            query_to_xml query_to_xmlschema query_to_xml_and_xmlschema ts_stat ts_rewrite
            """
        ),
        (
            "reads the cursor that it is given the name of",
            """
            cursor_to_xml cursor_to_xmlschema
            """
        ),
        (
            "reads the tables that it is given the names of",
            """
            table_to_xml table_to_xmlschema table_to_xml_and_xmlschema schema_to_xml schema_to_xmlschema
            schema_to_xml_and_xmlschema database_to_xml database_to_xmlschema database_to_xml_and_xmlschema
            """
        ),
        (
            "reads files of the server",
            """
            pg_read_file pg_read_file_old pg_read_binary_file pg_stat_file pg_ls_dir pg_ls_logdir
            pg_ls_waldir pg_ls_tmpdir pg_ls_archive_statusdir pg_ls_logicalmapdir pg_ls_logicalsnapdir
            pg_ls_replslotdir pg_ls_summariesdir pg_current_logfile pg_hba_file_rules pg_ident_file_mappings
            pg_show_all_file_settings lo_import
            """
        ),
        (
            "reads large objects, which may hold any value",
            """
            lo_get loread lo_open lo_export
            """
        ),
        (
            "reads changes of every table from the log",
            """
            pg_logical_slot_get_changes pg_logical_slot_peek_changes pg_logical_slot_get_binary_changes
            pg_logical_slot_peek_binary_changes pg_get_wal_record_info pg_get_wal_records_info
            pg_get_wal_records_info_till_end_of_wal pg_get_wal_block_info pg_get_wal_fpi_info
            """
        ),
        (
            "shows statements of this and other sessions, values in them included",
            """
            pg_stat_get_activity pg_stat_get_backend_activity pg_prepared_statement pg_cursor
            pg_get_backend_memory_contexts
            """
        ),
        (
            "shows values that statistics sampled from tables",
            """
            pg_mcv_list_items
            """
        ),
    ]
}
