import PDL
import Testing

@Suite struct JSONReaderTests {
    private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    @Test func membersKeepTheirOrder() throws {
        let value = try read(#"{"b": 1, "a": [true, null, "x\u00e9\ud83d\ude00\n"], "c": {"d": -1.5e3}}"#)
        #expect(value.members.map(\.name) == ["b", "a", "c"])
        #expect(value["a"]?.elements[2].string == "xé😀\n")
        #expect(value["c"]?["d"]?.double == -1500)
        #expect(value["b"]?.integer == 1)
    }

    @Test(arguments: [
        ("{", 1, 2), ("{\n  \"a\": tru\n}", 2, 8), ("[1, 2,]", 1, 7), ("{\"a\":1,\"a\":2}", 1, 8), ("[01]", 1, 3),
        ("\"é\u{1}\"", 1, 3),
        ("[1] x", 1, 5), ("\"\\ud800\"", 1, 8), ("\"\\u+123\"", 1, 4), ("\"abc", 1, 5), ("-", 1, 2), ("", 1, 1),
        ("// x", 1, 1),
        ("{'a':1}", 1, 2), ("[1 2]", 1, 4),
    ])
    func whatIsNoJSONIsRefusedWithItsPlace(_ text: String, _ line: Int, _ column: Int) {
        do {
            _ = try read(text)
            Issue.record("\(text) is taken")
        } catch let error as JSONError {
            #expect(error.place == JSONValue.Place(line: line, column: column), "\(error)")
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test func nestingIsBounded() {
        #expect(throws: JSONError.self) { try read(String(repeating: "[", count: 100_000)) }
    }

    @Test func placesAreThoseOfTheValues() throws {
        let value = try read("{\n  \"ä\": [1,\n   {}]\n}")
        #expect(value["ä"]?.elements[1].place == JSONValue.Place(line: 3, column: 4))
    }
}
