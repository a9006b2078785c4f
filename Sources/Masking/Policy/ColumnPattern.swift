/// Which columns an entry of a policy speaks about: `schema.table.column`, optionally after `database:`. A part is folded
/// and quoted as SQL does it (`"User Data"`); `*` in an unquoted part stands for any run of characters within that part.
package struct ColumnPattern: Sendable, Hashable, CustomStringConvertible {
    package enum Part: Sendable, Hashable {
        case exact(String)
        case glob(String)

        package func matches(_ name: String) -> Bool {
            switch self {
            case .exact(let text): text == name
            case .glob(let pattern): ColumnPattern.glob(Array(pattern.utf8), Array(name.utf8))
            }
        }

        fileprivate func overlaps(_ other: Part) -> Bool {
            switch (self, other) {
            case (.exact(let name), _): return other.matches(name)
            case (_, .exact(let name)): return matches(name)
            case (.glob(let a), .glob(let b)):
                let heads = (a.prefix { $0 != "*" }, b.prefix { $0 != "*" })
                let tails = (a.reversed().prefix { $0 != "*" }, b.reversed().prefix { $0 != "*" })
                return (heads.0.starts(with: heads.1) || heads.1.starts(with: heads.0))
                    && (tails.0.starts(with: tails.1) || tails.1.starts(with: tails.0))
            }
        }

        fileprivate var rank: Int {
            switch self {
            case .exact: 2
            case .glob(let pattern): pattern == "*" ? 0 : 1
            }
        }
    }

    package let database: Part?
    package let schema: Part
    package let table: Part
    package let column: Part
    /// As the file wrote it.
    package let description: String

    package struct SyntaxError: Error, Sendable {
        package let message: String
    }

    package init(_ text: String) throws(SyntaxError) {
        description = text
        var scanner = Scanner(text: Array(text.unicodeScalars))
        var parts = [try scanner.part()]
        var database: Part?
        if scanner.take(":") {
            database = parts.removeFirst()
            parts.append(try scanner.part())
        }
        while scanner.take(".") { parts.append(try scanner.part()) }
        guard scanner.isAtEnd else {
            throw SyntaxError(message: "unexpected character in “\(text)”; quote a part that is not a plain name")
        }
        guard parts.count == 3 else {
            throw SyntaxError(message: "“\(text)” has \(parts.count) part(s); write schema.table.column")
        }
        self.database = database
        schema = parts[0]
        table = parts[1]
        column = parts[2]
    }

    package func matches(database name: String) -> Bool { database?.matches(name) ?? true }

    /// How narrowly the pattern speaks. The greater wins: an entry for one database before one for all, then the entry
    /// with more exact parts, then the one with fewer bare stars.
    package var specificity: (Int, Int, Int) {
        let parts = [schema, table, column]
        return (database == nil ? 0 : 1, parts.count { $0.rank == 2 }, parts.count { $0.rank == 1 })
    }

    /// Whether some column may be meant by both. Two globs are taken to overlap unless their fixed ends differ.
    package func overlaps(_ other: ColumnPattern) -> Bool {
        let mine = [schema, table, column]
        let theirs = [other.schema, other.table, other.column]
        return zip(mine, theirs).allSatisfy { $0.overlaps($1) }
            && (database == nil || other.database == nil || database?.overlaps(other.database ?? .glob("*")) == true)
    }

    /// All parts are names: the entry speaks of one column, which should exist.
    package var isExact: Bool { [schema, table, column].allSatisfy { $0.rank == 2 } }

    /// Linear in practice: one backtrack point, so at most pattern × name steps.
    private static func glob(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        var p = 0
        var n = 0
        var star: Int?
        var mark = 0
        while n < name.count {
            if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
                star = p
                p += 1
                mark = n
            } else if p < pattern.count, pattern[p] == name[n] {
                p += 1
                n += 1
            } else if let back = star {
                p = back + 1
                mark += 1
                n = mark
            } else {
                return false
            }
        }
        while p < pattern.count, pattern[p] == UInt8(ascii: "*") { p += 1 }
        return p == pattern.count
    }

    private struct Scanner {
        let text: [Unicode.Scalar]
        var index = 0

        var isAtEnd: Bool { index == text.count }

        mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard index < text.count, text[index] == scalar else { return false }
            index += 1
            return true
        }

        mutating func part() throws(SyntaxError) -> Part {
            var name = String.UnicodeScalarView()
            if take("\"") {
                while true {
                    guard index < text.count else { throw SyntaxError(message: "a quoted name is not closed") }
                    let scalar = text[index]
                    index += 1
                    if scalar == "\"", !take("\"") { break }
                    name.append(scalar)
                }
                guard !name.isEmpty else { throw SyntaxError(message: "a quoted name is empty") }
                return .exact(String(name))
            }
            while index < text.count {
                let scalar = text[index]
                let isNamePart = scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                guard isNamePart || scalar == "_" || scalar == "$" || scalar == "*" else { break }
                name.append(scalar)
                index += 1
            }
            guard !name.isEmpty else { throw SyntaxError(message: "a part of the column name is empty") }
            let folded = Self.folded(name)
            return folded.contains("*") ? .glob(folded) : .exact(folded)
        }

        /// PostgreSQL folds ASCII letters only when the database's encoding has many bytes a character.
        private static func folded(_ name: String.UnicodeScalarView) -> String {
            var result = String.UnicodeScalarView()
            for scalar in name {
                let isUpper = scalar.value >= 0x41 && scalar.value <= 0x5A
                result.append(isUpper ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar)
            }
            return String(result)
        }
    }
}
