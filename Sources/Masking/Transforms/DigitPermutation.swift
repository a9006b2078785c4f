import BasicContainers
import Keys

/// A keyed bijection on the digit strings of each length, up to 300 digits.
struct DigitPermutation: Sendable {
    private let permutation: KeyedPermutation

    init(_ permutation: KeyedPermutation) { self.permutation = permutation }

    /// Replaces the ASCII digits in the range, in place; false for a length it has none for.
    func apply(to digits: inout ByteArray, _ range: Range<Int>) -> Bool {
        do {
            var span = digits.mutableSpan
            try permutation.digits(&span, in: range)
            return true
        } catch {
            return false
        }
    }
}
