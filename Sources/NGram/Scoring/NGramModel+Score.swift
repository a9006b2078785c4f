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
        var state = startState
        var byte = 0
        while byte < bytes.count {
            let place = nextPlace(bytes, &byte)
            length += 1
            let offset = byte < bytes.count ? 1 : 1 + alphabet.count
            state = step(place.map { offset + $0 }, from: state, &sum)
        }
        return sum / Double(length)
    }

    /// Adds what the symbol is worth; returns the state that follows.
    ///
    /// - Parameter offset: of the symbol's cell from a state's first; nil: the model has never seen the symbol.
    @inline(__always)
    private func step(_ offset: Int?, from start: UInt32, _ sum: inout Double) -> UInt32 {
        var state = start
        while true {
            if let offset {
                let cell = scores[Int(state) + offset]
                if cell.owner == state {
                    sum += Double(cell.score)
                    return cell.next
                }
            }
            let first = scores[Int(state)]
            sum += Double(first.score)
            if state == 0 {
                sum += unknownScore
                return 0
            }
            state = first.next
        }
    }

    // MARK: reading

    /// The next scalar's place in the alphabet; nil for one that the model has never seen, and for what is no UTF-8, of
    /// which as many bytes are read as its first one says, or one where others do not follow.
    @inline(__always)
    private func nextPlace(_ bytes: UnsafeBufferPointer<UInt8>, _ place: inout Int) -> Int? {
        let first = bytes[place]
        place += 1
        if first < 0x80 { return indexed(UInt32(first)) }
        let length = (~first).leadingZeroBitCount
        guard (2...4).contains(length), place + length - 1 <= bytes.count else { return nil }
        var symbol = UInt32(first)
        for offset in 0..<length - 1 {
            let byte = bytes[place + offset]
            guard byte & 0xC0 == 0x80 else { return nil }
            symbol |= UInt32(byte) << UInt32(8 * (offset + 1))
        }
        place += length - 1
        // A first byte 0xC0 or 0xC1 begins what one byte says shorter.
        if length == 2 { return first < 0xC2 ? nil : indexed(UInt32(first & 0x1F) << 6 | symbol >> 8 & 0x3F) }
        return search(symbol)
    }

    @inline(__always)
    private func indexed(_ codePoint: UInt32) -> Int? {
        let place = Int(index[Int(codePoint)])
        return place == 0 ? nil : place - 1
    }

    private func search(_ symbol: UInt32) -> Int? {
        let place = (0..<alphabet.count).firstNot { alphabet[$0] < symbol }
        return place < alphabet.count && alphabet[place] == symbol ? place : nil
    }
}
