/// How large the parts of a SCRAM message may be. Both sides of every exchange are held to them.
enum SCRAMBounds {
    static let nonceLimit = 512
    static let saltLengths = 1...512
    static let iterations = 1...200_000
    /// A whole message; PostgreSQL's bound for authentication tokens.
    static let messageLimit = 65_535
}

/// Reads `name=value` attributes, parted by commas, from the front of a SCRAM message (RFC 5802, section 5.1).
struct SCRAMAttributes {
    private var rest: ArraySlice<UInt8>

    /// `.tooLong` over the message bound; `.malformed` for a NUL.
    init(_ message: [UInt8], tag: UInt8) throws(WireError) {
        guard message.count <= SCRAMBounds.messageLimit else {
            throw WireError(.tooLong, "SCRAM message is too long", tag: tag, length: message.count)
        }
        guard !message.contains(0) else { throw WireError.malformed("malformed SCRAM message", tag: tag) }
        self.tag = tag
        rest = message[...]
    }

    private let tag: UInt8

    /// The next attribute's name and value; `nil` at the end.
    mutating func next() throws(WireError) -> (name: UInt8, value: ArraySlice<UInt8>)? {
        guard let name = rest.first else { return nil }
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(name | 0x20)
        let value = rest.dropFirst(2)
        guard isLetter, rest.dropFirst().first == UInt8(ascii: "=") else { throw malformed }
        let end = value.firstIndex(of: UInt8(ascii: ",")) ?? value.endIndex
        let result = value[..<end]
        // A comma must be followed by another attribute.
        if end < value.endIndex, end + 1 == value.endIndex { throw malformed }
        rest = value[end...].dropFirst()
        return (name, result)
    }

    /// The value of the next attribute, which must have this name.
    mutating func expect(_ name: Character) throws(WireError) -> ArraySlice<UInt8> {
        guard let attribute = try next(), name.asciiValue == attribute.name else { throw malformed }
        return attribute.value
    }

    /// Extensions may follow and are ignored, unless they say they must not be (`m=`).
    mutating func skipExtensions() throws(WireError) {
        while let attribute = try next() {
            guard attribute.name != UInt8(ascii: "m") else {
                throw WireError(.unsupported, "mandatory SCRAM extension", tag: tag)
            }
        }
    }

    var malformed: WireError { WireError.malformed("malformed SCRAM message", tag: tag) }

    /// Printable, not empty, within the bound; a comma never gets here.
    static func isNonce(_ value: some Collection<UInt8>) -> Bool {
        !value.isEmpty && value.count <= SCRAMBounds.nonceLimit
            && value.allSatisfy { (0x21...0x7e).contains($0) && $0 != UInt8(ascii: ",") }
    }

    /// A decimal number without sign, within the bound.
    static func iterations(_ value: some Collection<UInt8>) -> Int? {
        guard (1...8).contains(value.count) else { return nil }
        var number = 0
        for digit in value {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return SCRAMBounds.iterations.contains(number) ? number : nil
    }
}
