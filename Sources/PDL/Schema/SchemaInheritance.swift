/// A schema with what it inherits: layers, most general first (base → locale → domain), each of which says what the ones
/// before do not say, or says it otherwise.
///
/// Generators are replaced whole, entities field by field, scenarios whole; relationships add up, but for those of a field
/// that a later layer relates anew. Of the rest (locale, name), the last layer that says it holds. Every value keeps the file
/// it stood in: problems name it, and sources are looked for beside it.
enum SchemaInheritance {
    private static let deepest = 16

    /// - Returns: the schema as if it were written in one piece.
    /// - Throws: ``SchemaProblems``, of the first layer that has some.
    static func resolve(
        _ schema: JSONValue, _ resolver: any SourceResolver
    ) throws(SchemaProblems) -> JSONValue {
        var layers = [try checked(schema)]
        var files: Set<String> = []
        while let layer = layers.first, let parent = layer["inherits"], let name = parent.string {
            func problem(_ message: String) -> SchemaProblems {
                SchemaProblems(problems: [SchemaProblem("$.inherits", parent, message)])
            }
            guard layers.count <= deepest else { throw problem("more than \(deepest) schemas inherit from each other") }
            let found: JSONValue
            do {
                found = try resolver.schema(name, for: layer.place.file)
            } catch {
                throw problem("\(error)")
            }
            guard files.insert(found.place.file ?? "").inserted else {
                throw problem("the schema \"\(name)\" inherits from itself")
            }
            layers.insert(try checked(found), at: 0)
        }
        return layers.dropFirst().reduce(layers[0], merged)
    }

    private static func checked(_ layer: JSONValue) throws(SchemaProblems) -> JSONValue {
        var problems: [SchemaProblem] = []
        PDLShapes.schema.check(layer, at: "$", &problems)
        guard problems.isEmpty else { throw SchemaProblems(problems: Array(problems.prefix(SchemaProblems.most))) }
        return layer
    }

    private static func merged(_ base: JSONValue, _ layer: JSONValue) -> JSONValue {
        override(base, layer) { name, old, new in
            switch name {
            case "generators", "scenarios": override(old, new) { $2 }
            case "entities": override(old, new) { mergedEntity($1, $2) }
            case "relationships": mergedRelationships(old, new)
            default: new
            }
        }
    }

    private static func mergedEntity(_ base: JSONValue, _ layer: JSONValue) -> JSONValue {
        override(base, layer) { name, old, new in name == "fields" ? override(old, new) { $2 } : new }
    }

    private static func mergedRelationships(_ base: JSONValue, _ layer: JSONValue) -> JSONValue {
        let children = Set(layer.elements.compactMap(child))
        let kept = base.elements.filter { relationship in child(relationship).map { !children.contains($0) } ?? true }
        return JSONValue(kind: .array(kept + layer.elements), place: layer.place)
    }

    /// The field that refers; nil of pairs, which do not.
    private static func child(_ relationship: JSONValue) -> String? {
        switch relationship["cardinality"]?.string {
        case "many-to-many": nil
        case "one-to-many": relationship["to"]?.string
        default: relationship["from"]?.string
        }
    }

    /// The members of both, in the order of the base, where the layer's hold.
    private static func override(
        _ base: JSONValue, _ layer: JSONValue, _ merge: (_ name: String, JSONValue, JSONValue) -> JSONValue
    ) -> JSONValue {
        let new = Dictionary(layer.members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        let old = Set(base.members.map(\.name))
        let kept = base.members.map { name, value in
            (name: name, value: new[name].map { merge(name, value, $0) } ?? value)
        }
        return JSONValue(kind: .object(kept + layer.members.filter { !old.contains($0.name) }), place: layer.place)
    }
}
