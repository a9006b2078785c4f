internal import Lineage

/// Walks everything below a node and collects what it names: relations, functions, operators, names after dots.
///
/// It owns the scopes of common table expressions: such a name hides a relation only where the server would take it for
/// the expression. It recurses as deep as the tree, so it belongs on a thread of ``ParserThreads``.
struct TreeWalker {
    let tree: JSONTape
    var relations: Set<QualifiedName> = []
    /// Relations that are written to.
    var targets: Set<QualifiedName> = []
    /// Relations that are made; they are not among the others.
    var creates: Set<QualifiedName> = []
    var functions: Set<QualifiedName> = []
    var operators: Set<QualifiedName> = []
    var attributes: Set<String> = []
    var selections: Set<String> = []
    /// Something runs whose text is not here.
    var isOpaque = false
    /// A function in FROM may make its alias a plain value, so a name after the alias's dot may be any function of one
    /// argument.
    private var hasFunctionInFrom = false
    /// Common table expressions in scope, the innermost statement's last.
    private var scopes: [Set<String>] = []

    init(tree: JSONTape) { self.tree = tree }

    /// Walks a value of any kind: a node in its wrapper, a node's fields, a list.
    mutating func walk(_ index: Int) {
        switch tree.kind(index) {
        case .object: walkObject(index)
        case .array:
            var element = index + 1
            while element < tree.next(index) {
                walk(element)
                element = tree.next(element)
            }
        case .string, .scalar, nil: break
        }
    }

    private mutating func walkObject(_ index: Int) {
        // Wherever a relation is meant its fields are these, with or without the wrapper.
        if tree.member(index, "relname") != nil { return addRelation(index, isTarget: false) }
        var key = index + 1
        while key < tree.next(index) {
            let value = key + 1
            walkMember(key, value)
            key = tree.next(value)
        }
    }

    private mutating func walkMember(_ key: Int, _ value: Int) {
        guard let kind = tree.kind(value), kind == .object || kind == .array else { return }
        switch tree.text[Int(tree.values[key].start)] {
        case UInt8(ascii: "S") where tree.equals(key, "SelectStmt"): walkStatement(value)
        case UInt8(ascii: "I") where tree.equals(key, "InsertStmt"): walkStatement(value)
        case UInt8(ascii: "U") where tree.equals(key, "UpdateStmt"): walkStatement(value)
        case UInt8(ascii: "D") where tree.equals(key, "DeleteStmt"): walkStatement(value)
        case UInt8(ascii: "M") where tree.equals(key, "MergeStmt"): walkStatement(value)
        case UInt8(ascii: "E") where tree.equals(key, "ExecuteStmt"):
            isOpaque = true
            walk(value)
        case UInt8(ascii: "C") where tree.equals(key, "ColumnRef"): addAttribute(value)
        case UInt8(ascii: "R") where tree.equals(key, "RangeFunction"):
            hasFunctionInFrom = true
            walk(value)
        case UInt8(ascii: "C") where tree.equals(key, "CreateFunctionStmt"): walkFunctionDefinition(value)
        case UInt8(ascii: "C") where tree.equals(key, "CreateStmt"), UInt8(ascii: "b") where tree.equals(key, "base"):
            walkTableDefinition(value)
        case UInt8(ascii: "r") where tree.equals(key, "rel"), UInt8(ascii: "v") where tree.equals(key, "view"),
            UInt8(ascii: "s") where tree.equals(key, "sequence"), UInt8(ascii: "t") where tree.equals(key, "typevar"):
            addCreated(value)
        // A field of SelectStmt without its wrapper; of JoinExpr with it.
        case UInt8(ascii: "l") where tree.equals(key, "larg"), UInt8(ascii: "r") where tree.equals(key, "rarg"):
            if tree.member(value, "op") != nil { walkStatement(value) } else { walk(value) }
        case UInt8(ascii: "l") where tree.equals(key, "lockedRels"): break  // aliases of FROM, not relations
        case UInt8(ascii: "f") where tree.equals(key, "funcname"): addName(value, to: \.functions)
        case UInt8(ascii: "n") where tree.equals(key, "name"): addName(value, to: \.operators)
        case UInt8(ascii: "o") where tree.equals(key, "operName"): addName(value, to: \.operators)
        case UInt8(ascii: "u") where tree.equals(key, "useOp"): addName(value, to: \.operators)
        case UInt8(ascii: "i") where tree.equals(key, "indirection"): addSelections(value)
        default: walk(value)
        }
    }

