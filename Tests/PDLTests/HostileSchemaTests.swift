import NGram
import PDL
import TestSupport
import Testing

/// Schemas come from anybody: whatever their bytes are, there is an answer and no trap.
@Suite struct HostileSchemaTests {
    private static let schema = #"""
        {"version": "1.0", "locale": "tr_TR", "generators": {
          "n": {"type": "logic", "kind": "sequence", "start": -5, "step": 3}, "u": {"type": "logic", "kind": "uuid", "version": "7"},
          "i": {"type": "logic", "kind": "integer", "min": -9, "max": 90}, "f": {"type": "logic", "kind": "float", "max": 2.5},
          "b": {"type": "logic", "kind": "boolean"}, "d": {"type": "logic", "kind": "date", "from": "1999-02-28"},
          "k": {"type": "logic", "kind": "mask", "mask": "#%\\%!é*"}, "p": {"type": "logic", "kind": "ip"},
          "x": {"type": "logic", "kind": "regex", "pattern": "^([A-F0-9]{2,3}|\\d+x?)(?:-[^a-z]){2}é.$"},
          "y": {"type": "logic", "kind": "regex", "pattern": "[a-c]{3}\\d"}, "m": {"type": "logic", "kind": "time", "to": "09:30"},
          "g": {"type": "logic", "kind": "phone"}, "a": {"type": "list", "values": [1, 2.25, -3]},
          "q": {"type": "template", "pattern": "{{round(divide(multiply(i, f), a, 15), 3)}}"},
          "v": {"type": "template", "pattern": "{{date_add(if(less(i, 9), d, date(e.j)), i, 'months')}}"},
          "r": {"type": "template", "pattern": "{{date_format(date_add(e.g, i, 'years'), '%F %T %j %s%')}}{{hash(w, 9)}}"},
          "j": {"type": "template", "pattern": "{{choice(add(i, 1), date_diff(d, now(), 'weeks'), date_part(d, 'weekday'))}}"},
          "w": {"type": "model", "source": "x/y", "generation": {"mode": "word", "startsWith": "a"}},
          "l": {"type": "list", "values": ["a", 2, true], "weights": [1, 2, 0.5]},
          "s": {"type": "statistical", "distribution": "normal", "mean": 3, "deviation": 2, "min": 0, "decimals": 3},
          "z": {"type": "statistical", "distribution": "zipf", "count": 9}, "c": {"type": "logic", "kind": "iban"},
          "h": {"type": "statistical", "distribution": "histogram", "edges": [0, 1, 5], "weights": [1, 2]},
          "o": {"type": "linked", "fields": ["q", "r"], "rows": [["1", 2], [3, "4"]]},
          "e": {"type": "event_sequence", "events": [{"name": "g"}, {"name": "j", "probability": 0.5, "terminal": true}]},
          "t": {"type": "template", "pattern": "{{pad(substring(lowercase(w), 1, 2), 5, '.')}}-{{o.q}}{{coalesce(e.j, l)}}\\{\\{"}},
          "entities": {"A": {"fields": {"id": {"generator": "n"}, "t": {"generator": "t", "unique": true}, "x": {"generator": "i", "unique": true},
            "s": {"generator": "s"}, "h": {"generator": "h"}, "e": {"generator": "e.state"}, "c": {"generator": "c"}, "xx": {"generator": "x"},
            "y": {"generator": "y", "unique": true}, "m": {"generator": "m"}, "g": {"generator": "g", "unique": true},
            "q": {"generator": "q"}, "v": {"generator": "v"}, "r": {"generator": "r"}, "j": {"generator": "j"}, "b_id": {}}},
            "B": {"fields": {"id": {"generator": "u"}, "k": {"generator": "k", "nullable": 0.5}, "p": {"generator": "p"}, "z": {"generator": "z"}}}},
          "relationships": [{"from": "A.b_id", "to": "B.id", "cardinality": "one-to-one"},
            {"from": "A.id", "to": "B.id", "cardinality": "many-to-many"}],
          "scenarios": {"s": {"A": 5, "B": 5}}}
        """#

    /// Every model is the same, and there are no files.
    private struct Sources: SourceResolver {
        private static let model = NGramModel.train(
            words: ["anna", "hanna", "joanna", "annika"], options: TrainingOptions(minimumDistinctWords: 1))

        func model(_ source: String, for file: String?) throws -> NGramModel { Self.model }
        func hasModel(_ source: String) -> Bool { true }
        func list(_ source: String, for file: String?) throws -> [(value: String, weight: Double)] { [("x", 1)] }
        func table(_ source: String, for file: String?) throws -> [[String]] { [["q"], ["1"]] }
        func schema(_ name: String, for file: String?) throws -> JSONValue {
            try JSONReader.read(Array(#"{"version":"1.0","inherits":"x","entities":{}}"#.utf8), file: name)
        }
    }

    private static func answer(_ bytes: [UInt8]) -> Int {
        guard let value = try? JSONReader.read(bytes),
            let schema = try? SchemaCompiler.compile(value, seed: "1", now: 0, resolver: Sources())
        else { return 0 }
        var output: [UInt8] = []
        let counts = Dictionary(schema.entities.map { ($0.name, 7) }, uniquingKeysWith: { $1 })
        for entity in schema.entities {
            for format in RecordFormat.allCases {
                let stream = RecordStream(entity, format: format, counts: counts)
                stream.write(piece: 0, with: RecordStream.Workspace(), into: &output)
            }
        }
        return output.count
    }

    @Test func theSchemaItselfIsSound() { #expect(Self.answer(Array(Self.schema.utf8)) > 1000) }

    @Test func mutationsHaveAnAnswer() {
        var random = SplitMix64(7 + Soak.seed)
        let original = Array(Self.schema.utf8)
        let pieces = [
            "{", "}", "[", "\"", ",", ":", "-1", "1e308", "9223372036854775807", "0", "null", "{{", "}}", "(", "é",
            "\\u0000", "10000", "A.id", "{9}", "*", "|", "[^", "\\d",
        ]
        var taken = 0
        for _ in 0..<4_000 * Soak.factor {
            var bytes = original
            for _ in 0...random.next() % 3 {
                let place = Int(random.next() % UInt64(bytes.count))
                switch random.next() % 4 {
                case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: pieces[Int(random.next() % UInt64(pieces.count))].utf8, at: place)
                default:
                    // A digit for another: numbers are where bounds are.
                    guard let digit = bytes[place...].firstIndex(where: { $0 &- 0x30 < 10 }) else { break }
                    bytes.replaceSubrange(digit...digit, with: String(random.next() % 100_000).utf8)
                }
            }
            if Self.answer(bytes) > 0 { taken += 1 }
        }
        #expect(taken > 100, "too few mutations pass to test what happens then")
    }
}
