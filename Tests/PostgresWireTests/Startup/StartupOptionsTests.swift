import PostgresWire
import Testing

struct StartupOptionsTests {
    @Test func threeSpellingsOfASetting() {
        let options = StartupOptions(utf8("-c a=1 -cb=2  --c-d=3\t-c e=x=y"))
        #expect(options.settings == [.init("a", "1"), .init("b", "2"), .init("c_d", "3"), .init("e", "x=y")])
        #expect(options.others.isEmpty)
    }

    @Test func backslashMakesTheNextByteOrdinary() {
        let options = StartupOptions(utf8(#"-c search_path=a,\ b -c x=\\y -c z=1\"#))
        #expect(options.settings == [.init("search_path", "a, b"), .init("x", #"\y"#), .init("z", "1")])
    }

    @Test func emptyIsNothing() {
        for text in ["", " ", "\t \n"] { #expect(StartupOptions(utf8(text)) == StartupOptions([])) }
        #expect(StartupOptions([]).settings.isEmpty)
    }

    @Test func whatIsNoSettingIsKeptApart() {
        let options = StartupOptions(utf8("-d 5 -c novalue --x -c =1 -e -c"))
        #expect(options.settings.isEmpty)
        #expect(options.others == ["-d", "5", "-c", "novalue", "--x", "-c", "=1", "-e", "-c"].map(utf8))
    }

    @Test func randomBytesNeverTrap() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let alphabet = utf8("-c=\\ x")
            _ = StartupOptions(random.list(upTo: 20) { alphabet[Int.random(in: 0..<6, using: &$0)] })
        }
    }
}
