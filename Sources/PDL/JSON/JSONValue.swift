/// A JSON value with where it stood and with its members in their order, both of which Foundation's decoder forgets: errors
/// name the line, and the fields of an entity are its columns.
package struct JSONValue: Sendable {
    package enum Kind: Sendable {
        case object([(name: String, value: JSONValue)])
        case array([JSONValue])
        case string(String)
        /// As it was written.
        case number(String)
        case boolean(Bool)
        case null
    }

    package let kind: Kind
    package let place: Place

    /// Counted from 1; columns in characters.
    package struct Place: Sendable, Hashable {
        package var line: Int
        package var column: Int
        /// As errors name it; nil: the one that was asked for.
        package var file: String?

        package init(line: Int, column: Int, file: String? = nil) {
            self.line = line
            self.column = column
            self.file = file
        }
    }

    package subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }

    package var members: [(name: String, value: JSONValue)] {
        if case .object(let members) = kind { members } else { [] }
    }

    package var elements: [JSONValue] {
        if case .array(let elements) = kind { elements } else { [] }
    }

    package var string: String? {
        if case .string(let string) = kind { string } else { nil }
    }

    package var boolean: Bool? {
        if case .boolean(let boolean) = kind { boolean } else { nil }
    }

    /// A number as it was written.
    package var numberText: String? {
        if case .number(let text) = kind { text } else { nil }
    }

    package var double: Double? {
        if case .number(let text) = kind { Double(text) } else { nil }
    }

    package var integer: Int? {
        guard case .number(let text) = kind else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }

    /// As a generated value: what a list holds.
    var scalarText: String? {
        switch kind {
        case .string(let text), .number(let text): text
        case .boolean(let boolean): boolean ? "true" : "false"
        case .object, .array, .null: nil
        }
    }

    /// What it is, for people.
    var kindName: String {
        switch kind {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .boolean: "a boolean"
        case .null: "null"
        }
    }
}
