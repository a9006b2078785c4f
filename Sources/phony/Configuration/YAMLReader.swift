import NIOCore
import Yams

/// Reads typed values out of a YAML tree and collects every problem with its line, so that one run shows them all.
final class YAMLReader {
    let file: String
    private(set) var problems: [ConfigurationProblem] = []

    init(file: String) { self.file = file }

    func report(_ message: String, at node: Node?) {
        problems.append(ConfigurationProblem(file: file, line: node?.mark?.line, message: message))
    }

    // MARK: shapes

    func mapping(_ node: Node, _ what: String) -> YAMLMapping? {
        guard case .mapping(let mapping) = node else {
            report("\(what) must be a mapping (key: value)", at: node)
            return nil
        }
        return YAMLMapping(reader: self, node: node, mapping: mapping, what: what)
    }

    func sequence(_ node: Node, _ what: String) -> [Node] {
        guard case .sequence(let sequence) = node else {
            report("\(what) must be a list", at: node)
            return []
        }
        return Array(sequence)
    }

    func string(_ node: Node, _ what: String) -> String? {
        guard case .scalar(let scalar) = node, node.null == nil || scalar.style != .plain else {
            report("\(what) must be text", at: node)
            return nil
        }
        return scalar.string
    }

    func bool(_ node: Node, _ what: String) -> Bool? {
        guard let value = node.bool else {
            report("\(what) must be true or false", at: node)
            return nil
        }
        return value
    }

    func integer(_ node: Node, _ what: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = node.int, range.contains(value) else {
            report(
                "\(what) is “\(node.string ?? "")”; it must be a whole number from \(range.lowerBound) to \(range.upperBound)",
                at: node)
            return nil
        }
        return value
    }

    /// `500ms`, `15s`, `2m`, `1h`; `0` for none.
    func duration(_ node: Node, _ what: String) -> TimeAmount? {
        let text = node.string ?? ""
        let units: [(String, Int64)] = [
            ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
        ]
        if text == "0" { return .zero }
        for (unit, nanoseconds) in units where text.hasSuffix(unit) {
            if let count = Int64(text.dropLast(unit.count)), count >= 0, count < 1_000_000 {
                return .nanoseconds(count * nanoseconds)
            }
        }
        report("\(what) is “\(text)”; it must be a duration such as 500ms, 15s, 2m or 1h", at: node)
        return nil
    }

    func choice<Choice: RawRepresentable & CaseIterable>(
        _ node: Node, _ what: String, of type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        // `off` and `on` are booleans in YAML 1.1; here they are words.
        let text = node.string ?? ""
        if let choice = Choice(rawValue: text) { return choice }
        let allowed = Choice.allCases.map(\.rawValue)
        report("\(what) is “\(text)”; it must be \(Self.list(allowed))\(Self.suggestion(text, allowed))", at: node)
        return nil
    }

    // MARK: words

    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }

    static func suggestion(_ word: String, _ known: [String]) -> String {
        let best = known.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
        guard let best, best.1 <= max(1, word.count / 3) else { return "" }
        return "; did you mean “\(best.0)”?"
    }

    /// Levenshtein's, with two neighbours exchanged counting once.
    private static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.lowercased().unicodeScalars.prefix(64))
        let b = Array(b.lowercased().unicodeScalars.prefix(64))
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}

/// A mapping whose keys are taken one by one; what nobody takes is unknown.
struct YAMLMapping {
    let reader: YAMLReader
    let node: Node
    let mapping: Node.Mapping
    let what: String

    subscript(key: String) -> Node? {
        for (name, value) in mapping where name.string == key { return value }
        return nil
    }

    func require(_ key: String) -> Node? {
        if let value = self[key] { return value }
        reader.report("\(what) has no “\(key)”", at: node)
        return nil
    }

    /// Reports every key that is not among these, with the one that was probably meant.
    func allow(_ keys: [String], later: [String] = []) {
        for (name, _) in mapping {
            let key = name.string ?? ""
            if keys.contains(key) { continue }
            if later.contains(key) {
                reader.report("“\(key)” is reserved for a part of Phony that this version does not have", at: name)
            } else {
                reader.report("unknown key “\(key)” in \(what)\(YAMLReader.suggestion(key, keys))", at: name)
            }
        }
    }
}
