import BasicContainers

/// The masks of a result's columns, in order; a column without one passes.
package struct ColumnMasks: Sendable {
    private let masks: [ColumnMask?]
    /// The same, which ``masks`` keeps alive: a counted reference would be counted up and down for every field, on every
    /// event loop in the same place.
    @usableFromInline let uncounted: [Unmanaged<ColumnMask>?]

    package init(_ masks: [ColumnMask?]) {
        self.masks = masks
        uncounted = masks.map { $0.map(Unmanaged.passUnretained) }
    }

    @inlinable package var count: Int { uncounted.count }

    package var isEmpty: Bool { masks.allSatisfy { $0 == nil } }

    package subscript(column: Int) -> ColumnMask? { masks[column] }

    @inlinable @inline(__always)
    package func isMasked(_ column: Int) -> Bool { column < uncounted.count && uncounted[column] != nil }

    /// As ``ColumnMask/apply(_:into:)``; NULL for a column that has no mask.
    @inlinable @inline(__always)
    package func apply(_ column: Int, to value: Span<UInt8>, into out: inout ByteArray) -> MaskResult {
        guard let mask = uncounted[column] else { return .null }
        return mask._withUnsafeGuaranteedRef { $0.apply(value, into: &out) }
    }
}
