internal import Lineage

/// Tells what a function's body may read, as far as its source shows it.
///
/// SQL is parsed like a statement. PL/pgSQL is not parsed at all: its source is cut into tokens, and every word that is
/// the name of a relation or function of this catalogue counts as named, whatever it stands for there; so a body may seem
/// to read more than it does, and never less. Whatever builds statements at run time is opaque.
struct FunctionBodyReader {
    /// Schemas by the name of a relation, of a function, of a function in no compiled language behind an operator.
    let relations: [String: Set<String>]
    let functions: [String: Set<String>]
    let operators: [String: Set<QualifiedName>]
    /// Functions that a name after a dot may call.
    let unaryFunctions: Set<String>

    /// Extensions whose compiled functions compute from their arguments only.
    static let harmlessExtensions: Set<String> = [
        "plpgsql", "citext", "pgcrypto", "uuid-ossp", "hstore", "pg_trgm", "unaccent", "ltree", "intarray", "btree_gin",
        "btree_gist", "cube", "earthdistance", "fuzzystrmatch", "isn", "seg", "vector",
    ]

    /// - Parameter extensionName: the extension that the function belongs to.
    func body(language: String, source: [UInt8], extensionName: String?) -> FunctionBody {
        switch language {
        case "c", "internal":
            return extensionName.map { Self.harmlessExtensions.contains($0) } ?? false ? .harmless : .opaque
        case "sql": return sqlBody(source) ?? namedBody(source)
        case "plpgsql": return namedBody(source)
        default: return .opaque
        }
    }

    /// `nil` where the text is not PostgreSQL 15's SQL.
    private func sqlBody(_ source: [UInt8]) -> FunctionBody? {
        // The session that calls decides how backslashes are read, so only what reads the same in both ways is read.
        guard let statements = PostgresAnalyzer.analyze(source, mode: SQLMode(standardConformingStrings: false)) else {
            return nil
        }
        var relations: Set<QualifiedName> = []
        var functions: Set<QualifiedName> = []
        for statement in statements {
            guard !statement.isOpaque, Self.isTransparent(statement.form) else { return .opaque }
            let selected = statement.attributes.union(statement.selections)
            guard !selected.contains(where: SystemFunctions.isOpaque) else { return .opaque }
            relations.formUnion(statement.relations)
            functions.formUnion(statement.functions)
            for name in selected where unaryFunctions.contains(name) { functions.insert(QualifiedName(name: name)) }
            for name in statement.operators { functions.formUnion(operators[name.name] ?? []) }
        }
        return FunctionBody(
            body: .reads(relations: relations, functions: functions),
            mayWrite: statements.contains { !$0.targets.isEmpty })
    }

    /// Whether everything that the statement reads stands in its text.
    private static func isTransparent(_ form: StatementForm) -> Bool {
        switch form {
        case .fetch, .execute, .other: false
        default: true
        }
    }

    /// What the source names, token by token.
    private func namedBody(_ source: [UInt8]) -> FunctionBody {
        guard SQLTextMeasure.isReadable(source.span, mode: SQLMode(standardConformingStrings: false), limits: .standard)
        else { return .opaque }
        var scan = FunctionSourceScan(source: source)
        guard scan.run(), !scan.runsBuiltText, !scan.fetches else { return .opaque }
        var relations: Set<QualifiedName> = []
        var functions: Set<QualifiedName> = []
        for word in scan.words {
            if word.isCalled || word.isSelected, SystemFunctions.isOpaque(word.name.name) { return .opaque }
            if word.isOperator {
                functions.formUnion(operators[word.name.name] ?? [])
                continue
            }
            if SystemRelations.isRevealing(word.name.name) { return .opaque }
            insert(word.name, ifIn: self.relations, to: &relations)
            if word.isCalled || word.isSelected && unaryFunctions.contains(word.name.name) {
                insert(word.name, ifIn: self.functions, to: &functions)
            }
        }
        return FunctionBody(
            body: .reads(relations: relations, functions: functions),
            mayWrite: scan.words.contains { Self.writingWords.contains($0.name.name) })
    }

    private static let writingWords: Set<String> = [
        "insert", "update", "delete", "merge", "truncate", "copy", "alter", "create", "refresh", "vacuum", "analyze",
        "reindex", "cluster",
    ]

    /// The word before the dot may be a schema, an alias or a variable.
    private func insert(_ name: QualifiedName, ifIn schemas: [String: Set<String>], to names: inout Set<QualifiedName>)
    {
        guard let schemas = schemas[name.name] else { return }
        guard let schema = name.schema else {
            names.insert(name)
            return
        }
        if schemas.contains(schema) || schema == "pg_temp" { names.insert(name) }
    }
}

/// What a function may read, and whether it may write there as well.
struct FunctionBody {
    var body: CatalogFunction.Body
    var mayWrite = false

    static let harmless = FunctionBody(body: .harmless)
    static let opaque = FunctionBody(body: .opaque)
}
