extension NGramModel {
    /// Appends a sentence: words with a space between them, the first letter large, a full stop behind.
    ///
    /// The first and last S words begin as words at that place of a sentence did; where both places claim a word, it is the
    /// one from the start.
    ///
    /// - Parameter words: how many; nil: as many as a sentence of the training text had, or 4 to 12 where it had none.
    package func generateSentence(
        using random: inout some NGramRandom, into output: inout [UInt8], words: ClosedRange<Int>? = nil,
        casing: CaseMapping = CaseMapping()
    ) {
        guard !isEmpty else { return }
        defer { extendLifetime(memory) }
        let count = sentenceLength(words, using: &random)
        let start = output.count
        for index in 0..<count {
            if index > 0 { output.append(UInt8(ascii: " ")) }
            generateWord(at: index, of: count, using: &random, into: &output)
        }
        let sentence = String(decoding: output[start...], as: UTF8.self)
        output.removeSubrange(start...)
        output.append(contentsOf: casing.capitalize(sentence).utf8)
        output.append(UInt8(ascii: "."))
    }

    /// Appends sentences with a space between them.
    package func generateParagraph(
        using random: inout some NGramRandom, into output: inout [UInt8], sentences: ClosedRange<Int> = 3...7,
        casing: CaseMapping = CaseMapping()
    ) {
        guard !isEmpty else { return }
        for index in 0..<number(in: sentences, using: &random) {
            if index > 0 { output.append(UInt8(ascii: " ")) }
            generateSentence(using: &random, into: &output, casing: casing)
        }
    }

    /// Appends sentences until there are as many bytes as asked for, cut where the last whole scalar ends.
    package func generateText(
        using random: inout some NGramRandom, into output: inout [UInt8], maximumBytes: Int,
        casing: CaseMapping = CaseMapping()
    ) {
        guard !isEmpty, maximumBytes > 0 else { return }
        let start = output.count
        while output.count - start < maximumBytes {
            if output.count > start { output.append(UInt8(ascii: " ")) }
            generateSentence(using: &random, into: &output, casing: casing)
        }
        var end = start + maximumBytes
        // A byte of the shape 10xxxxxx goes on with the scalar before it (RFC 3629).
        while end > start, end < output.count, output[end] & 0xC0 == 0x80 { end -= 1 }
        output.removeSubrange(end...)
    }

    private func sentenceLength(_ words: ClosedRange<Int>?, using random: inout some NGramRandom) -> Int {
        if words == nil, !sentenceLengths.isEmpty { return Int(draw(sentenceLengths, using: &random).symbol) }
        return number(in: words ?? 4...12, using: &random)
    }

    /// Bounded as alias tables are drawn from, by one random word.
    private func number(in range: ClosedRange<Int>, using random: inout some NGramRandom) -> Int {
        let low = max(range.lowerBound, 1)
        let count = UInt64(max(range.upperBound, low) - low + 1)
        return low + Int(random.next().multipliedFullWidth(by: count).high)
    }

    private func generateWord(
        at index: Int, of count: Int, using random: inout some NGramRandom, into output: inout [UInt8]
    ) {
        guard let table = startTable(at: index, of: count), !table.isEmpty else {
            return generate(using: &random, into: &output)
        }
        let longest = rules.maximumLength
        withUnsafeTemporaryAllocation(byteCount: room(), alignment: 1) { buffer in
            guard let base = buffer.baseAddress else { return }
            var word = WordCursor(at: base)
            for draws in 1...Self.maximumDraws {
                word = WordCursor(at: base)
                let start = starts[Int(draw(table, using: &random).symbol)]
                for symbol in start.all.prefix(longest) { word.append(symbol) }
                if start.isWhole == 0 { walk(from: Int(start.node), longest: longest, &word, using: &random) }
                if isAcceptable(word, longest: longest) { break }
                if draws == Self.maximumDraws { alter(&word, behind: 0, longest: longest) }
            }
            output.append(contentsOf: buffer[..<word.bytes])
        }
    }

    private func startTable(at index: Int, of count: Int) -> AliasRange? {
        let positions = facts.positions
        let fromEnd = count - 1 - index
        if index < positions { return startTables[index] }
        return fromEnd < positions ? startTables[positions + fromEnd] : nil
    }
}
