/// What became of a field.
package enum MaskResult: Sendable, Hashable {
    /// The bytes appended are its value.
    case value
    /// It is NULL; nothing was appended.
    case null
}
