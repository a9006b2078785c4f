/// The texts that ask what runs without being named: triggers, policies, defaults, checks, casts.
enum CatalogDependencyQueries {
    private static let equals = CatalogQueries.equals
    private static let differs = CatalogQueries.differs

    private static func isUsers(_ column: String) -> String { CatalogQueries.isUsers(column) }

    private static func classID(_ catalog: String) -> String {
        "'pg_catalog.\(catalog)'::pg_catalog.regclass::pg_catalog.oid"
    }

    /// Rows: does a relation (t) or function (f) own it, which one; does it lead to a function (t) or relation (f), which
    /// one. Operators stand for their functions. Of relations only policies read others; rules are read by themselves.
    static let dependencies = """
        SELECT true, g.tgrelid, true, g.tgfoid FROM pg_catalog.pg_trigger g \
        WHERE NOT g.tgisinternal AND \(isUsers("g.tgfoid")) \
        UNION SELECT w.isrelation, w.owner, true, d.refobjid FROM (\(owners)) w \
        JOIN pg_catalog.pg_depend d ON d.classid \(equals) w.classid AND d.objid \(equals) w.objid \
        WHERE d.refclassid \(equals) \(classID("pg_proc")) AND \(isUsers("d.refobjid")) \
        UNION SELECT w.isrelation, w.owner, true, o.oprcode::pg_catalog.oid FROM (\(owners)) w \
        JOIN pg_catalog.pg_depend d ON d.classid \(equals) w.classid AND d.objid \(equals) w.objid \
        JOIN pg_catalog.pg_operator o ON o.oid \(equals) d.refobjid \
        WHERE d.refclassid \(equals) \(classID("pg_operator")) AND \(isUsers("d.refobjid")) \
        UNION SELECT true, p.polrelid, false, d.refobjid FROM pg_catalog.pg_policy p \
        JOIN pg_catalog.pg_depend d ON d.classid \(equals) \(classID("pg_policy")) AND d.objid \(equals) p.oid \
        WHERE d.refclassid \(equals) \(classID("pg_class")) AND d.refobjid \(differs) p.polrelid
        """

    private static let owners = """
        SELECT true AS isrelation, f.adrelid AS owner, \(classID("pg_attrdef")) AS classid, f.oid AS objid \
        FROM pg_catalog.pg_attrdef f \
        UNION ALL SELECT true, k.conrelid, \(classID("pg_constraint")), k.oid FROM pg_catalog.pg_constraint k \
        WHERE k.conrelid \(differs) '0'::pg_catalog.oid \
        UNION ALL SELECT true, p.polrelid, \(classID("pg_policy")), p.oid FROM pg_catalog.pg_policy p \
        UNION ALL SELECT true, i.indrelid, \(classID("pg_class")), i.indexrelid FROM pg_catalog.pg_index i \
        WHERE \(isUsers("i.indexrelid")) \
        UNION ALL SELECT false, f.oid, \(classID("pg_proc")), f.oid FROM pg_catalog.pg_proc f WHERE \(isUsers("f.oid"))
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
