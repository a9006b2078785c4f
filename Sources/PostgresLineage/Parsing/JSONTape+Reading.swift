/// Looking into the values of a tape, by index. A wrong index or kind answers with nothing.
extension JSONTape {
    func kind(_ index: Int) -> Kind? { index >= 0 && index < values.count ? values[index].kind : nil }

    func next(_ index: Int) -> Int { Int(values[index].next) }

    /// The indices of an array's elements.
    func elements(_ index: Int?) -> [Int] {
        guard let index, kind(index) == .array else { return [] }
        var elements: [Int] = []
        var element = index + 1
        while element < next(index), element < values.count {
            elements.append(element)
            element = next(element)
        }
        return elements
    }

    /// Calls with the index of each member's key and of its value.
    @inline(__always)
    func forEachMember(_ index: Int, _ body: (_ key: Int, _ value: Int) -> Void) {
        guard kind(index) == .object else { return }
        var key = index + 1
        while key < next(index) {
            let value = key + 1
            guard value < values.count else { return }
            body(key, value)
            key = next(value)
        }
    }

    func member(_ index: Int?, _ name: StaticString) -> Int? {
        guard let index, kind(index) == .object else { return nil }
        var key = index + 1
        while key < next(index) {
            let value = key + 1
            guard value < values.count else { return nil }
            if equals(key, name) { return value }
            key = next(value)
        }
        return nil
    }

    /// The only member of an object, which is how the tree names a node's type.
    func wrapped(_ index: Int?) -> (key: Int, value: Int)? {
        guard let index, kind(index) == .object, index + 2 < values.count, index + 1 < next(index) else { return nil }
        return (index + 1, index + 2)
    }

    /// The node inside a wrapper of the given type.
    func node(_ index: Int?, _ type: StaticString) -> Int? {
        guard let (key, value) = wrapped(index), equals(key, type) else { return nil }
        return value
    }

    @inline(__always)
    func equals(_ index: Int, _ word: StaticString) -> Bool {
        let value = values[index]
        guard value.kind == .string || value.kind == .scalar,
            Int(value.end) - Int(value.start) == word.utf8CodeUnitCount
        else { return false }
        return word.withUTF8Buffer { buffer in
            for offset in 0..<buffer.count where text[Int(value.start) + offset] != buffer[offset] { return false }
            return true
        }
    }

    func isTrue(_ index: Int?) -> Bool { index.map { equals($0, "true") } ?? false }

    func string(_ index: Int?) -> String? { bytes(index).map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of a string, escapes resolved.
    func bytes(_ index: Int?) -> [UInt8]? {
        guard let index, kind(index) == .string else { return nil }
        let value = values[index]
        let raw = text[Int(value.start)..<Int(value.end)]
        return value.isEscaped ? Self.unescaped(raw) : Array(raw)
    }

    /// The text of a number or word.
    func scalar(_ index: Int?) -> String? {
        guard let index, kind(index) == .scalar else { return nil }
        return String(decoding: text[Int(values[index].start)..<Int(values[index].end)], as: UTF8.self)
    }

    private static func unescaped(_ raw: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var position = raw.startIndex
        while position < raw.endIndex {
            guard raw[position] == UInt8(ascii: "\\") else {
                bytes.append(raw[position])
                position += 1
                continue
            }
            guard position + 1 < raw.endIndex else { return nil }
            switch raw[position + 1] {
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "u"):
                // Only control characters are written so; what cannot be one makes the text unreadable.
                guard position + 5 < raw.endIndex,
                    let code = UInt32(String(decoding: raw[position + 2..<position + 6], as: UTF8.self), radix: 16),
                    let scalar = Unicode.Scalar(code)
                else { return nil }
                bytes.append(contentsOf: String(Character(scalar)).utf8)
                position += 4
            case let other: bytes.append(other)
            }
            position += 2
        }
        return bytes
    }
}

extension JSONTape {
    var rootObject: Int? { kind(0) == .object ? 0 : nil }

    func integer(_ index: Int?) -> Int? { scalar(index).flatMap { Int($0) } }
}
