import Keys
package import NGram

/// Where models, lists and inherited schemas come from. Each is looked for on behalf of a file, as ``JSONValue/Place/file``
/// names it; errors are what a user can understand.
package protocol SourceResolver {
    /// - Parameter source: as in en_US/first_names or models/x.ngram.
    func model(_ source: String, for file: String?) throws -> NGramModel

    /// Whether a package has the model, sound or not.
    func hasModel(_ source: String) -> Bool

    /// The lines of a list, each with its weight.
    func list(_ source: String, for file: String?) throws -> [(value: String, weight: Double)]

    /// The lines of a table, cut at tabs.
    func table(_ source: String, for file: String?) throws -> [[String]]

    /// - Parameter name: of a package, as in base, or of a file.
    /// - Returns: a schema whose places name its file.
    func schema(_ name: String, for file: String?) throws -> JSONValue
}

/// A schema that was checked, and can be generated from.
package struct CompiledSchema: Sendable {
    package let name: String?
    package let entities: [CompiledEntity]
    /// By name, how many records of each entity, in the order of the schema.
    package let scenarios: [(name: String, counts: [(entity: String, count: Int)])]

    package func entity(_ name: String) -> CompiledEntity? { entities.first { $0.name == name } }
}

/// An entity and what fills its fields: generators in an order in which each finds what it refers to.
package struct CompiledEntity: Sendable {
    struct Field: Sendable {
        var name: String
        /// Among the generators.
        var register: Int
        var nulls: (key: StreamKey, share: Double)?
    }

    package let name: String
    let fields: [Field]
    let generators: [any Generator]
    /// How many records there can be, and the field that says so; nil: any number.
    package let limit: (count: UInt64, field: String)?
    /// Entities that its records refer to.
    package let references: [Reference]
    /// Of an entity of pairs, what is paired.
    package let pairs: (String, String)?

    package struct Reference: Sendable {
        package let field: String
        package let entity: String
        package let isOneToOne: Bool
    }

    package var fieldNames: [String] { fields.map(\.name) }
}

