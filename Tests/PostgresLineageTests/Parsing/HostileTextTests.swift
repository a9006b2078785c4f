import Lineage
import PostgresLineage
import Testing

/// Texts that are made to exhaust a stack, the memory or patience. What matters is that the process lives.
@Suite struct HostileTextTests {
    private static func nested(_ prefix: String, _ open: String, _ middle: String, _ close: String, _ count: Int)
        -> [UInt8]
    {
        Array((prefix + String(repeating: open, count: count) + middle + String(repeating: close, count: count)).utf8)
    }

    static let texts: [(String, [UInt8])] = [
        ("100,000 parentheses", nested("select ", "(", "1", ")", 100_000)),
        ("10 kB of +1", nested("select 1", "+1", "", "", 5_000)),
        ("50 kB of +1", nested("select 1", "+1", "", "", 24_900)),
        ("100 kB of +1", nested("select 1", "+1", "", "", 50_000)),
        ("NOT", nested("select ", "NOT ", "true", "", 25_000)),
        ("minus", nested("select ", "- ", "1", "", 25_000)),
        ("brackets", nested("select ", "[", "1", "]", 25_000)),
        ("array brackets", nested("select array", "[", "1", "]", 499)),
        ("CASE", nested("select ", "case when ", "true", " then 1 end", 5_000)),
        ("dots", nested("select a", ".b", "", "", 24_000)),
        ("casts", nested("select a", "::int", "", "", 24_000)),
        ("subscripts", nested("select a", "[1]", "", "", 15_000)),
        ("collate", nested("select a", " collate b", "", "", 24_000)),
        ("union", nested("select 1", " union select 1", "", "", 16_000)),
        ("nested union", nested("", "(select 1 union ", "select 1", ")", 499)),
        ("join", nested("select * from a", " natural join b", "", "", 16_000)),
        ("right join", nested("select * from a", " join a", "", " on true", 5_000)),
        ("sub-selects", nested("", "select (", "select 1", ")", 499)),
        ("with", nested("", "with a as (", "select 1", ") select 1", 499)),
        ("explain", nested("", "explain ", "select 1", "", 50_000)),
        ("functions", nested("select ", "f(", "1", ")", 499)),
        ("comments", nested("", "/*", "", "*/", 200_000)),
        ("open comments", nested("", "/*", "", "", 400_000)),
        ("short comments", nested("select 1", "/**/", "", "", 250_000)),
        ("stars", nested("select 1 /", "*", "", "", 1_000_000)),
        ("plus signs", nested("select 1", "+", "1", "", 1_000_000)),
        ("plus and minus", nested("select 1", "+-", "1", "", 20_000)),
        ("operators that comments end", nested("select 1", "+/**/", "1", "", 200_000)),
        ("union of tables", nested("table a", " union table a", "", "", 16_000)),
        (
            "white space after strings",
            nested("select ", "'a' ", String(repeating: " \n--x\n", count: 20_000), "", 3_000)
        ),
        ("quotes", nested("select ", "'", "", "", 400_001)),
        ("dollars", nested("select $a$", "$", "", "", 500_000)),
        ("statements", nested("", "select 1;", "", "", 16_000)),
        ("values", nested("insert into t values (1)", ", (1)", "", "", 12_000)),
        (
            "columns assigned at once",
            Array(
                ("update t set (" + Array(repeating: "a", count: 5_000).joined(separator: ",")
                    + ") = (select " + Array(repeating: "1", count: 5_000).joined(separator: ",") + ")").utf8)
        ),
        (
            "the same, nested",
            nested("update t set (a,b) = (", "with x as (update t set (a,b) = (", "select 1,2", ")) select 1,2", 60)
                + Array(")".utf8)
        ),
        (
            "the same, after a comma",
            nested(
                "update t set c = 1", ", (a,b) = (with x as (update t set c = 1", ", (a,b) = (select 1,2)",
                ") select 1,2)", 60)
        ),
    ]

    @Test(arguments: texts)
    func theProcessLives(name: String, text: [UInt8]) {
        let clock = ContinuousClock()
        let duration = clock.measure {
            _ = StatementFingerprint(text.span)
            _ = PostgresAnalyzer.analyze(text)
            _ = PostgresAnalyzer.analyze(text, mode: SQLMode(standardConformingStrings: false))
        }
        #expect(duration < .seconds(20), "\(name)")
        #expect(PostgresAnalyzer.analyze(Array("select 1".utf8))?.count == 1)
    }

    /// Four times what the limits let through still fits the stack.
    @Test func thereIsRoomBeyondTheLimits() {
        let limits = SQLTextLimits(bytes: 1 << 24, tokens: 1 << 20, nesting: 1 << 20, weight: 1 << 21)
        for (prefix, unit) in [("select 1", "+1"), ("select a", " collate b"), ("select 1", " union select 1")] {
            #expect(PostgresAnalyzer.analyze(Self.nested(prefix, unit, "", "", 100_000), limits: limits)?.count == 1)
        }
    }

    @Test func ordinaryAssignmentsOfManyColumnsAreRead() {
        let columns = (0..<40).map { "c\($0)" }.joined(separator: ", ")
        let text = "update t set (\(columns)) = (select \(columns) from u), (x, y) = (1, 2) where (a, b) = (c, d)"
        #expect(names(analysis(text).relations) == "t u")
    }

    @Test func randomTexts() {
        var generator = SplitMix(state: 11)
        let words = [
            "select", "from", "(", ")", ",", "users", "with", "as", "union", "'a'", "$1", "where", "=", "update", "set",
            "insert", "into", "values", "*", "case", "when", "then", "end", "copy", "to", "stdout", "lateral", ";", ".",
            "::", "int", "over", "exists", "returning", "\"Q\"", "[", "]", "1", "not", "e'\\''", "U&\"x\"", "create",
            "view",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int(generator.next() % 30)).map { _ in words[Int(generator.next() % UInt64(words.count))] }
            _ = PostgresAnalyzer.analyze(Array(text.joined(separator: " ").utf8))
        }
    }

    @Test func manyCallersAtOnce() async {
        await withTaskGroup(of: Int?.self) { group in
            for number in 0..<200 {
                group.addTask { PostgresAnalyzer.analyze(Array("select \(number) from t; select 2".utf8))?.count }
            }
            for await count in group { #expect(count == 2) }
        }
    }
}
