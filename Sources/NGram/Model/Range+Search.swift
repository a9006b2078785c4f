extension Range<Int> {
    /// By halving: the first number for which it is not true any more, where it is true of some first ones and false of the
    /// rest; the range's end, where it is true of all.
    @inline(__always)
    func firstNot(_ isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (lowerBound, upperBound)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
