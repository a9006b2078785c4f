import PostgresWire
import Testing

struct SASLPrepTests {
    /// RFC 4013, section 3.
    @Test func examplesOfTheRFC() {
        #expect(SASLPrep.prepare("I\u{ad}X") == "IX")
        #expect(SASLPrep.prepare("user") == "user")
        #expect(SASLPrep.prepare("USER") == "USER")
        #expect(SASLPrep.prepare("\u{aa}") == "a")
        #expect(SASLPrep.prepare("\u{2168}") == "IX")
        #expect(SASLPrep.prepare("\u{7}") == nil)
        #expect(SASLPrep.prepare("\u{627}\u{31}") == nil)
    }

    @Test func spacesBecomeSpaces() {
        #expect(SASLPrep.prepare("a\u{a0}b\u{3000}c") == "a b c")
        #expect(SASLPrep.prepare(" a ") == " a ")
    }

    @Test func whatMayNotBeAPassword() {
        for text in [
            "", "\u{ad}", "a\u{7f}", "a\u{e000}", "a\u{fffe}", "a\u{fffd}", "a\u{200e}", "a\u{e0001}", "\u{221}",
        ] {
            #expect(SASLPrep.prepare(text) == nil, "\(text.unicodeScalars.map(\.value))")
        }
    }

    /// The checks come after the normalization: this tone mark is prohibited, but is never left to be found.
    @Test func whatNormalizationReplacesIsNotMissed() {
        #expect(SASLPrep.prepare("a\u{340}") == "\u{e0}")
    }

    @Test func directions() {
        #expect(SASLPrep.prepare("\u{627}\u{628}") == "\u{627}\u{628}")
        #expect(SASLPrep.prepare("\u{627}1\u{628}") == "\u{627}1\u{628}")
        #expect(SASLPrep.prepare("\u{627}a\u{628}") == nil)
        #expect(SASLPrep.prepare("1\u{627}") == nil)
    }

    @Test func bytesThatCannotBePreparedStandAsTheyAre() {
        #expect(SASLPrep.normalized([0xff, 0x61]) == [0xff, 0x61])
        #expect(SASLPrep.normalized(utf8("\u{7}")) == utf8("\u{7}"))
        #expect(SASLPrep.normalized(utf8("\u{2168}")) == utf8("IX"))
        #expect(SASLPrep.normalized([]) == [])
    }
}
