/// The character encoding a session's client asked for, as far as masking tells them apart.
package enum ClientEncoding: Sendable, Hashable {
    case utf8
    /// SQL_ASCII: bytes as they are stored, of no declared encoding. Valid UTF-8 is read as UTF-8.
    case ascii
    case latin1
    /// Any other encoding: only values of plain ASCII are transformed, the rest are redacted.
    case other

    /// The encoding that a `client_encoding` parameter status names. PostgreSQL ignores case and punctuation in it.
    package init(parameter: String) {
        var name = ""
        for scalar in parameter.unicodeScalars where scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
            name += scalar.properties.lowercaseMapping
        }
        switch name {
        case "utf8", "unicode": self = .utf8
        case "sqlascii": self = .ascii
        case "latin1", "iso88591": self = .latin1
        default: self = .other
        }
    }
}

/// What a session's settings make of values' text forms. The default is PostgreSQL's.
///
/// `bytea_output` is not here: the server does not report it, and an empty value's form is read off the value it
/// replaces.
package struct ValueSettings: Sendable, Hashable {
    package enum DateStyle: Sendable, Hashable { case iso, other }
    package enum IntervalStyle: Sendable, Hashable { case postgres, other }

    package var encoding: ClientEncoding
    package var dateStyle: DateStyle
    package var intervalStyle: IntervalStyle

    package init(
        encoding: ClientEncoding = .utf8, dateStyle: DateStyle = .iso, intervalStyle: IntervalStyle = .postgres
    ) {
        self.encoding = encoding
        self.dateStyle = dateStyle
        self.intervalStyle = intervalStyle
    }

    /// Takes note of a ParameterStatus message. Says whether it changed anything, so that plans compiled for the old
    /// settings are dropped.
    package mutating func parameterReported(name: String, value: String) -> Bool {
        let before = self
        switch name {
        case "client_encoding": encoding = ClientEncoding(parameter: value)
        case "DateStyle": dateStyle = value.utf8.starts(with: "ISO".utf8) ? .iso : .other
        case "IntervalStyle": intervalStyle = value == "postgres" ? .postgres : .other
        default: break
        }
        return self != before
    }
}
