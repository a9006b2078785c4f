/// An object that may lead to relations.
enum ReachNode: Hashable {
    /// Read only.
    case relation(UInt32)
    /// Written as well.
    case written(UInt32)
    case function(UInt32)
}

/// The objects found so far and those of them not looked into yet.
struct ReachSearch {
    private(set) var found: Set<ReachNode> = []
    private var pending: [ReachNode] = []
    private(set) var isUnknown = false

    mutating func add(_ nodes: [ReachNode]?) {
        guard let nodes else {
            isUnknown = true
            return
        }
        for node in nodes where found.insert(node).inserted { pending.append(node) }
    }

    mutating func next() -> ReachNode? { pending.popLast() }
}

extension ReachNode {
    /// The relation, if it is one.
    var relation: UInt32? {
        switch self {
        case .relation(let id), .written(let id): id
        case .function: nil
        }
    }

    /// The same relation, written to.
    var whenWritten: ReachNode { relation.map { .written($0) } ?? self }
}
