extension NGramModel {
    /// Draws before a word is altered instead: with names, one draw in five is an original, so this is never reached.
    @inlinable static var maximumDraws: Int { 32 }

    /// Appends one invented word, in UTF-8, to the output. Nothing is allocated where the output has capacity.
    ///
    /// A word that breaks a rule of the model, or stands in the training set while originals are excluded, is drawn
    /// again; after 32 draws the last one is altered letter by letter until it is no original, so the work is
    /// bounded.
    ///
    /// - Parameter maximumLength: in Unicode scalars, as SQL counts a column's characters; the model's own bound holds
    ///   too. Below the model's shortest word, words get shorter accordingly; at 0 or less nothing is appended.
    @inlinable
    package func generate(
        using random: inout some NGramRandom, into output: inout [UInt8], maximumLength: Int = .max
    ) {
        let longest = min(maximumLength, rules.maximumLength)
        guard longest > 0, !isEmpty else { return }
        let start = output.count
        for _ in 0..<Self.maximumDraws {
            output.removeLast(output.count - start)
            let word = draw(using: &random, into: &output, longest: longest)
            if isAcceptable(word, longest: longest) { return }
        }
        alter(&output, from: start, longest: longest)
    }

    /// One walk through the chain: to a drawn length, then on to the first context in which a word may end.
    @inlinable
    func draw(using random: inout some NGramRandom, into output: inout [UInt8], longest: Int) -> WordProgress {
        let shortest = min(rules.minimumLength, longest)
        let hint = lengths.isEmpty ? longest : Int(tables.draw(lengths, using: &random).symbol)
        let goal = min(max(hint, shortest), longest)
        var word = WordProgress()
        var node = startNode
        while word.count < longest {
            let mustEnd = word.count + 1 == longest
            if mustEnd || word.count + 1 >= goal || nodes[node].children.isEmpty && word.count + 1 >= shortest {
                var end = node
                while mustEnd, end != 0, nodes[end].lastChildren.isEmpty { end = Int(nodes[end].fallback) }
                if !nodes[end].lastChildren.isEmpty {
                    word.append(tables.draw(nodes[end].lastChildren, using: &random).symbol, to: &output, rules: rules)
                    return word
                }
            }
            while node != 0, nodes[node].children.isEmpty { node = Int(nodes[node].fallback) }
            guard !nodes[node].children.isEmpty else {
                // Only where every word has one letter: the empty context knows endings alone.
                word.append(tables.draw(nodes[node].lastChildren, using: &random).symbol, to: &output, rules: rules)
                return word
            }
            let step = tables.draw(nodes[node].children, using: &random)
            word.append(step.symbol, to: &output, rules: rules)
            node = Int(step.target)
        }
        return word
    }

    @inlinable
    func isAcceptable(_ word: WordProgress, longest: Int) -> Bool {
        word.count >= min(rules.minimumLength, longest) && word.longestRun <= rules.maximumRun
            && (word.hasRequired || rules.required.isEmpty) && word.longestGap <= rules.maximumGap
            && !originals.contains(word.hash.finished)
    }

    /// Makes the word at the end of the output one that is no original: the first, in a fixed order, that is one
    /// scalar longer, or else differs in one scalar. Where every such word is an original (a list of all one-letter
    /// words, say) it stays as it is.
    @usableFromInline
    func alter(_ output: inout [UInt8], from start: Int, longest: Int) {
        let word = String(decoding: output[start...], as: UTF8.self).unicodeScalars.map(\.value)
        guard originals.contains(Self.hash(word)) else { return }
        var candidates: [Int] = word.count < longest ? [word.count] : []
        candidates += word.indices.reversed()
        for place in candidates {
            for scalar in alphabet {
                var altered = word
                if place == word.count { altered.append(scalar) } else { altered[place] = scalar }
                guard !originals.contains(Self.hash(altered)) else { continue }
                output.removeLast(output.count - start)
                var progress = WordProgress()
                for scalar in altered { progress.append(scalar, to: &output, rules: rules) }
                return
            }
        }
    }

    private static func hash(_ word: [UInt32]) -> UInt64 {
        var hash = WordHash()
        for scalar in word { hash.add(scalar) }
        return hash.finished
    }
}

/// What is known of a word while it grows: enough to judge it without reading it again.
@usableFromInline
struct WordProgress {
    @usableFromInline var count = 0
    @usableFromInline var hash = WordHash()
    @usableFromInline var longestRun = 0
    @usableFromInline var hasRequired = false
    @usableFromInline var longestGap = 0
    @usableFromInline var run = 0
    @usableFromInline var gap = 0
    @usableFromInline var previous: UInt32 = .max

    @inlinable init() {}

    @inlinable
    mutating func append(_ scalar: UInt32, to output: inout [UInt8], rules: WordRules) {
        count += 1
        hash.add(scalar)
        run = scalar == previous ? run + 1 : 1
        previous = scalar
        longestRun = max(longestRun, run)
        if !rules.required.isEmpty {
            if rules.required.contains(scalar) {
                hasRequired = true
                gap = 0
            } else {
                gap += 1
                longestGap = max(longestGap, gap)
            }
        }
        // UTF-8, RFC 3629; a scalar from training is never a surrogate.
        if scalar < 0x80 {
            output.append(UInt8(truncatingIfNeeded: scalar))
        } else if scalar < 0x800 {
            output.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
            output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        } else {
            if scalar < 0x1_0000 {
                output.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
            } else {
                output.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
                output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
            }
            output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        }
    }
}
