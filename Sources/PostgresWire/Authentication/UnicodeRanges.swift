/// A set of Unicode scalars as sorted, disjoint, closed ranges.
struct UnicodeRanges: Sendable {
    /// First and last of each range in turn.
    private let bounds: [UInt32]

    init(_ bounds: [UInt32]) { self.bounds = bounds }

    /// A binary search for the last range that begins at or before the scalar.
    func contains(_ scalar: UnicodeScalar) -> Bool {
        var low = 0
        var high = bounds.count / 2
        while low < high {
            let middle = (low + high) / 2
            if bounds[middle * 2] <= scalar.value { low = middle + 1 } else { high = middle }
        }
        return low > 0 && scalar.value <= bounds[low * 2 - 1]
    }
}
