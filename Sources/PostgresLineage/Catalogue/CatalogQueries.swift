/// What is read of a server's catalogue, in the order in which it is asked for.
package enum CatalogPart: Int, CaseIterable, Sendable {
    case relations, columns, parents, rules, functions, dependencies, operators, ambient, types, constraints, sensitive
}

/// The texts that read a catalogue.
///
/// They run in somebody's session, whose search path may be hostile and whose settings are not known: every name and
/// operator carries its schema, nothing compares implicitly, no literal holds a backslash. What may hold more than ASCII
/// comes escaped (``CatalogReader``), so the client's encoding does not matter. PostgreSQL 12 to 18; no privilege beyond
/// reading the system catalogue, no personal data. Each yields text; all together are one simple Query.
package enum CatalogQueries {
    package static let text = CatalogPart.allCases.map { text(of: $0) }.joined(separator: ";\n")

    /// One row of one column that changes when anything changes which the other texts read. Two readings may agree by
    /// accident once in 2^64.
    package static let fingerprint = CatalogFingerprintQuery.text

    package static func text(of part: CatalogPart) -> String {
        switch part {
        case .relations: relations
        case .columns: columns
        case .parents: parents
        case .rules: rules
        case .functions: functions
        case .dependencies: CatalogDependencyQueries.dependencies
        case .operators: operators
        case .ambient: CatalogDependencyQueries.ambient
        case .types: types
        case .constraints: constraints
        case .sensitive: sensitive
        }
    }

    static let equals = "OPERATOR(pg_catalog.=)"
    static let differs = "OPERATOR(pg_catalog.<>)"

    static func isUsers(_ column: String) -> String { "\(column) OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid" }

    /// A text in UTF-8 whatever the encodings, bytes outside ASCII as `\ooo`, a backslash doubled.
    static func escaped(_ expression: String) -> String {
        """
        pg_catalog.encode(pg_catalog.convert_to(\(expression)::pg_catalog.text, (SELECT CASE WHEN \
        pg_catalog.getdatabaseencoding() \(equals) ANY ('{SQL_ASCII,MULE_INTERNAL}'::pg_catalog.name[]) \
        THEN pg_catalog.getdatabaseencoding() ELSE 'UTF8'::pg_catalog.name END)), 'escape'::pg_catalog.text)
        """
    }

    private static let relations = """
        SELECT c.oid, \(escaped("n.nspname")), \(escaped("c.relname")), c.relkind \
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid \(equals) c.relnamespace \
        WHERE \(isUsers("c.oid")) AND c.relkind \(equals) ANY ('{r,p,v,m,f,S,c}'::pg_catalog."char"[])
        """

    private static let columns = """
        SELECT a.attrelid, a.attnum, \(escaped("a.attname")), a.atttypid, a.atttypmod, a.attnotnull, \
        a.attgenerated \(differs) ''::pg_catalog."char" \
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid \(equals) a.attrelid \
        WHERE \(isUsers("a.attrelid")) AND a.attnum OPERATOR(pg_catalog.>) '0'::pg_catalog.int2 \
        AND NOT a.attisdropped AND c.relkind \(equals) ANY ('{r,p,v,m,f,S,c}'::pg_catalog."char"[])
        """

    private static let parents = """
        SELECT i.inhrelid, i.inhparent FROM pg_catalog.pg_inherits i WHERE \(isUsers("i.inhrelid"))
        """

    private static let rules = """
        SELECT r.ev_class, r.ev_type \(equals) '1'::pg_catalog."char", \(escaped("r.ev_action")) \
        FROM pg_catalog.pg_rewrite r WHERE \(isUsers("r.ev_class"))
        """

    /// The body in standard SQL exists from PostgreSQL 14 on, so it is asked for by way of the row's JSON.
    private static let functions = """
        SELECT p.oid, \(escaped("n.nspname")), \(escaped("p.proname")), \(escaped("l.lanname")), \
        \(escaped("p.prosrc")), \(escaped("x.extname")), \
        CASE WHEN l.lanname \(equals) 'sql'::pg_catalog.name AND p.prosrc \(equals) ''::pg_catalog.text \
        THEN \(escaped("pg_catalog.jsonb_object_field_text(pg_catalog.to_jsonb(p), 'prosqlbody'::pg_catalog.text)")) END, \
        p.prokind, p.pronargs, p.pronargdefaults, \
        t.typtype \(equals) ANY ('{c,p}'::pg_catalog."char"[]) OR b.typtype \(equals) 'c'::pg_catalog."char" \
        FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid \(equals) p.pronamespace \
        JOIN pg_catalog.pg_language l ON l.oid \(equals) p.prolang \
        LEFT JOIN pg_catalog.pg_type t ON t.oid \(equals) p.proargtypes[0] \
        LEFT JOIN pg_catalog.pg_type b ON b.oid \(equals) t.typbasetype \
        LEFT JOIN pg_catalog.pg_depend d ON d.classid \(equals) 'pg_catalog.pg_proc'::pg_catalog.regclass::pg_catalog.oid \
        AND d.objid \(equals) p.oid AND d.deptype \(equals) 'e'::pg_catalog."char" \
        LEFT JOIN pg_catalog.pg_extension x ON x.oid \(equals) d.refobjid \
        WHERE \(isUsers("p.oid"))
        """

    private static let operators = """
        SELECT \(escaped("n.nspname")), \(escaped("o.oprname")), o.oprcode::pg_catalog.oid \
        FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid \(equals) o.oprnamespace \
        WHERE \(isUsers("o.oid"))
        """

    /// Without the row types of tables and views, and arrays of those.
    private static let types = """
        SELECT t.oid, \(escaped("n.nspname")), \(escaped("t.typname")), t.typtype, \
        CASE WHEN t.typcategory \(equals) 'A'::pg_catalog."char" THEN t.typelem END, t.typbasetype \
        FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid \(equals) t.typnamespace \
        LEFT JOIN pg_catalog.pg_type e ON e.oid \(equals) t.typelem \
        LEFT JOIN pg_catalog.pg_class c ON c.oid \(equals) CASE WHEN t.typrelid \(differs) '0'::pg_catalog.oid \
        THEN t.typrelid ELSE e.typrelid END \
        WHERE \(isUsers("t.oid")) AND (c.oid IS NULL OR c.relkind \(equals) 'c'::pg_catalog."char")
        """

    private static let constraints = """
        SELECT \(escaped("k.conname")) FROM pg_catalog.pg_constraint k WHERE \(isUsers("k.oid")) \
        UNION SELECT \(escaped("c.relname")) FROM pg_catalog.pg_class c \
        WHERE \(isUsers("c.oid")) AND c.relkind \(equals) ANY ('{i,I}'::pg_catalog."char"[])
        """

    /// The server's own functions and views that must not be taken for harmless where a view's definition holds them.
    private static let sensitive = """
        SELECT p.oid, true FROM pg_catalog.pg_proc p \
        WHERE p.proname \(equals) ANY ('{\(SystemFunctions.opaqueNames.joined(separator: ","))}'::pg_catalog.name[]) \
        AND NOT (\(isUsers("p.oid"))) \
        UNION ALL SELECT c.oid, false FROM pg_catalog.pg_class c \
        WHERE c.relname \(equals) ANY ('{\(SystemRelations.revealing.sorted().joined(separator: ","))}'::pg_catalog.name[]) \
        AND NOT (\(isUsers("c.oid")))
        """
}
