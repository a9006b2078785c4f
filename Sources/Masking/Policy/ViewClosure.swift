import Lineage

/// Follows views down to the tables they read. Definitions form no cycles in PostgreSQL; depth is bounded all the same,
/// because a catalogue is what a server chose to send.
struct ViewClosure {
    let catalog: Catalog
    private var memo: [UInt32: Reach] = [:]

    init(catalog: Catalog) { self.catalog = catalog }

    /// The table column that a view's column is, or `nil` where some step is an expression.
    func base(of column: ColumnReference) -> ColumnReference? {
        var column = column
        for _ in 0..<64 {
            guard let relation = catalog.relations[column.relation] else { return column }
            guard relation.isView else { return column }
            guard let origin = relation.origins[column.column] else { return nil }
            column = origin
        }
        return nil
    }

    /// Every table that the relation's rows may come from.
    mutating func tables(of id: UInt32) -> Reach {
        var visited: Set<UInt32> = []
        let result = tables(of: id, visited: &visited)
        // Only whole searches are kept: one that a cycle cut short is not what its view reaches.
        memo[id] = result
        return result
    }

    private mutating func tables(of id: UInt32, visited: inout Set<UInt32>) -> Reach {
        if let known = memo[id] { return known }
        guard let relation = catalog.relations[id], relation.isView else { return .relations([id]) }
        guard visited.insert(id).inserted else { return .relations([]) }
        var result: Set<UInt32> = [id]
        for next in relation.reads {
            guard case .relations(let more) = tables(of: next, visited: &visited) else { return .unknown }
            result.formUnion(more)
        }
        for function in relation.calls {
            switch catalog.functions[function]?.body {
            case nil, .harmless: continue
            case .opaque: return .unknown
            case .reads(let relations, let functions):
                // One level of names is followed here; a body that calls further user functions is not taken apart.
                guard functions.allSatisfy({ catalog.functions(named: $0).isEmpty }) else { return .unknown }
                for name in relations {
                    for target in catalog.relations(named: name) {
                        guard case .relations(let more) = tables(of: target.id, visited: &visited) else {
                            return .unknown
                        }
                        result.formUnion(more)
                    }
                }
            }
        }
        return .relations(result)
    }
}
