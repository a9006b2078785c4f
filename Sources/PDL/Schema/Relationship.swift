/// A field that refers to a field of another entity, or of the same.
struct Relationship {
    var child: (entity: String, field: String)
    var parent: (entity: String, field: String)
    var isOneToOne: Bool
    /// In the schema.
    var path: String
    var definition: JSONValue
}

/// A many-to-many relationship: an entity of pairs.
struct Pairing {
    var name: String
    var first: (entity: String, field: String)
    var second: (entity: String, field: String)
    var path: String
    var definition: JSONValue
}

extension CompiledEntity {
    /// The first field tells records apart.
    var isUnique: Bool { fields.first.map { generators[$0.register].isUnique } ?? false }
}

extension SchemaCompiler {
    /// Reads the schema's relationships, and reports what refers to nothing.
    mutating func readRelationships() {
        for (index, value) in (schema["relationships"]?.elements ?? []).enumerated() {
            let path = "$.relationships[\(index)]"
            guard let from = field(value["from"], at: "\(path).from"), let to = field(value["to"], at: "\(path).to")
            else {
                continue
            }
            switch value["cardinality"]?.string {
            case "many-to-many":
                let name = value["through"]?.string ?? "\(from.entity)_\(to.entity)"
                guard !hasEntity(name), !pairings.contains(where: { $0.name == name }) else {
                    report(path, value, "the entity of pairs, \(name), is there already; name another with \"through\"")
                    continue
                }
                pairings.append(Pairing(name: name, first: from, second: to, path: path, definition: value))
            case "one-to-many":
                add(Relationship(child: to, parent: from, isOneToOne: false, path: path, definition: value))
            case let cardinality:
                add(
                    Relationship(
                        child: from, parent: to, isOneToOne: cardinality == "one-to-one", path: path, definition: value)
                )
            }
        }
    }

    private mutating func add(_ relationship: Relationship) {
        let child = relationship.child
        let definition = schema["entities"]?[child.entity]?["fields"]?[child.field]
        if definition?["generator"] != nil {
            let place = "$.entities.\(child.entity).fields.\(child.field)"
            report(place, definition, "a relationship fills the field, so it has no generator")
        }
        guard !relationships.contains(where: { $0.child == child }) else {
            return report(
                relationship.path, relationship.definition, "\(child.entity).\(child.field) refers to something already"
            )
        }
        relationships.append(relationship)
    }

    private mutating func field(_ value: JSONValue?, at path: String) -> (entity: String, field: String)? {
        let parts = (value?.string ?? "").split(separator: ".").map(String.init)
        guard parts.count == 2 else { return nil }
        guard let entity = schema["entities"]?[parts[0]] else {
            let hint = Nearest.hint(parts[0], among: entityNames)
            report(path, value, "there is no entity \"\(parts[0])\"\(hint)")
            return nil
        }
        let fields = entity["fields"]?.members.map(\.name) ?? []
        guard fields.contains(parts[1]) else {
            let hint = Nearest.hint(parts[1], among: fields)
            report(path, value, "\(parts[0]) has no field \"\(parts[1])\"\(hint)")
            return nil
        }
        return (parts[0], parts[1])
    }
}
