import Keys
import NGram

/// Gathers the generators of one entity. A generator that is named twice is made once, so that it has one value a record.
struct EntityCompiler {
    private let name: String
    private let key: StreamKey
    private var fields: [CompiledEntity.Field] = []
    private var generators: [any Generator] = []
    /// By a generator's name, or name.part.
    private var registers: [String: Int] = [:]
    /// What could not be made, and has been reported.
    private var failed: Set<String> = []
    /// The parts of generators that have some.
    private var parts: [String: PartsCompiler.Parts] = [:]
    /// Templates that are being made, to find one that refers to itself.
    private var under: [String] = []
    /// Expressions and templates within each other.
    private var depth = 0
    private var cost = 0

    private static let deepest = 200
    /// Generators, those that make other records again included.
    private static let mostGenerators = 10_000
    private var limit: (count: UInt64, field: String)?
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
                return schema.report(path, value, "the generator's values cannot be made unique")
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

    /// Another field of a record that is referred to: `User.email`, where one relationship leads to a user, or
    /// `user_id.email`.
    private mutating func related(
        _ name: String, _ part: String, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int?? {
        let own = schema.relationships.filter { $0.child.entity == self.name }
        let found = own.filter { $0.parent.entity == name || $0.child.field == name }
        guard let relationship = found.first else {
            guard schema.hasEntity(name) else { return nil }
            schema.report(path, value, "no relationship leads from \(self.name) to \(name)")
            return .some(nil)
        }
        guard found.count == 1 else {
            let names = found.map { "\($0.child.field).\(part)" }.joined(separator: " or ")
            schema.report(path, value, "several relationships lead to \(name): write \(names)")
            return .some(nil)
        }
        let entity = relationship.parent.entity
        guard schema.schema["entities"]?[entity]?["fields"]?[part] != nil else {
            let fields = schema.schema["entities"]?[entity]?["fields"]?.members.map(\.name) ?? []
            schema.report(path, value, "\(entity) has no field \"\(part)\"\(Nearest.hint(part, among: fields))")
            return .some(nil)
        }
        guard let program = schema.program((entity, part)) else { return .some(nil) }
        return .some(add(reference(relationship, program)))
    }

    // MARK: generators

    private mutating func add(_ generator: some Generator) -> Int {
        generators.append(generator)
        cost += generator.cost
        return generators.count - 1
    }

    /// Where the values of a named generator, or of a part of one, will be.
    private mutating func register(
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
        if !isGenerator, let part = reference.split(separator: ".").dropFirst().first,
            let found = related(name, String(part), value, at: path, &schema)
        {
            return found
        }
        guard let definition = schema.generator(name) else {
            let hint = Nearest.hint(name, among: schema.generators.map(\.name))
            schema.report(path, value, "there is no generator \"\(name)\"\(hint)")
            return nil
        }
        let place = "$.generators.\(name)"
        if let parts = parts[name].map(Optional.some)
            ?? PartsCompiler.parts(key.child(name), definition, at: place, &schema)
        {
            guard let parts else { return nil }
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

    private mutating func make(
        _ name: String, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        let key = key.child(name)
        switch definition["type"]?.string {
        case "model": return model(key, definition, at: path, &schema).map { add($0) }
        case "list": return list(key, definition, at: path, &schema).map { add($0) }
        case "logic":
            return LogicCompiler.generator(key, definition, at: path, &schema).map { add($0) }
        case "statistical":
            return StatisticalCompiler.generator(key, definition, at: path, &schema).map { add($0) }
        case "template":
            guard let pattern = definition["pattern"], let text = pattern.string else { return nil }
            do throws(ExpressionError) {
                return compile(try ExpressionParser.parse(text), pattern, at: "\(path).pattern", &schema)
            } catch {
                schema.report("\(path).pattern", pattern, error.description)
                return nil
            }
        default: return nil
        }
    }

    private func model(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> ModelGenerator? {
        guard let value = definition["source"], let source = value.string,
            let model = schema.model(source, value, at: "\(path).source")
        else { return nil }
        let generation = definition["generation"]
        let mode: ModelGenerator.Mode =
            switch generation?["mode"]?.string {
            case "sentence": .sentence
            case "paragraph": .paragraph
            case "text": .text(bytes: generation?["bytes"]?.integer ?? 500)
            default:
                .word(
                    maximumLength: generation?["maxLength"]?.integer ?? .max,
                    prefix: generation?["startsWith"]?.string.map { WordPrefix($0) })
            }
        return ModelGenerator(key: key, model: model, mode: mode, casing: schema.casing)
    }

    private func list(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> ListGenerator? {
        switch (definition["values"], definition["source"]) {
        case (nil, let value?):
            guard let source = value.string, let (values, choice) = schema.list(source, value, at: "\(path).source")
            else { return nil }
            return ListGenerator(key: key, values: values, choice: choice)
        case (let value?, nil):
            let weights = definition["weights"]?.elements.compactMap(\.double)
            guard weights == nil || weights?.count == value.elements.count else {
                let message = "\(value.elements.count) weights are expected, one a value, not \(weights?.count ?? 0)"
                schema.report("\(path).weights", definition["weights"], message)
                return nil
            }
            guard weights.map({ $0.contains { $0 > 0 } }) ?? true else {
                schema.report("\(path).weights", definition["weights"], "one of the weights must be above 0")
                return nil
            }
            return ListGenerator(
                key: key, values: ListValues(value.elements.compactMap(\.scalarText)),
                choice: weights.map { WeightedChoice(weights: $0) })
        default:
            schema.report(path, definition, "a list has either \"values\" or \"source\"")
            return nil
        }
    }

    /// The values of a register, made unique: by what the generator can do itself, else by a few characters more.
    private mutating func distinct(_ register: Int, _ field: String) -> Int? {
        func bound(_ count: UInt64) { if limit.map({ count < $0.count }) ?? true { limit = (count, field) } }
        let key = key.child(field).child("unique")
        switch generators[register] {
        case let integer as IntegerGenerator:
            let span = UInt64(bitPattern: integer.range.upperBound &- integer.range.lowerBound) &+ 1
            if span > 0 { bound(span) }
            return add(UniqueIntegerGenerator(key: key, range: integer.range))
        case let list as ListGenerator:
            guard let values = list.values.distinct else { return nil }
            bound(UInt64(values.count))
            return add(UniqueListGenerator(key: key, values: values))
        case let mask as MaskGenerator:
            bound(mask.space ?? 1 << 63)
            return add(UniqueMaskGenerator(mask: mask, key: key, space: mask.space ?? 1 << 63))
        case var checked as ChecksumGenerator:
            bound(checked.mask.space ?? 1 << 63)
            checked.uniqueKey = key
            return add(checked)
        case is BooleanGenerator:
            bound(2)
            return add(UniqueBooleanGenerator(key: key))
        case var address as AddressGenerator:
            bound(address.space)
            address.uniqueKey = key
            return add(address)
        case is ReferenceGenerator: return nil
        case let sequence as SequenceGenerator:
            guard sequence.step != 0 else { return nil }
            bound(sequence.limit)
            return register
        case let generator where generator.type == .text:
            bound(36 * 36 * 36 * 36 * 36 * 36)
            return add(DistinctGenerator(input: register, key: key, space: 36 * 36 * 36 * 36 * 36 * 36))
        default: return nil
        }
    }

    // MARK: expressions

    private mutating func compile(
        _ expression: Expression, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest else {
            schema.report(path, value, "expressions are nested deeper than \(Self.deepest)")
            return nil
        }
        switch expression {
        case .text(let text): return add(ConstantGenerator(text))
        case .integer(let number): return add(ConstantIntegerGenerator(value: number))
        case .decimal(let number, let decimals):
            let arena = Arena()
            let text = withExtendedLifetime(arena) { Format.decimal(number, decimals, arena).string }
            return add(ConstantGenerator(text))
        case .boolean(let boolean): return add(ConstantGenerator(boolean ? "true" : "false"))
        case .reference(let name, let part):
            return register(of: part.map { "\(name).\($0)" } ?? name, value, at: path, &schema)
        case .joined(let parts):
            let inputs = parts.map { compile($0, value, at: path, &schema) }
            guard !inputs.contains(nil) else { return nil }
            return add(JoinGenerator(inputs: inputs.compactMap { $0 }))
        case .call(let name, let arguments): return call(name, arguments, value, at: path, &schema)
        }
    }

    private mutating func call(
        _ name: String, _ arguments: [Expression], _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        guard let function = Function.byName[name] else {
            let hint = Nearest.hint(name, among: Function.all.map(\.name))
            schema.report(path, value, "there is no function \"\(name)\"\(hint)")
            return nil
        }
        let most = function.isVariadic ? Int.max : function.parameters.count
        guard arguments.count >= function.required, arguments.count <= most else {
            let wanted = function.isVariadic ? "at least \(function.required)" : "\(function.required) to \(most)"
            schema.report(path, value, "\(name) takes \(wanted) arguments, not \(arguments.count): \(function.about)")
            return nil
        }
        var inputs: [Int] = []
        for (index, argument) in arguments.enumerated() {
            guard let input = compile(argument, value, at: path, &schema) else { return nil }
            let parameter = function.parameters[min(index, function.parameters.count - 1)]
            if case .integer = parameter, generators[input].type != .integer {
                schema.report(
                    path, value,
                    "argument \(index + 1) of \(name) is a whole number, not \(generators[input].type): \(function.about)"
                )
                return nil
            }
            inputs.append(input)
        }
        return add(FunctionGenerator(function: function, inputs: inputs, casing: schema.casing))
    }
}
