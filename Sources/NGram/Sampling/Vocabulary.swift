/// Words that a model invented beforehand, so that a stand-in costs one look instead of a dozen draws.
///
/// **Specification**, which fixes every invented name and so must never change: the words are the first 8,192 that the
/// model generates from SplitMix64 (Steele, Lea and Flood 2014) with state 0, reduced to ASCII letters and to hyphens and
/// apostrophes inside; those without a letter or longer than 15 bytes are left out; the rest stand in the order of their
/// lengths, and within a length as they came. A word that came twice stands there twice: frequent words stay frequent.
/// Of the n words of at most the wanted length, the 64 random bits r choose number ⌊r · n / 2⁶⁴⌋.
@usableFromInline
package final class Vocabulary: Sendable {
    @usableFromInline let words: [InventedWord]
    /// How many words have at most so many letters.
    @usableFromInline let fitting: [Int]

    /// Few enough to stay in a processor's cache: at eight times as many, half the time went into waiting for memory.
    private static let draws = 8192

    package init(of model: NGramModel) {
        var byLength: [[InventedWord]] = Array(repeating: [], count: InventedWord.longest + 1)
        var random = SplitMix64()
        var word: [UInt8] = []
        for _ in 0..<Self.draws {
            word.removeAll(keepingCapacity: true)
            model.generate(using: &random, into: &word)
            Self.reduce(&word)
            guard !word.isEmpty, word.count <= InventedWord.longest else { continue }
            byLength[word.count].append(InventedWord(word))
        }
        words = byLength.flatMap { $0 }
        var total = 0
        fitting = byLength.map {
            total += $0.count
            return total
        }
    }

    /// How many words of at most `limit` letters there are.
    @inlinable @inline(__always)
    package func count(limit: Int) -> Int { fitting[max(0, min(limit, InventedWord.longest))] }

    /// The word, of at most `limit` letters, that 64 random bits choose; without a letter where none is that short.
    @inlinable @inline(__always)
    package func word(choice: UInt64, limit: Int) -> InventedWord {
        let count = UInt64(count(limit: limit))
        return count > 0 ? words[Int(choice.multipliedFullWidth(by: count).high)] : InventedWord()
    }

    /// Keeps lower-case letters, and hyphens and apostrophes between them.
    private static func reduce(_ word: inout [UInt8]) {
        word = word.compactMap { byte in
            let lower = byte &- 0x41 < 26 ? byte | 0x20 : byte
            return lower &- 0x61 < 26 || lower == UInt8(ascii: "-") || lower == UInt8(ascii: "'") ? lower : nil
        }
        while let last = word.last, last &- 0x61 >= 26 { word.removeLast() }
        while let first = word.first, first &- 0x61 >= 26 { word.removeFirst() }
    }
}
