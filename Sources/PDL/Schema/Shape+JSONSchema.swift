/// PDL as JSON Schema (draft 2020-12), from the definition that validates.
package enum PDLSchema {
    /// The whole document, indented.
    package static var jsonSchema: String {
        var document = PDLShapes.schema.jsonSchema
        document.insert(("$schema", .string("https://json-schema.org/draft/2020-12/schema")), at: 0)
        document.insert(("$id", .string("https://phony.cloud/schemas/pdl-1.0.json")), at: 1)
        document.insert(("title", .string("Phony Definition Language 1.0")), at: 2)
        return SchemaText.object(document).indented() + "\n"
    }
}

/// A part of the document.
indirect enum SchemaText {
    case string(String)
    case literal(String)
    case array([SchemaText])
    case object([(String, SchemaText)])

    func indented(_ depth: Int = 0) -> String {
        let (inner, outer) = (String(repeating: "  ", count: depth + 1), String(repeating: "  ", count: depth))
        switch self {
        case .string(let text): return Self.quoted(text)
        case .literal(let text): return text
        case .array(let elements):
            if elements.isEmpty { return "[]" }
            return "[\n" + elements.map { inner + $0.indented(depth + 1) }.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let members):
            if members.isEmpty { return "{}" }
            let lines = members.map { "\(inner)\(Self.quoted($0.0)): \($0.1.indented(depth + 1))" }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension Shape {
    var jsonSchema: [(String, SchemaText)] {
        switch self {
        case .string: [("type", .string("string"))]
        case .choice(let choices): [("enum", .array(choices.map { .string($0) }))]
        case .name:
            [("type", .string("string")), ("pattern", .string(Self.namePattern)), ("maxLength", .literal("100"))]
        case .reference:
            [("type", .string("string")), ("pattern", .string(Self.referencePattern)), ("maxLength", .literal("201"))]
        case .path:
            [("type", .string("string")), ("pattern", .string(Self.pathPattern)), ("maxLength", .literal("201"))]
        case .integer(let range):
            [("type", .string("integer"))] + Self.bounds(range)
        case .number(let range): [("type", .string("number"))] + Self.bounds(range)
        case .boolean: [("type", .string("boolean"))]
        case .scalar: [("type", .array(["string", "number", "boolean"].map { .string($0) }))]
        case .array(let shape, let least):
            [("type", .string("array")), ("items", .object(shape.jsonSchema)), ("minItems", .literal("\(least)"))]
        case .map(let shape):
            [
                ("type", .string("object")), ("additionalProperties", .object(shape.jsonSchema)),
                ("propertyNames", .object(Shape.name.jsonSchema)),
            ]
        case .object(let shape): shape.jsonSchema
        case .variants(let key, let shapes): [("oneOf", .array(Self.branches(by: key, shapes)))]
        }
    }

    private static let namePattern = "^[A-Za-z_][A-Za-z0-9_]*$"
    private static let pathPattern = "^[A-Za-z_][A-Za-z0-9_]*\\.[A-Za-z_][A-Za-z0-9_]*$"
    private static let referencePattern = "^[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)?$"

    private static func bounds<Number: Comparable>(_ range: ClosedRange<Number>) -> [(String, SchemaText)] {
        [("minimum", .literal("\(range.lowerBound)")), ("maximum", .literal("\(range.upperBound)"))]
    }

    static func branches(by key: String, _ shapes: [String: ObjectShape]) -> [SchemaText] {
        shapes.sorted { $0.key < $1.key }.map { name, shape in
            let constant = ObjectShape.Member(name: key, shape: .choice([name]), isRequired: true, about: shape.about)
            var shape = shape
            shape.members = [constant] + shape.members.filter { $0.name != key }
            return .object(shape.jsonSchema)
        }
    }
}

extension ObjectShape {
    var jsonSchema: [(String, SchemaText)] {
        if let variants {
            let all = variants.shapes.mapValues { variant in
                var whole = variant
                whole.members = members + variant.members
                return whole
            }
            return [("description", .string(about)), ("oneOf", .array(Shape.branches(by: variants.by, all)))]
        }
        let needed = members.filter(\.isRequired).map { SchemaText.string($0.name) }
        return [
            ("type", .string("object")), ("description", .string(about)),
            (
                "properties",
                .object(
                    members.map {
                        (
                            $0.name,
                            .object(
                                $0.shape.jsonSchema.filter { $0.0 != "description" } + [
                                    ("description", .string($0.about))
                                ])
                        )
                    })
            ),
            ("required", .array(needed)), ("additionalProperties", .literal("false")),
        ]
            + (alternatives.isEmpty
                ? []
                : [("oneOf", .array(alternatives.map { .object([("required", .array($0.map { .string($0) }))]) }))])
    }
}
