/// Something that must not show in a log, a debugger's dump or a crash message: it describes itself as its type's name
/// with "(redacted)", and shows no children to mirrors.
@usableFromInline
package protocol RedactedSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension RedactedSecret {
    @usableFromInline package var description: String { "\(Self.self)(redacted)" }
    @usableFromInline package var debugDescription: String { description }
    @usableFromInline package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
