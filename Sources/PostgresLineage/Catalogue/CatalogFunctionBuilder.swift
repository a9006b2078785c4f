internal import Lineage

/// One function as the catalogue tells of it.
struct CatalogFunctionRow {
    let id: UInt32
    let schema: String
    let name: String
    let language: String
    let source: [UInt8]
    let extensionName: String?
    /// The parsed body of a function in standard SQL.
    let nodeTree: [UInt8]?
    let isAggregate: Bool
    /// One argument is enough.
    let isUnary: Bool
    /// One argument is enough, and it may be a row.
    let mayTakeRow: Bool

    init?(_ row: CatalogRow) {
        guard let id = row.id(0), let schema = row.text(1), let name = row.text(2), let language = row.text(3) else {
            return nil
        }
        self.id = id
        self.schema = schema
        self.name = name
        self.language = language
        source = row.bytes(4) ?? []
        extensionName = row.text(5)
        nodeTree = row.bytes(6)
        let kind = row.text(7)
        isAggregate = kind == "a"
        let arguments = row.text(8).flatMap { Int($0) } ?? 0
        let defaults = row.text(9).flatMap { Int($0) } ?? 0
        isUnary = kind != "p" && arguments >= 1 && arguments &- defaults <= 1
        mayTakeRow = isUnary && row.flag(10)
    }

    var isCompiled: Bool { !isAggregate && (language == "c" || language == "internal") }
    var qualifiedName: QualifiedName { QualifiedName(schema: schema, name: name) }
}

/// Reads the bodies of all functions, names what they name by number, and adds what the catalogue knows them to call.
struct CatalogFunctionBuilder {
    private var bodies: [UInt32: CatalogFunction.Body] = [:]
    private(set) var writing: Set<UInt32> = []
    private let rows: [CatalogFunctionRow]
    private let names: [UInt32: QualifiedName]
    private let relationNames: [UInt32: QualifiedName]
    private let sensitive: SensitiveObjects

    init(
        rows: [CatalogFunctionRow], relations: [UInt32: CatalogRelation], operators: [CatalogOperator],
        sensitive: SensitiveObjects
    ) {
        self.rows = rows
        self.sensitive = sensitive
        let names = Dictionary(rows.map { ($0.id, $0.qualifiedName) }, uniquingKeysWith: { first, _ in first })
        self.names = names
        relationNames = relations.mapValues { QualifiedName(schema: $0.schema, name: $0.name) }
        let reader = FunctionBodyReader(
            relations: Self.schemas(relations.values.map { QualifiedName(schema: $0.schema, name: $0.name) }),
            functions: Self.schemas(names.values),
            operators: operators.reduce(into: [:]) { found, next in
                if let name = names[next.function] { found[next.name, default: []].insert(name) }
            },
            unaryFunctions: Set(rows.filter(\.isUnary).map(\.name)))
        for row in rows {
            let body = body(of: row, reader)
            bodies[row.id] = body.body
            if body.mayWrite { writing.insert(row.id) }
        }
    }

    private static func schemas(_ names: some Sequence<QualifiedName>) -> [String: Set<String>] {
        names.reduce(into: [:]) { $0[$1.name, default: []].insert($1.schema ?? "") }
    }

    /// An aggregate is what its dependencies say.
    private func body(of row: CatalogFunctionRow, _ reader: FunctionBodyReader) -> FunctionBody {
        if row.isAggregate { return FunctionBody(body: .reads(relations: [], functions: [])) }
        guard let nodeTree = row.nodeTree else {
            return reader.body(language: row.language, source: row.source, extensionName: row.extensionName)
        }
        guard let rule = ViewRule(nodeTree: nodeTree) else { return .opaque }
        var relations: Set<QualifiedName> = []
        var functions: Set<QualifiedName> = []
        for id in rule.relations where !sensitive.isHarmless(id) {
            guard let name = relationNames[id] else { return .opaque }
            relations.insert(name)
        }
        for id in rule.functions where !sensitive.isHarmless(id) {
            guard let name = names[id] else { return .opaque }
            functions.insert(name)
        }
        return FunctionBody(body: .reads(relations: relations, functions: functions), mayWrite: rule.modifies)
    }

    /// A default, an operator's or an aggregate's function.
    mutating func add(call: UInt32, to function: UInt32) {
        guard case .reads(let relations, var functions) = bodies[function], call != function else { return }
        guard let name = names[call] else {
            bodies[function] = .opaque
            return
        }
        functions.insert(name)
        bodies[function] = .reads(relations: relations, functions: functions)
    }

    func functions() -> [CatalogFunction] {
        rows.map { CatalogFunction(id: $0.id, schema: $0.schema, name: $0.name, body: bodies[$0.id] ?? .opaque) }
    }
}
