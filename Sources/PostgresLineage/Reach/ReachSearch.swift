/// An object that may lead to relations.
enum ReachNode: Hashable {
    case relation(UInt32)
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
