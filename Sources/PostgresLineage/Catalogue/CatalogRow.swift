/// One row of the catalogue's answers. A field that is missing, NULL or not what it should be reads as `nil`.
struct CatalogRow {
    private let fields: [[UInt8]?]

    init(_ fields: [[UInt8]?]) { self.fields = fields }

    private func field(_ index: Int) -> [UInt8]? { index < fields.count ? fields[index] : nil }

    func id(_ index: Int) -> UInt32? { field(index).flatMap { UInt32(String(decoding: $0, as: UTF8.self)) } }

    func flag(_ index: Int) -> Bool { field(index) == [UInt8(ascii: "t")] }

    func text(_ index: Int) -> String? { bytes(index).map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes, PostgreSQL's `escape` encoding undone.
    func bytes(_ index: Int) -> [UInt8]? {
        guard let field = field(index) else { return nil }
        guard field.contains(UInt8(ascii: "\\")) else { return field }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(field.count)
        var position = 0
        while position < field.count {
            guard field[position] == UInt8(ascii: "\\") else {
                bytes.append(field[position])
                position += 1
                continue
            }
            if position + 3 < field.count, let byte = Self.octal(field[position + 1...position + 3]) {
                bytes.append(byte)
                position += 4
            } else if position + 1 < field.count {
                bytes.append(field[position + 1])
                position += 2
            } else {
                return nil
            }
        }
        return bytes
    }

    private static func octal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        var value = 0
        for digit in digits {
            guard digit &- UInt8(ascii: "0") < 8 else { return nil }
            value = value * 8 + Int(digit - UInt8(ascii: "0"))
        }
        return UInt8(exactly: value)
    }
}

/// The server's own objects that must stay in sight: opaque functions, revealing views.
struct SensitiveObjects {
    private var ids: Set<UInt32> = SystemRelations.revealingTables

    init(_ rows: [CatalogRow]) { ids.formUnion(rows.compactMap { $0.id(0) }) }

    /// Whether nothing is lost when the object is not mentioned.
    func isHarmless(_ id: UInt32) -> Bool { SystemRelations.isSystem(id) && !ids.contains(id) }
}

extension Set<UInt32> {
    /// The sensitive ones are in no catalogue, so whoever leads to them reaches the unknown.
    mutating func insertUnlessHarmless(_ id: UInt32, _ sensitive: SensitiveObjects) {
        if !sensitive.isHarmless(id) { insert(id) }
    }
}
