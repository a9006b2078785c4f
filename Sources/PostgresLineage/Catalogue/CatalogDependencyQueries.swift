/// The texts that ask what runs without being named: triggers, policies, defaults, checks, casts.
enum CatalogDependencyQueries {
    private static let equals = CatalogQueries.equals
    private static let differs = CatalogQueries.differs

    private static func isUsers(_ column: String) -> String { CatalogQueries.isUsers(column) }

    private static func classID(_ catalog: String) -> String {
        "'pg_catalog.\(catalog)'::pg_catalog.regclass::pg_catalog.oid"
    }

    /// Rows: what owns it (r a relation that is read, w one that is written, f a function), its number; what it leads to
    /// (r, f), its number. Operators stand for their functions. Views and rules are read by themselves.
    static let dependencies = """
        SELECT 'w', g.tgrelid, 'f', g.tgfoid FROM pg_catalog.pg_trigger g \
        WHERE NOT g.tgisinternal AND \(isUsers("g.tgfoid")) \
        UNION SELECT w.kind, w.owner, 'f', d.refobjid FROM (\(owners)) w \
        JOIN pg_catalog.pg_depend d ON d.classid \(equals) w.classid AND d.objid \(equals) w.objid \
        WHERE d.refclassid \(equals) \(classID("pg_proc")) AND \(isUsers("d.refobjid")) \
        UNION SELECT w.kind, w.owner, 'f', o.oprcode::pg_catalog.oid FROM (\(owners)) w \
        JOIN pg_catalog.pg_depend d ON d.classid \(equals) w.classid AND d.objid \(equals) w.objid \
        JOIN pg_catalog.pg_operator o ON o.oid \(equals) d.refobjid \
        WHERE d.refclassid \(equals) \(classID("pg_operator")) AND \(isUsers("d.refobjid")) \
        UNION SELECT 'r', p.polrelid, 'r', d.refobjid FROM pg_catalog.pg_policy p \
        JOIN pg_catalog.pg_depend d ON d.classid \(equals) \(classID("pg_policy")) AND d.objid \(equals) p.oid \
        WHERE d.refclassid \(equals) \(classID("pg_class")) AND d.refobjid \(differs) p.polrelid \
        UNION SELECT 'w', k.confrelid, 'r', k.conrelid FROM pg_catalog.pg_constraint k \
        WHERE k.contype \(equals) 'f'::pg_catalog."char" \
        AND (k.confdeltype \(equals) ANY ('{c,n,d}'::pg_catalog."char"[]) \
        OR k.confupdtype \(equals) ANY ('{c,n,d}'::pg_catalog."char"[]))
        """

    private static let owners = """
        SELECT 'w'::pg_catalog.text AS kind, f.adrelid AS owner, \(classID("pg_attrdef")) AS classid, f.oid AS objid \
        FROM pg_catalog.pg_attrdef f \
        UNION ALL SELECT 'w', k.conrelid, \(classID("pg_constraint")), k.oid FROM pg_catalog.pg_constraint k \
        WHERE k.conrelid \(differs) '0'::pg_catalog.oid \
        UNION ALL SELECT 'r', p.polrelid, \(classID("pg_policy")), p.oid FROM pg_catalog.pg_policy p \
        UNION ALL SELECT 'w', i.indrelid, \(classID("pg_class")), i.indexrelid FROM pg_catalog.pg_index i \
        WHERE \(isUsers("i.indexrelid")) \
        UNION ALL SELECT 'f', f.oid, \(classID("pg_proc")), f.oid FROM pg_catalog.pg_proc f WHERE \(isUsers("f.oid"))
        """

    /// Functions of casts, of domains' checks and of operator classes.
    static let ambient = """
        SELECT c.castfunc FROM pg_catalog.pg_cast c WHERE \(isUsers("c.castfunc")) \
        UNION SELECT d.refobjid FROM pg_catalog.pg_constraint k \
        JOIN pg_catalog.pg_depend d ON d.classid \(equals) \(classID("pg_constraint")) AND d.objid \(equals) k.oid \
        WHERE k.contypid \(differs) '0'::pg_catalog.oid AND d.refclassid \(equals) \(classID("pg_proc")) \
        UNION SELECT a.amproc::pg_catalog.oid FROM pg_catalog.pg_amproc a \
        WHERE \(isUsers("a.amproc::pg_catalog.oid")) \
        UNION SELECT o.oprcode::pg_catalog.oid FROM pg_catalog.pg_amop a \
        JOIN pg_catalog.pg_operator o ON o.oid \(equals) a.amopopr WHERE \(isUsers("o.oprcode::pg_catalog.oid"))
        """
}
