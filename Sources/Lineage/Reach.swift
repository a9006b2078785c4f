/// Everything that a statement may read, resolved against a catalogue: through views, functions and inheritance.
package enum Reach: Sendable, Equatable {
    case relations(Set<UInt32>)
    /// It may read anything.
    case unknown

    package var isUnknown: Bool { self == .unknown }
}
