extension NGramModel {
    /// How much a word looks like the training words: the mean log2 likelihood of its scalars, its ending included,
    /// in bits a scalar. Zero is certainty; under the shipped models a name of theirs scores about −2, another name
    /// −4, and random letters below −10. Every word has a finite score; the empty word, and any word under an empty
    /// model, score minus infinity. Case counts, as in training.
    package func score(_ word: some StringProtocol) -> Double {
        var word = String(word)
        return word.withUTF8 { score($0) }
    }

    /// - Parameter bytes: UTF-8; bytes that are none count as letters that the model has never seen.
    package func score(_ bytes: UnsafeBufferPointer<UInt8>) -> Double {
        guard !isEmpty, !bytes.isEmpty else { return -.infinity }
        defer { extendLifetime(memory) }
        var sum = 0.0
        var length = 0
        var node = startNode
        var place = 0
        while place < bytes.count {
            let symbol = Self.symbol(bytes, &place)
            length += 1
            if place < bytes.count {
                node = step(symbol, from: node, &sum)
            } else {
                sum += endScore(of: symbol, after: node)
            }
        }
        return sum / Double(length)
    }

    /// Adds what the symbol is worth inside a word; returns the node that follows.
    @inline(__always)
    private func step(_ symbol: UInt32, from start: Int, _ sum: inout Double) -> Int {
        var node = start
        let place = place(of: symbol)
        while true {
            if let slot = child(symbol, place, of: node) {
                sum += Double(worths[slot].score)
                return Int(slots[slot].target)
            }
            sum += Double(contexts[node].unseen)
            if node == 0 {
                sum += unknownScore
                return 0
            }
            node = Int(contexts[node].fallback)
        }
    }

    private func endScore(of symbol: UInt32, after start: Int) -> Double {
        var node = start
        var sum = 0.0
        while true {
            if let slot = slot(of: symbol, among: nodes[node].lastChildren) {
                return sum + Double(worths[slot].score)
            }
            sum += Double(contexts[node].unseen)
            if node == 0 { return sum + unknownScore }
            node = Int(contexts[node].fallback)
        }
    }

    // MARK: finding

    /// In the alphabet; nil for a symbol the model has never seen.
    @inline(__always)
    private func place(of symbol: UInt32) -> Int? {
        if symbol < 128 {
            let place = ascii[Int(symbol)]
            return place == ModelFile.notInAlphabet ? nil : Int(place)
        }
        var (low, high) = (0, alphabet.count)
        while low < high {
            let middle = (low + high) / 2
            if alphabet[middle] < symbol { low = middle + 1 } else { high = middle }
        }
        return low < alphabet.count && alphabet[low] == symbol ? low : nil
    }

    /// The slot of a symbol among a node's children. Of the alphabet's first 128, which are all of most alphabets, a mask
    /// says whether and where.
    @inline(__always)
    private func child(_ symbol: UInt32, _ place: Int?, of node: Int) -> Int? {
        guard let place else { return nil }
        let children = nodes[node].children
        let mask = contexts[node].childrenMask
        if place < 64 {
            let bit = UInt64(1) << UInt64(place)
            guard mask.0 & bit != 0 else { return nil }
            return children.lowerBound + (mask.0 & (bit - 1)).nonzeroBitCount
        }
        if place < 128 {
            let bit = UInt64(1) << UInt64(place - 64)
            guard mask.1 & bit != 0 else { return nil }
            return children.lowerBound + mask.0.nonzeroBitCount + (mask.1 & (bit - 1)).nonzeroBitCount
        }
        let masked = mask.0.nonzeroBitCount + mask.1.nonzeroBitCount
        return slot(of: symbol, among: children.dropFirst(masked))
    }

    /// By search.
    func slot(of symbol: UInt32, among places: Range<Int>) -> Int? {
        let end = places.upperBound
        var (low, high) = (places.lowerBound, end)
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].symbol < symbol { low = middle + 1 } else { high = middle }
        }
        return low < end && slots[low].symbol == symbol ? low : nil
    }

    /// The next scalar's bytes, as a ``Symbol`` has them; of what is no UTF-8, one byte at a time, as no symbol.
    @inline(__always)
    private static func symbol(_ bytes: UnsafeBufferPointer<UInt8>, _ place: inout Int) -> UInt32 {
        let first = bytes[place]
        place += 1
        if first < 0x80 { return UInt32(first) }
        let length = (~first).leadingZeroBitCount
        guard (2...4).contains(length), place + length - 1 <= bytes.count else { return .max }
        var symbol = UInt32(first)
        for offset in 0..<length - 1 {
            let byte = bytes[place + offset]
            guard byte & 0xC0 == 0x80 else { return .max }
            symbol |= UInt32(byte) << UInt32(8 * (offset + 1))
        }
        place += length - 1
        return symbol
    }
}
