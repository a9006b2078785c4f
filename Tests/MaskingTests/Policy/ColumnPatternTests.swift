import Masking
import Testing

@Suite struct ColumnPatternTests {
    private func pattern(_ text: String) -> ColumnPattern {
        do { return try ColumnPattern(text) } catch { fatalError("\(text): \(error.message)") }
    }

    private func names(_ text: String, _ schema: String, _ table: String, _ column: String) -> Bool {
        let pattern = pattern(text)
        return pattern.schema.matches(schema) && pattern.table.matches(table) && pattern.column.matches(column)
    }

    @Test func namesFoldAsSQLFoldsThem() {
        #expect(names("Public.USERS.Email", "public", "users", "email"))
        #expect(!names("public.users.email", "public", "Users", "email"))
        #expect(names("public.\"Users\".email", "public", "Users", "email"))
        #expect(!names("public.\"Users\".email", "public", "users", "email"))
        // ASCII letters only, as in a database of UTF-8.
        #expect(names("public.ÄRZTE.x", "public", "Ärzte", "x"))
    }

    @Test func quotedPartsMayHoldAnything() {
        #expect(names("\"a.b\".\"c\"\"d\".\"e:f\"", "a.b", "c\"d", "e:f"))
        #expect(names("public.users.\"*\"", "public", "users", "*"))
        #expect(!names("public.users.\"*\"", "public", "users", "email"))
    }

    @Test func starsMatchRunsWithinOnePart() {
        #expect(names("*.*.*", "any", "thing", "here"))
        #expect(names("public.u*s.*mail*", "public", "users", "backup_email_2"))
        #expect(names("public.u*s.email", "public", "us", "email"))
        #expect(!names("public.u*s.email", "public", "user", "email"))
        #expect(!names("public.*.email", "other", "users", "email"))
        #expect(names("p.a*b*c.x", "p", "aXbYbZc", "x"))
        #expect(!names("p.a*b*c.x", "p", "aXcYb", "x"))
        #expect(names("p.**.x", "p", "", "x"))
    }

    @Test func manyStarsTakeNoTimeToSpeakOf() {
        let text = "p." + String(repeating: "a*", count: 40) + "b.x"
        let name = String(repeating: "a", count: 4000)
        let start = ContinuousClock.now
        #expect(!names(text, "p", name, "x"))
        #expect(ContinuousClock.now - start < .seconds(1))
    }

    @Test func aDatabaseMayStandInFront() {
        let one = pattern("shop:public.users.email")
        #expect(one.matches(database: "shop"))
        #expect(!one.matches(database: "other"))
        #expect(pattern("shop_*:public.users.email").matches(database: "shop_eu"))
        #expect(pattern("public.users.email").matches(database: "any"))
    }

    @Test func theNarrowerSpeaksFirst() {
        let ordered = [
            "*.*.*", "*.*.e*", "*.u*.e*", "*.*.email", "*.u*.email", "*.users.email", "public.users.email",
            "shop:*.*.*",
            "shop:public.users.email",
        ]
        for (wider, narrower) in zip(ordered, ordered.dropFirst()) {
            #expect(pattern(wider).specificity < pattern(narrower).specificity, "\(wider) \(narrower)")
        }
        #expect(pattern("public.*.email").specificity == pattern("*.users.email").specificity)
    }

    @Test(arguments: [
        ("public.*.email", "*.users.email", true), ("public.*.email", "other.*.email", false),
        ("a:public.users.email", "b:public.users.email", false),
        ("a*:public.users.email", "ab:public.users.email", true),
        ("public.users.email", "a:public.users.email", true), ("p.a*.x", "p.b*.x", false), ("p.*a.x", "p.*b.x", false),
        ("p.a*.x", "p.*b.x", true), ("p.users.x", "p.us*.x", true), ("p.users.x", "p.*z.x", false),
    ])
    func overlapsAreSeen(_ a: String, _ b: String, _ expected: Bool) {
        #expect(pattern(a).overlaps(pattern(b)) == expected)
        #expect(pattern(b).overlaps(pattern(a)) == expected)
    }

    @Test func exactPatternsNameOneColumn() {
        #expect(pattern("public.users.email").isExact)
        #expect(pattern("a*:public.users.email").isExact)
        #expect(!pattern("public.users.e*").isExact)
        #expect(pattern("public.users.\"e*\"").isExact)
    }

    @Test(arguments: [
        "", "users", "users.email", "a.b.c.d", "public..email", "public.users.", ".users.email", "public.users.\"",
        "public.users.\"\"", "public.users.e mail", "a:b:c.d.e", "public.users.email ", "public.users.e-mail",
        "public:users.email",
        "public.\"users\"x.email",
    ])
    func whatIsNoPatternIsRefused(_ text: String) {
        #expect(throws: ColumnPattern.SyntaxError.self) { try ColumnPattern(text) }
    }
}
