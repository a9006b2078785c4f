/// What a rule does with a value. The raw values are the names in the configuration.
package enum TransformKind: String, Sendable, Hashable, CaseIterable {
    case email
    case firstName = "first_name"
    case lastName = "last_name"
    case fullName = "full_name"
    case phone
    case digits
    case redact
    case null
    case partial
    case constant
    case uuid
    case dateShift = "date_shift"
}
