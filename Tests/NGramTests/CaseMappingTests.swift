import NGram
import Testing

@Suite struct CaseMappingTests {
    private let root = CaseMapping()
    private let turkish = CaseMapping(locale: "tr_TR")
    private let azeri = CaseMapping(locale: "az-Latn-AZ")
    private let lithuanian = CaseMapping(locale: "lt")

    @Test func turkishAndAzeriHaveTwoI() {
        for mapping in [turkish, azeri] {
            #expect(mapping.lowercase("IŞIL İBRAHİM DİYARBAKIR") == "ışıl ibrahim diyarbakır")
            #expect(mapping.uppercase("ışıl ibrahim") == "IŞIL İBRAHİM")
            #expect(mapping.titlecase("İBRAHİM ISPARTA iğdır") == "İbrahim Isparta İğdır")
            #expect(mapping.lowercase("I\u{307}") == "i")
            #expect(mapping.capitalize("istanbul") == "İstanbul")
        }
        #expect(root.lowercase("I") == "i")
        #expect(root.uppercase("ıi") == "II")
    }

    @Test func lithuanianKeepsItsDotUnderAMark() {
        #expect(
            Array(lithuanian.lowercase("Ì\u{49}\u{301}").unicodeScalars) == [
                "i", "\u{307}", "\u{300}", "i", "\u{307}", "\u{301}",
            ])
        #expect(Array(lithuanian.lowercase("IJ").unicodeScalars) == ["i", "j"])
        #expect(Array(lithuanian.uppercase("i\u{307}\u{300}").unicodeScalars) == ["I", "\u{300}"])
        #expect(Array(root.lowercase("I\u{301}").unicodeScalars) == ["i", "\u{301}"])
    }

    @Test func sharpSGrows() {
        #expect(root.uppercase("straße") == "STRASSE")
        #expect(root.lowercase("GROẞE STRASSE") == "große strasse")
        #expect(root.capitalize("ßa") == "Ssa")
    }

    @Test func sigmaAtTheEndIsAnother() {
        #expect(root.lowercase("ΣΊΣΥΦΟΣ ΟΔΟΣ.") == "σίσυφος οδος.")
        #expect(root.lowercase("Σ") == "σ")
        #expect(root.lowercase("ΑΣ’Α") == "ασ’α")
    }

    @Test func titlesBeginBehindWhatIsNoLetter() {
        #expect(
            root.titlecase("JEAN-PIERRE o'brien smith's L'ÉGLISE \u{1C6}")
                == "Jean-Pierre O'Brien Smith's L'Église \u{1C5}")
        #expect(root.titlecase("") == "")
        #expect(root.capitalize("") == "")
        #expect(root.titlecase("zoe\u{301}a") == "Zoe\u{301}a")
    }
}
