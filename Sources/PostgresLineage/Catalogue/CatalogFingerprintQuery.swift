/// The text that asks whether the catalogue is still the one that was read.
///
/// Of every row that was read it takes what changes with it: a keyed hash of its number and of the transaction that wrote
/// it last, or, where rows are rewritten without a change that matters (pg_class, by TRUNCATE), of the name itself.
/// Sums do not depend on an order, so nothing is sorted.
enum CatalogFingerprintQuery {
    static let text =
        "SELECT " + terms.joined(separator: " OPERATOR(pg_catalog.||) ':'::pg_catalog.text OPERATOR(pg_catalog.||) ")

    private static let terms: [String] = [
        names("pg_class", name: "t.relname", in: "t.relnamespace", kind: "t.relkind"),
        rows(
            "pg_attribute", of: "t.attrelid", and: "t.attnum",
            where: "t.attnum OPERATOR(pg_catalog.>) '0'::pg_catalog.int2"),
        rows("pg_namespace", of: "t.oid"),
        rows("pg_inherits", of: "t.inhrelid"),
        rows("pg_rewrite", of: "t.ev_class"),
        rows("pg_proc", of: "t.oid"),
        rows("pg_type", of: "t.oid"),
        rows("pg_constraint", of: "t.oid"),
        rows("pg_trigger", of: "t.oid"),
        rows("pg_policy", of: "t.oid"),
        rows("pg_attrdef", of: "t.oid"),
        rows("pg_operator", of: "t.oid"),
        rows("pg_cast", of: "t.oid"),
        rows("pg_amproc", of: "t.oid"),
        rows("pg_extension", of: "t.oid"),
    ]

    private static func names(_ catalog: String, name: String, in schema: String, kind: String) -> String {
        sum(
            """
            pg_catalog.hashtextextended(\(name)::pg_catalog.text OPERATOR(pg_catalog.||) \(kind)::pg_catalog.text, \
            pg_catalog.hashint8extended(t.oid::pg_catalog.int8, \(schema)::pg_catalog.int8))
            """,
            of: catalog, where: CatalogQueries.isUsers("t.oid"))
    }

    private static func rows(
        _ catalog: String, of object: String, and part: String = "0", where condition: String = "true"
    ) -> String {
        sum(
            """
            pg_catalog.hashtextextended(t.xmin::pg_catalog.text, \
            pg_catalog.hashint8extended(\(object)::pg_catalog.int8, \(part)::pg_catalog.int8))
            """,
            of: catalog, where: "\(CatalogQueries.isUsers(object)) AND \(condition)")
    }

    private static func sum(_ hash: String, of catalog: String, where condition: String) -> String {
        """
        (SELECT pg_catalog.concat(pg_catalog.count(*), '+'::pg_catalog.text, \
        pg_catalog.sum(\(hash))) FROM pg_catalog.\(catalog) t WHERE \(condition))
        """
    }
}
