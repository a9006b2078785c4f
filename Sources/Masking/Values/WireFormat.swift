/// How a field's bytes stand for its value: PostgreSQL's format codes 0 and 1.
package enum WireFormat: Sendable, Hashable {
    case text
    case binary
}