    // MARK: Statements

    /// SELECT, INSERT, UPDATE, DELETE or MERGE: its WITH opens a scope for all the rest of it.
    mutating func walkStatement(_ index: Int) {
        let with = tree.member(index, "withClause")
        if let with {
            scopes.append([])
            walkWith(with)
        }
        defer { if with != nil { scopes.removeLast() } }
        let isQuery = tree.member(index, "op") != nil
        var key = index + 1
        while key < tree.next(index) {
            let value = key + 1
            defer { key = tree.next(value) }
            if value == with { continue }
            if !isQuery, tree.equals(key, "relation"), tree.member(value, "relname") != nil {
                // No common table expression can be written to, so a name here is a relation's.
                addRelation(value, isTarget: true)
            } else {
                walkMember(key, value)
            }
        }
    }

    private mutating func walkWith(_ index: Int) {
        let expressions = tree.elements(tree.member(index, "ctes")).compactMap { tree.node($0, "CommonTableExpr") }
        let isRecursive = tree.isTrue(tree.member(index, "recursive"))
        if isRecursive { for expression in expressions { openScope(of: expression) } }
        for expression in expressions {
            tree.forEachMember(expression) { _, value in walk(value) }
            if !isRecursive { openScope(of: expression) }
        }
    }

    private mutating func openScope(of expression: Int) {
        guard let name = tree.string(tree.member(expression, "ctename")), !scopes.isEmpty else { return }
        scopes[scopes.count - 1].insert(name)
    }

    /// The function is defined here, not called; defaults and a body in standard SQL are walked.
    mutating func walkFunctionDefinition(_ index: Int) {
        var key = index + 1
        while key < tree.next(index) {
            let value = key + 1
            if !tree.equals(key, "funcname") { walkMember(key, value) }
            key = tree.next(value)
        }
    }

    mutating func walkTableDefinition(_ index: Int) {
        var key = index + 1
        while key < tree.next(index) {
            let value = key + 1
            if tree.equals(key, "relation") { addCreated(value) } else { walkMember(key, value) }
            key = tree.next(value)
        }
    }

    // MARK: Names

    private mutating func addCreated(_ index: Int) {
        guard let name = tree.string(tree.member(index, "relname")) else { return walk(index) }
        let isTemporary = tree.member(index, "relpersistence").map { tree.equals($0, "t") } ?? false
        let schema = tree.string(tree.member(index, "schemaname")) ?? (isTemporary ? "pg_temp" : nil)
        creates.insert(QualifiedName(schema: schema, name: name))
    }

    private mutating func addRelation(_ index: Int, isTarget: Bool) {
        guard let name = tree.string(tree.member(index, "relname")) else { return }
        let schema = tree.string(tree.member(index, "schemaname"))
        if schema == nil, !isTarget, scopes.contains(where: { $0.contains(name) }) { return }
        relations.insert(QualifiedName(schema: schema, name: name))
        if isTarget { targets.insert(QualifiedName(schema: schema, name: name)) }
    }

    /// The strings of a list of names, if it is one.
    private func names(_ index: Int) -> [String] {
        tree.elements(index).compactMap { tree.string(tree.member(tree.node($0, "String"), "sval")) }
    }

    private mutating func addName(_ index: Int, to set: WritableKeyPath<TreeWalker, Set<QualifiedName>>) {
        let names = names(index)
        guard let name = names.last else { return walk(index) }
        self[keyPath: set].insert(QualifiedName(schema: names.dropLast().last, name: name))
    }

    private mutating func addAttribute(_ index: Int) {
        let fields = tree.elements(tree.member(index, "fields"))
        guard fields.count > 1, let last = fields.last else { return }
        if let name = tree.string(tree.member(tree.node(last, "String"), "sval")) { attributes.insert(name) }
    }

    /// Names that may select from, or call a function with, any value.
    var allSelections: Set<String> { hasFunctionInFrom ? selections.union(attributes) : selections }

    private mutating func addSelections(_ index: Int) {
        for element in tree.elements(index) {
            if let name = tree.string(tree.member(tree.node(element, "String"), "sval")) {
                selections.insert(name)
            } else {
                walk(element)
            }
        }
    }
}
