import PostgresLineage
import Testing

private func fingerprint(_ text: String, _ mode: SQLMode = SQLMode()) -> StatementFingerprint? {
    StatementFingerprint(Array(text.utf8).span, mode: mode)
}

@Suite struct StatementFingerprintTests {
    @Test(arguments: [
        ("select 1", "SELECT   2 -- x"),
        ("select a from b where c = 'x'", "Select a /* /* n */ */ FROM b\nWHERE c='y'"),
        ("insert into t values (1, $1)", "INSERT INTO t VALUES(2,$1)"),
        ("(select 1)", "(select 2)"),
        ("with a as (select 1) table b", "with a as (select 2) table b"),
        ("select 1; update t set a = 'x'", "select 2; update t set a = 'y'"),
        ("select $$a$$", "select $x$b$x$"),
        ("", " ; -- nothing".replacing(";", with: " ")),
    ])
    func same(first: String, second: String) {
        #expect(fingerprint(first) != nil)
        #expect(fingerprint(first) == fingerprint(second))
    }

    @Test(arguments: [
        ("select a", "select b"),
        ("select a", "select \"a\""),
        ("select \"a\"", "select \"A\""),
        ("select U&\"a\"", "select \"a\""),
        ("select 'a'", "select E'a'"),
        ("select 'a'", "select 1"),
        ("select 'a'", "select x'a'"),
        ("select $1", "select $2"),
        ("select a b", "select ab"),
        ("select a.b", "select a,b"),
        ("select a<>b", "select a< >b"),
        ("select ab", "select a b"),
        ("select - -a", "select --a"),
        ("select a;", "select a"),
        ("copy t to stdout delimiter 'x'", "copy t to stdout delimiter 'y'"),
        ("select 1; set a = 1", "select 1; set a = 2"),
        ("select 1; set a = 1", "select 2; set a = 1"),
        ("fetch 1 c", "fetch 2 c"),
        ("select U&\"d!0061t\" uescape '!'", "select U&\"d!0061t\" uescape '\"'"),
        ("select * from \"a\u{01}\"", "select * from \"a\u{02}\""),
    ])
    func different(first: String, second: String) {
        #expect(fingerprint(first) != nil)
        #expect(fingerprint(second) != nil)
        #expect(fingerprint(first) != fingerprint(second))
    }

    /// Identifiers are folded and hashed eight bytes at a time: of every length, at the end of a text and within it.
    @Test func everyByteOfAnIdentifierCountsAndOnlyASCIIIsFolded() {
        for count in 1...26 {
            let name = String("abcdefghijklmnopqrstuvwxyz".prefix(count))
            for (before, after) in [("select ", ""), ("select ", " from t where a = b"), ("select 1, x.", ",y")] {
                let plain = fingerprint(before + name + after)
                #expect(plain != nil && plain == fingerprint(before + name.uppercased() + after))
                for index in name.indices {
                    var other = name
                    other.replaceSubrange(index...index, with: "_")
                    #expect(fingerprint(before + other + after) != plain, "\(other)")
                }
                #expect(fingerprint(before + name + "a" + after) != plain)
            }
        }
        #expect(fingerprint("select é") != fingerprint("select É"))
        for (character, folded) in [("_", "\u{7F}"), ("$", "\u{04}")] {
            #expect(fingerprint("select ab\(character)") != fingerprint("select ab\(folded)"))
        }
    }

    @Test func theModeIsPartOfTheKey() {
        let escaping = SQLMode(standardConformingStrings: false)
        #expect(fingerprint("select 'a'") != fingerprint("select 'a'", escaping))
        #expect(fingerprint("select 'a\\', b --'", escaping) != fingerprint("select 'a\\', b --'"))
        #expect(fingerprint("select é", SQLMode(isUTF8: false)) == nil)
        #expect(fingerprint("select e", SQLMode(isUTF8: false)) != nil)
    }

    @Test(arguments: ["select 'a", "select \"a", "select /* a", "select $$a", "select 1a", "select {"])
    func unreadable(text: String) { #expect(fingerprint(text) == nil) }

    @Test func limits() {
        #expect(fingerprint("select " + String(repeating: "(", count: 501)) == nil)
        #expect(fingerprint("select " + String(repeating: "(", count: 499)) != nil)
        #expect(fingerprint("select " + String(repeating: "a ", count: 50_000)) == nil)
        #expect(fingerprint("select '" + String(repeating: "a", count: 1 << 20) + "'") == nil)
    }
}
