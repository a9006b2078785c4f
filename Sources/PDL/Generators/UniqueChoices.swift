import Keys

/// The choices that a text is made of, so that no two rows have the same text: the number of the row among all, permuted, makes
/// the first choices, as many as 63 bits hold; the rest is drawn.
struct UniqueChoices: Sendable {
    private let unique: StreamKey
    private let drawn: StreamKey
    /// How many choices the number makes.
    private let count: Int
    /// How many rows there can be.
    let space: UInt64

    /// - Parameters:
    ///   - counts: of how many things each is a choice.
    ///   - unique: the key of the permutation.
    ///   - drawn: what the rest is drawn from.
    init(of counts: [Int], unique: StreamKey, drawn: StreamKey) {
        self.unique = unique
        self.drawn = drawn
        var (space, count) = (UInt64(1), 0)
        for choices in counts {
            let (next, isTooMuch) = space.multipliedReportingOverflow(by: UInt64(choices))
            guard !isTooMuch, next <= 1 << 63 else { break }
            (space, count) = (next, count + 1)
        }
        self.space = space
        self.count = count
    }

    /// Lets the body choose, from left to right.
    func choices<Result>(of row: UInt64, _ body: (_ choose: (Int) -> Int) -> Result) -> Result {
        var rest = unique.permute(row, below: space)
        var left = count
        var random = drawn.stream(row: row)
        return body { choices in
            guard left > 0 else { return Int(random.below(UInt64(choices))) }
            defer {
                left -= 1
                rest /= UInt64(choices)
            }
            return Int(rest % UInt64(choices))
        }
    }
}
