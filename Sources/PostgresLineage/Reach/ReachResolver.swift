package import Lineage
internal import Synchronization

/// Resolves what a statement names against one catalogue: through views, rules, policies, triggers and function bodies,
/// to every relation that it may read. An unqualified name may mean an object of any schema, and all of them count.
///
/// What a view or function reaches is found once and kept. Definitions that call each other in circles are no danger:
/// the search is a loop over what has not been seen.
package final class ReachResolver: Sendable {
    package let catalog: Catalog
    private let functionsOfOperators: [String: [CatalogOperator]]
    private let children: [UInt32: [UInt32]]
    private let rowFunctions: [String: [UInt32]]
    private let unaryFunctions: [String: [UInt32]]
    /// Where a user's object bears the name of what ``OutputList`` takes for built in.
    private let hasCountFunction: Bool
    private let hasShadowedType: Bool
    private let known = Mutex<[ReachNode: Reach]>([:])

    package init(_ catalog: Catalog) {
        self.catalog = catalog
        var children: [UInt32: [UInt32]] = [:]
        for relation in catalog.relations.values {
            for parent in relation.parents { children[parent, default: []].append(relation.id) }
        }
        self.children = children
        functionsOfOperators = Dictionary(grouping: catalog.operators, by: \.name)
        func byName(_ ids: Set<UInt32>) -> [String: [UInt32]] {
            Dictionary(grouping: ids.filter { catalog.functions[$0] != nil }) { catalog.functions[$0]?.name ?? "" }
        }
        rowFunctions = byName(catalog.rowFunctions)
        unaryFunctions = byName(catalog.unaryFunctions)
        hasCountFunction = !catalog.functions(named: QualifiedName(name: "count")).isEmpty
        hasShadowedType = catalog.types.values.contains { OutputReader.builtInTypes.contains($0.name) }
    }

    /// Everything that the statement may read.
    package func resolve(_ analysis: StatementAnalysis) -> Reach {
        guard !analysis.isOpaque else { return .unknown }
        var search = ReachSearch()
        for name in analysis.relations { search.add(nodes(ofRelation: name)) }
        for name in analysis.targets { search.add(nodes(ofRelation: name)?.map(\.whenWritten)) }
        for name in analysis.functions { search.add(nodes(ofFunction: name)) }
        for name in analysis.operators { search.add(nodes(ofOperator: name)) }
        for name in analysis.attributes { search.add(nodes(named: name, in: rowFunctions)) }
        for name in analysis.selections { search.add(nodes(named: name, in: unaryFunctions)) }
        // Equality is meant by IN, CASE, USING, DISTINCT and others that do not write it.
        search.add(nodes(ofOperator: QualifiedName(name: "=")))
        search.add(catalog.ambientFunctions.map { .function($0) })
        return reach(of: search)
    }

    /// The statement's outputs, where the catalogue does not speak against them: a user's `count` or type may take the
    /// place of the server's.
    package func outputs(of analysis: StatementAnalysis) -> OutputList {
        hasCountFunction || hasShadowedType ? OutputList() : analysis.outputs
    }

    /// What reading one relation reaches, the relation itself included.
    package func reach(ofRelation id: UInt32) -> Reach { reach(of: .relation(id)) }

    /// What calling one function reaches.
    package func reach(ofFunction id: UInt32) -> Reach { reach(of: .function(id)) }

    // MARK: The search

    private func reach(of search: ReachSearch) -> Reach {
        var relations: Set<UInt32> = []
        guard !search.isUnknown else { return .unknown }
        for node in search.found {
            guard case .relations(let more) = reach(of: node) else { return .unknown }
            relations.formUnion(more)
        }
        return .relations(relations)
    }

    private func reach(of node: ReachNode) -> Reach {
        if let reach = known.withLock({ $0[node] }) { return reach }
        var search = ReachSearch()
        search.add([node])
        var relations: Set<UInt32> = []
        while !search.isUnknown, let next = search.next() {
            if let id = next.relation { relations.insert(id) }
            search.add(neighbours(of: next))
        }
        let reach = search.isUnknown ? Reach.unknown : .relations(relations)
        known.withLock { $0[node] = reach }
        return reach
    }

    /// What a node leads to directly; `nil`: anywhere.
    private func neighbours(of node: ReachNode) -> [ReachNode]? {
        switch node {
        case .relation(let id):
            guard let relation = catalog.relations[id] else { return nil }
            return relation.reads.map { .relation($0) } + relation.calls.map { .function($0) }
        case .written(let id):
            guard let relation = catalog.relations[id] else { return nil }
            var nodes: [ReachNode] = [.relation(id)]
            nodes += relation.writeReads.map { .written($0) } + relation.writeCalls.map { .function($0) }
            // What is written to a view is written to the tables under it, and to a parent to its children.
            if relation.kind == .view { nodes += relation.reads.map { .written($0) } }
            nodes += (children[id] ?? []).map { .written($0) }
            return nodes
        case .function(let id):
            switch catalog.functions[id]?.body {
            case .harmless: return []
            case .opaque, nil: return nil
            case .reads(let relations, let functions):
                var nodes: [ReachNode] = []
                for name in relations {
                    guard let more = self.nodes(ofRelation: name) else { return nil }
                    nodes += catalog.writingFunctions.contains(id) ? more.map(\.whenWritten) : more
                }
                for name in functions {
                    guard let more = self.nodes(ofFunction: name) else { return nil }
                    nodes += more
                }
                return nodes
            }
        }
    }

    // MARK: Names

    private func nodes(ofRelation name: QualifiedName) -> [ReachNode]? {
        let found = relations(named: name)
        let isUnqualifiedOrSystem = name.schema.map { SystemRelations.schemas.contains($0) } ?? true
        if isUnqualifiedOrSystem, SystemRelations.isRevealing(name.name) { return nil }
        guard found.isEmpty else { return found.map { .relation($0.id) } }
        return SystemRelations.isHarmless(schema: name.schema, name: name.name) ? [] : nil
    }

    private func nodes(ofFunction name: QualifiedName) -> [ReachNode]? {
        let found = functions(named: name)
        let isUnqualifiedOrSystem = name.schema.map { SystemRelations.schemas.contains($0) } ?? true
        if isUnqualifiedOrSystem, SystemFunctions.isOpaque(name.name) { return nil }
        guard found.isEmpty else { return found.map { .function($0.id) } }
        return isUnqualifiedOrSystem && SystemFunctions.isBuiltIn(name.name) ? [] : nil
    }

    private func nodes(ofOperator name: QualifiedName) -> [ReachNode]? {
        let found = (functionsOfOperators[name.name] ?? []).filter { name.schema == nil || name.schema == $0.schema }
        if found.isEmpty, let schema = name.schema, schema != "pg_catalog" { return nil }
        return found.map { .function($0.function) }
    }

    private func nodes(named name: String, in functions: [String: [UInt32]]) -> [ReachNode]? {
        SystemFunctions.isOpaque(name) ? nil : (functions[name] ?? []).map { .function($0) }
    }

    private func relations(named name: QualifiedName) -> [CatalogRelation] {
        guard name.schema == Self.temporary else { return catalog.relations(named: name) }
        return catalog.relations(named: QualifiedName(name: name.name)).filter { Self.isTemporary($0.schema) }
    }

    private func functions(named name: QualifiedName) -> [CatalogFunction] {
        guard name.schema == Self.temporary else { return catalog.functions(named: name) }
        return catalog.functions(named: QualifiedName(name: name.name)).filter { Self.isTemporary($0.schema) }
    }

    /// The name by which each session calls its own schema of temporary objects.
    private static let temporary = "pg_temp"

    private static func isTemporary(_ schema: String) -> Bool { schema.hasPrefix("pg_temp") }
}
