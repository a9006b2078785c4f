extension NGramModel {
    /// How many observations a shorter context's opinion weighs in a longer one's (a Dirichlet prior, MacKay and Peto
    /// 1995).
    private static var priorWeight: Double { 2 * Double(weightScale) }

    /// How much a word looks like the training words: the mean log2 likelihood of its scalars, its ending included,
    /// in bits a scalar. Zero is certainty; under the shipped models a name of theirs scores about −2, another name
    /// −4, and random letters below −10. Every word has a finite score; the empty word, and any word under an empty
    /// model, score minus infinity. Case counts, as in training.
    package func score(_ word: some StringProtocol) -> Double {
        let scalars = word.unicodeScalars
        guard !isEmpty, !scalars.isEmpty else { return -.infinity }
        var sum = 0.0
        var length = 0
        var node = startNode
        var index = scalars.startIndex
        while index != scalars.endIndex {
            let scalar = scalars[index].value
            index = scalars.index(after: index)
            length += 1
            sum += specifiedLog2(probability(of: scalar, ending: index == scalars.endIndex, after: node))
            node = target(of: scalar, after: node)
        }
        return sum / Double(length)
    }

    /// A context's own counts, smoothed by those of the next shorter one, down to all scalars being alike.
    private func probability(of scalar: UInt32, ending: Bool, after node: Int) -> Double {
        let shorter =
            node == 0
            ? 1 / Double(2 * (alphabet.count + 1))
            : probability(of: scalar, ending: ending, after: Int(nodes[node].fallback))
        let table = ending ? nodes[node].lastChildren : nodes[node].children
        let weight = Double(tables.find(scalar, in: table)?.weight ?? 0)
        return (weight + Self.priorWeight * shorter) / (Double(nodes[node].total) + Self.priorWeight)
    }

    private func target(of scalar: UInt32, after node: Int) -> Int {
        var node = node
        while true {
            if let found = tables.find(scalar, in: nodes[node].children) { return Int(found.target) }
            if node == 0 { return 0 }
            node = Int(nodes[node].fallback)
        }
    }
}