/// Turns a schema into generators.
package struct SchemaCompiler {
    let schema: JSONValue
    private let definitions: [String: JSONValue]
    private var programs: [String: CompiledEntity?] = [:]
    var relationships: [Relationship] = []
    var pairings: [Pairing] = []
    /// Generators that fields lead to.
    var used: Set<String> = []
    /// Keys that are being made, to find one that refers to itself.
    private var under: [String] = []
    private let resolver: any SourceResolver
    let casing: CaseMapping
    /// What now() gives, in seconds since 1970.
    let now: Int64?
    private let root: StreamKey
    private var problems: [SchemaProblem] = []
    private var models: [String: NGramModel] = [:]
    private var lists: [String: (ListedValues, WeightedChoice?)] = [:]

    /// - Parameters:
    ///   - schema: any JSON.
    ///   - now: what now() gives, in seconds since 1970.
    /// - Throws: ``SchemaProblems``, all of them.
    package static func compile(
        _ schema: JSONValue, seed: String, now: Int64? = nil, resolver: some SourceResolver
    ) throws(SchemaProblems) -> CompiledSchema {
        var compiler = SchemaCompiler(try SchemaInheritance.resolve(schema, resolver), seed, now, resolver)
        let compiled = compiler.compile()
        guard compiler.problems.isEmpty else { throw SchemaProblems(problems: compiler.problems) }
        return compiled
    }

    private init(_ schema: JSONValue, _ seed: String, _ now: Int64?, _ resolver: some SourceResolver) {
        self.schema = schema
        definitions = Dictionary(
            (schema["generators"]?.members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        self.resolver = resolver
        self.now = now
        casing = CaseMapping(locale: schema["locale"]?.string ?? "")
        root = StreamKey(seed: seed)
    }

    private mutating func compile() -> CompiledSchema {
        readRelationships()
        if entityNames.isEmpty { report("$.entities", schema["entities"] ?? schema, "at least one entity is expected") }
        var entities: [CompiledEntity] = []
        for (name, entity) in schema["entities"]?.members ?? [] {
            var compiler = EntityCompiler(name: name, key: root.child(name))
            if entity["fields"]?.members.isEmpty ?? true {
                report("$.entities.\(name).fields", entity["fields"], "at least one field is expected")
            }
            for (field, value) in entity["fields"]?.members ?? [] {
                compiler.add(field, value, at: "$.entities.\(name).fields.\(field)", &self)
            }
            entities.append(compiler.entity)
        }
        for pairing in pairings {
            if let entity = pairs(pairing) { entities.append(entity) }
        }
        checkUnused()
        return CompiledSchema(
            name: schema["name"]?.string, entities: Self.ordered(entities), scenarios: scenarios(entities.map(\.name)))
    }

    /// Generators that no field leads to: they are checked as if one did, but for what only an entity's relationships can tell,
    /// and those that are inherited.
    private mutating func checkUnused() {
        for (name, definition) in generators where definition.place.file == nil && !used.contains(name) {
            var compiler = EntityCompiler(name: "", key: root)
            compiler.check(name, definition, &self)
        }
    }

    /// Those that others refer to first, as far as there is no circle; else as in the schema.
    private static func ordered(_ entities: [CompiledEntity]) -> [CompiledEntity] {
        var rest = entities
        var ordered: [CompiledEntity] = []
        while !rest.isEmpty {
            let names = Set(rest.map(\.name))
            let next = rest.firstIndex { entity in
                let needed = entity.references.map(\.entity) + (entity.pairs.map { [$0.0, $0.1] } ?? [])
                return needed.allSatisfy { !names.contains($0) || $0 == entity.name }
            }
            ordered.append(rest.remove(at: next ?? 0))
        }
        return ordered
    }

    private mutating func pairs(_ pairing: Pairing) -> CompiledEntity? {
        guard let first = keyProgram(pairing.first, pairing.definition, at: pairing.path),
            let second = keyProgram(pairing.second, pairing.definition, at: pairing.path)
        else { return nil }
        let key = root.child(pairing.name)
        let sides = [(pairing.first, first, false), (pairing.second, second, true)].map { side, program, isSecond in
            (
                name: "\(side.entity)_\(side.field)",
                generator: PairGenerator(
                    key: key, entities: (pairing.first.entity, pairing.second.entity), isSecond: isSecond,
                    program: program,
                    type: program.onlyType)
            )
        }
        // A thing that is paired with its like has two names.
        let names = sides[0].name == sides[1].name ? [sides[0].name, "other_\(sides[1].name)"] : sides.map(\.name)
        return CompiledEntity(
            name: pairing.name,
            fields: names.enumerated().map { CompiledEntity.Field(name: $1, register: $0, nulls: nil) },
            generators: sides.map(\.generator), limit: nil, references: [],
            pairs: (pairing.first.entity, pairing.second.entity))
    }

    var entityNames: [String] { schema["entities"]?.members.map(\.name) ?? [] }
    func hasEntity(_ name: String) -> Bool { schema["entities"]?[name] != nil }

    /// What makes one field of an entity, from nothing but a record's number.
    mutating func program(_ side: (entity: String, field: String)) -> CompiledEntity? {
        guard let value = schema["entities"]?[side.entity]?["fields"]?[side.field] else { return nil }
        let path = "$.entities.\(side.entity).fields.\(side.field)"
        let name = "\(side.entity).\(side.field)"
        if let known = programs[name] { return known }
        if let start = under.firstIndex(of: name) {
            let circle = (under[start...] + [name]).joined(separator: " → ")
            report(path, value, "the field takes its value from itself: \(circle)")
            return nil
        }
        guard under.count < 100 else {
            report(path, value, "records are referred to more than 100 deep")
            return nil
        }
        under.append(name)
        defer { under.removeLast() }
        var compiler = EntityCompiler(name: side.entity, key: root.child(side.entity))
        compiler.add(side.field, value, at: path, &self)
        let made = compiler.entity.fields.isEmpty ? nil : compiler.entity
        programs[name] = .some(made)
        return made
    }

    /// The same of a field that is referred to: it must tell records apart, and have a value in each.
    mutating func keyProgram(
        _ side: (entity: String, field: String), _ definition: JSONValue, at path: String
    ) -> CompiledEntity? {
        guard let program = program(side), let field = program.fields.first else { return nil }
        guard program.isUnique, field.nulls == nil else {
            let message = """
                \(side.entity).\(side.field) is referred to, so no two records may have the same value and none may be null: \
                give it "unique": true, or a sequence or UUID, and no "nullable"
                """
            report(path, definition, message)
            return nil
        }
        return program
    }

    private mutating func scenarios(_ entities: [String]) -> [(name: String, counts: [(entity: String, count: Int)])] {
        (schema["scenarios"]?.members ?? []).map { name, scenario in
            let known = Set(entities)
            for (entity, value) in scenario.members
            where !known.contains(entity) && problems.count < SchemaProblems.most {
                let hint = Nearest.hint(entity, among: entities)
                report("$.scenarios.\(name).\(entity)", value, "there is no entity \"\(entity)\"\(hint)")
            }
            let counts = entities.compactMap { entity in scenario[entity]?.integer.map { (entity: entity, count: $0) } }
            return (name: name, counts: counts)
        }
    }

    mutating func report(_ path: String, _ value: JSONValue?, _ message: String) {
        guard problems.count < SchemaProblems.most else { return }
        let problem = SchemaProblem(path, value, message)
        if !problems.contains(problem) { problems.append(problem) }
    }

    // MARK: what generators need

    /// The locale's country, if it is one of these: of tr_TR, TR.
    func country(among countries: some Collection<String>) -> String? {
        let parts = (schema["locale"]?.string ?? "").split { $0 == "_" || $0 == "-" }
        return parts.count > 1 ? parts.last.map { $0.uppercased() }.flatMap { countries.contains($0) ? $0 : nil } : nil
    }

    var generators: [(name: String, value: JSONValue)] { schema["generators"]?.members ?? [] }

    func generator(_ name: String) -> JSONValue? { definitions[name] }

    mutating func model(_ source: String, _ value: JSONValue, at path: String) -> NGramModel? {
        let name = "\(value.place.file ?? "")\n\(source)"
        if let model = models[name] { return model }
        do {
            let model = try findModel(source, for: value.place.file)
            models[name] = model
            return model
        } catch {
            report(path, value, "\(error)")
            return nil
        }
    }

    /// What is named without a locale is the locale's or, where it has none, that of the package `base`.
    private func findModel(_ source: String, for file: String?) throws -> NGramModel {
        guard Shape.isName(source), let locale = schema["locale"]?.string else {
            return try resolver.model(source, for: file)
        }
        let candidates = [locale, "base"].map { "\($0)/\(source)" }
        return try resolver.model(candidates.first { resolver.hasModel($0) } ?? candidates[0], for: file)
    }

    mutating func table(_ source: String, _ value: JSONValue, at path: String) -> [[String]]? {
        do {
            let table = try resolver.table(source, for: value.place.file)
            guard let names = table.first, table.count > 1, names.allSatisfy({ Shape.isName($0) }) else {
                report(path, value, "the first line of \(source) names the parts, and rows follow")
                return nil
            }
            if let short = table.firstIndex(where: { $0.count != names.count }) {
                report(
                    path, value, "line \(short + 1) of \(source) has \(table[short].count) values, not \(names.count)")
                return nil
            }
            return table
        } catch {
            report(path, value, "\(error)")
            return nil
        }
    }

    mutating func list(_ source: String, _ value: JSONValue, at path: String) -> (ListedValues, WeightedChoice?)? {
        let name = "\(value.place.file ?? "")\n\(source)"
        if let list = lists[name] { return list }
        do {
            let lines = try resolver.list(source, for: value.place.file)
            guard !lines.isEmpty else {
                report(path, value, "the list \(source) is empty")
                return nil
            }
            guard lines.contains(where: { $0.weight > 0 }) else {
                report(path, value, "one of the weights of \(source) must be above 0")
                return nil
            }
            let isWeighted = lines.contains { $0.weight != 1 }
            let list = (
                ListedValues(lines.map(\.value)), isWeighted ? WeightedChoice(weights: lines.map(\.weight)) : nil
            )
            lists[name] = list
            return list
        } catch {
            report(path, value, "\(error)")
            return nil
        }
    }
}
