/// What is wrong in a schema: where, by JSON path and place in the file, and what should be there.
package struct SchemaProblem: Error, Equatable, CustomStringConvertible, Sendable {
    /// As `$.entities.User.fields.email`.
    package let path: String
    package let place: JSONValue.Place?
    package let message: String

    init(_ path: String, _ value: JSONValue?, _ message: String) {
        self.path = Self.shortened(path)
        place = value?.place
        self.message = Self.shortened(message)
    }

    /// However long the names of a schema are.
    private static func shortened(_ text: String) -> String {
        text.utf8.count <= 1000 ? text : "\(text.prefix(500)) … \(text.suffix(100))"
    }

    package var description: String {
        guard let place else { return "\(path): \(message)" }
        let file = place.file.map { "\($0), " } ?? ""
        return "\(path) (\(file)line \(place.line), column \(place.column)): \(message)"
    }
}

/// All that is wrong in a schema.
package struct SchemaProblems: Error, CustomStringConvertible, Sendable {
    package let problems: [SchemaProblem]

    package var description: String { problems.map(\.description).joined(separator: "\n") }

    /// As many are found; what lies behind them can wait.
    static let most = 100
}

/// The nearest of some names: for "did you mean".
enum Nearest {
    /// ` (did you mean "email"?)`, or nothing where none is near.
    static func hint(_ name: String, among names: some Collection<String>) -> String {
        guard name.utf8.count <= 100 else { return "" }
        let near = names.prefix(1000).map { (distance(name, $0), $0) }.min { $0 < $1 }
        guard let (distance, found) = near, distance <= max(1, name.count / 3) else { return "" }
        return "; did you mean \"\(found)\"?"
    }

    /// Levenshtein's, without regard to case.
    private static func distance(_ one: String, _ other: String) -> Int {
        let (one, other) = (Array(one.lowercased().utf8.prefix(64)), Array(other.lowercased().utf8.prefix(64)))
        var row = Array(0...other.count)
        for (place, character) in one.enumerated() {
            var diagonal = row[0]
            row[0] = place + 1
            for column in other.indices {
                let substituted = diagonal + (character == other[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substituted, row[column] + 1, diagonal + 1)
            }
        }
        return row[other.count]
    }
}
