import Keys
import NGram

/// Gathers the generators of one entity. A generator that is named twice is made once, so that it has one value a record.
struct EntityCompiler {
    let name: String
    let key: StreamKey
    private var fields: [CompiledEntity.Field] = []
    private(set) var generators: [any Generator] = []
    /// By a generator's name, or name.part.
    private var registers: [String: Int] = [:]
    /// What could not be made, and has been reported.
    private var failed: Set<String> = []
    /// The parts of generators that have some.
    private var parts: [String: PartsCompiler.Parts] = [:]
    /// How often a template has drawn an argument so far.
    var choices: [String: Int] = [:]
    /// Templates that are being made, to find one that refers to itself.
    private(set) var under: [String] = []
    /// Expressions and templates within each other.
    var depth = 0
    private(set) var cost = 0

    static let deepest = 200
    /// Generators, those that make other records again included.
    static let mostGenerators = 10_000
    var limit: (count: UInt64, field: String)?
    private var references: [CompiledEntity.Reference] = []

    init(name: String, key: StreamKey) {
        self.name = name
        self.key = key
    }

    var entity: CompiledEntity {
        CompiledEntity(
            name: name, fields: fields, generators: generators, limit: limit, references: references, pairs: nil)
    }

    mutating func add(_ field: String, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler) {
        guard var register = register(filling: field, value, at: path, &schema) else { return }
        if value["unique"]?.boolean == true, !generators[register].isUnique {
            guard let made = distinct(register, field) else {
                let isPattern = generators[register] is PatternGenerator
                let why = isPattern ? ": its pattern has alternatives, or a number of repetitions that is drawn" : ""
                return schema.report(path, value, "the generator's values cannot be made unique\(why)")
            }
            register = made
        }
        var nulls: (key: StreamKey, share: Double)?
        if let share = value["nullable"]?.double, share > 0 { nulls = (key.child(field).child("null"), share) }
        fields.append(CompiledEntity.Field(name: field, register: register, nulls: nulls))
    }

    private mutating func register(
        filling field: String, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        if let relationship = schema.relationships.first(where: { $0.child == (name, field) }) {
            guard let program = schema.keyProgram(relationship.parent, relationship.definition, at: relationship.path)
            else { return nil }
            references.append(
                CompiledEntity.Reference(
                    field: field, entity: relationship.parent.entity, isOneToOne: relationship.isOneToOne))
            return add(reference(relationship, program))
        }
        guard let generator = value["generator"], let reference = generator.string else {
            schema.report(path, value, "the field has neither a generator nor a relationship that fills it")
            return nil
        }
        return register(of: reference, generator, at: "\(path).generator", &schema)
    }

    /// Of the record that a relationship leads to, what the program makes.
    private func reference(_ relationship: Relationship, _ program: CompiledEntity) -> ReferenceGenerator {
        ReferenceGenerator(
            key: key.child(relationship.child.field), parent: relationship.parent.entity,
            isOneToOne: relationship.isOneToOne, program: program, type: program.onlyType)
    }

    private enum Lookup {
        case register(Int)
        /// What is wrong has been reported.
        case failed
        /// There is no such entity.
        case unknown
    }

    /// Another field of a record that is referred to: `User.email`, where one relationship leads to a user, or
    /// `user_id.email`.
    private mutating func related(
        _ name: String, _ part: String, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Lookup {
        // Of a template that no entity uses, only an entity could tell.
        if self.name.isEmpty {
            let isField = schema.relationships.contains { $0.child.field == name }
            return schema.hasEntity(name) || isField ? .failed : .unknown
        }
        let own = schema.relationships.filter { $0.child.entity == self.name }
        let found = own.filter { $0.parent.entity == name || $0.child.field == name }
        guard let relationship = found.first else {
            guard schema.hasEntity(name) else { return .unknown }
            schema.report(path, value, "no relationship leads from \(self.name) to \(name)")
            return .failed
        }
        guard found.count == 1 else {
            let names = found.map { "\($0.child.field).\(part)" }.joined(separator: " or ")
            schema.report(path, value, "several relationships lead to \(name): write \(names)")
            return .failed
        }
        let entity = relationship.parent.entity
        guard schema.schema["entities"]?[entity]?["fields"]?[part] != nil else {
            let fields = schema.schema["entities"]?[entity]?["fields"]?.members.map(\.name) ?? []
            schema.report(path, value, "\(entity) has no field \"\(part)\"\(Nearest.hint(part, among: fields))")
            return .failed
        }
        guard let program = schema.program((entity, part)) else { return .failed }
        return .register(add(reference(relationship, program)))
    }

    // MARK: generators

    /// Reports what is wrong with a generator that no field leads to.
    mutating func check(_ name: String, _ definition: JSONValue, _ schema: inout SchemaCompiler) {
        let path = "$.generators.\(name)"
        if PartsCompiler.hasParts(definition) {
            _ = PartsCompiler.parts(key.child(name), definition, at: path, &schema)
        } else {
            _ = make(name, definition, at: path, &schema)
        }
    }

    mutating func add(_ generator: some Generator) -> Int {
        generators.append(generator)
        cost += generator.cost
        return generators.count - 1
    }

    /// Where the values of a named generator, or of a part of one, will be.
    mutating func register(
        of reference: String, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        if let known = registers[reference] { return known }
        guard !failed.contains(reference) else { return nil }
        guard depth < Self.deepest, cost < Self.mostGenerators else {
            schema.report(
                path, value,
                "too much is referred to from here: \(Self.deepest) deep or \(Self.mostGenerators) generators")
            return nil
        }
        depth += 1
        let made = makeRegister(of: reference, value, at: path, &schema)
        depth -= 1
        if made == nil { failed.insert(reference) }
        registers[reference] = made
        return made
    }

    private mutating func makeRegister(
        of reference: String, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        let name = String(reference.prefix { $0 != "." })
        let isGenerator = schema.generator(name) != nil
        if !isGenerator, let part = reference.split(separator: ".").dropFirst().first {
            switch related(name, String(part), value, at: path, &schema) {
            case .register(let found): return found
            case .failed: return nil
            case .unknown: break
            }
        }
        guard let definition = schema.generator(name) else {
            let hint = Nearest.hint(name, among: schema.generators.map(\.name))
            schema.report(path, value, "there is no generator \"\(name)\"\(hint)")
            return nil
        }
        schema.used.insert(name)
        let place = "$.generators.\(name)"
        if PartsCompiler.hasParts(definition) {
            guard let parts = parts[name] ?? PartsCompiler.parts(key.child(name), definition, at: place, &schema)
            else { return nil }
            self.parts[name] = parts
            let names = parts.map { "\(name).\($0.name)" }
            guard let part = parts.first(where: { "\(name).\($0.name)" == reference }) else {
                let hint = Nearest.hint(reference, among: names)
                schema.report(path, value, "\"\(name)\" has parts: \(names.joined(separator: ", "))\(hint)")
                return nil
            }
            return add(part.generator)
        }
        guard name == reference else {
            schema.report(path, value, "\"\(name)\" has no parts")
            return nil
        }
        if let start = under.firstIndex(of: name) {
            let circle = (under[start...] + [name]).joined(separator: " → ")
            schema.report(place, definition, "the template refers to itself: \(circle)")
            return nil
        }
        under.append(name)
        defer { under.removeLast() }
        return make(name, definition, at: place, &schema)
    }
}
