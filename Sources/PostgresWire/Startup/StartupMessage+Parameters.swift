extension StartupMessage {
    package var major: UInt16 { version.major }
    package var minor: UInt16 { version.minor }

    /// The last value of a parameter; `nil` when there is none.
    package func value(of name: String) -> [UInt8]? {
        parameters.last { $0.name.elementsEqual(name.utf8) }?.value
    }

    /// The last value of a parameter as text; `nil` when there is none, and when it is not UTF-8.
    ///
    /// Nothing is repaired: two names that differ must not become one.
    package func text(of name: String) -> String? {
        value(of: name).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// Gives a parameter this one value, where it first stood or else at the end; `nil` removes it.
    package mutating func set(_ name: String, to value: [UInt8]?) {
        let matches: (Parameter) -> Bool = { $0.name.elementsEqual(name.utf8) }
        let place = parameters.firstIndex(where: matches)
        parameters.removeAll(where: matches)
        if let value {
            let parameter = Parameter(name: Array(name.utf8), value: value)
            parameters.insert(parameter, at: place ?? parameters.endIndex)
        }
    }

    package mutating func set(_ name: String, to value: String) {
        set(name, to: Array(value.utf8))
    }

    /// `nil` when absent, empty or not UTF-8; a connection without one is refused.
    package var user: String? {
        text(of: "user").flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The database asked for; the user's name when none is given, or an empty one.
    package var database: String? {
        guard let value = value(of: "database"), !value.isEmpty else { return user }
        return String(validating: value, as: UTF8.self)
    }

    /// Whether this may become a replication connection, whose stream carries rows under no description.
    ///
    /// True for `database`, for whatever PostgreSQL reads as true, and for whatever it could not read: only a plain no
    /// is a no, in every occurrence.
    package var requestsReplication: Bool {
        parameters.contains { $0.name.elementsEqual("replication".utf8) && !Self.isFalse($0.value) }
    }

    /// PostgreSQL's `parse_bool` for false: `0`, `off`, or a beginning of `false` or `no`, in either case.
    private static func isFalse(_ value: [UInt8]) -> Bool {
        guard !value.isEmpty, value.count <= 5 else { return false }
        let text = String(decoding: value, as: UTF8.self).lowercased()
        return text == "0" || text == "of" || text == "off" || "false".hasPrefix(text) || "no".hasPrefix(text)
    }
}
