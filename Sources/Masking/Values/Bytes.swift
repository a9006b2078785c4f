/// Reading values where they lie, and writing what replaces them, one byte at a time and without a copy.
extension [UInt8] {
    @inlinable
    package mutating func append(_ span: Span<UInt8>) {
        span.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    mutating func append(ascii text: String) { append(contentsOf: text.utf8) }

    mutating func append(repeating byte: UInt8, count: Int) {
        for _ in 0..<Swift.max(0, count) { append(byte) }
    }

    @inlinable
    package mutating func append<Integer: FixedWidthInteger>(bigEndian value: Integer) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    /// Writes over what stands at `offset`, in network order.
    @inlinable
    package mutating func replace<Integer: FixedWidthInteger>(at offset: Int, bigEndian value: Integer) {
        withUnsafeMutableBytes { $0.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Integer.self) }
    }

    mutating func append(decimal value: UInt64, minimumDigits: Int = 1) {
        var digits = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            digits &+= 1
        }
        append(repeating: .zero, count: Swift.max(digits, minimumDigits))
        rest = value
        var index = count
        while rest > 0 {
            index &-= 1
            self[index] = .zero &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    /// Takes back everything written since the array was `length` long. Capacity stays.
    mutating func truncate(to length: Int) {
        guard count > length else { return }
        removeLast(count &- length)
    }
}

extension Span<UInt8> {
    /// The value of `Integer`'s width at `offset`, in network order; nil beyond the end.
    func bigEndian<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type = Integer.self) -> Integer? {
        let width = Integer.bitWidth / 8
        guard offset >= 0, offset <= count &- width else { return nil }
        var value: Integer = 0
        for index in offset..<(offset &+ width) {
            value = (value << 8) | Integer(truncatingIfNeeded: self[index])
        }
        return value
    }

    func starts(with prefix: String) -> Bool {
        var index = 0
        for byte in prefix.utf8 {
            guard index < count, self[index] == byte else { return false }
            index &+= 1
        }
        return true
    }

    func equals(_ other: String) -> Bool { count == other.utf8.count && starts(with: other) }

    /// The range without ASCII white space at both ends.
    var trimmedRange: Range<Int> {
        var lower = 0
        var upper = count
        while lower < upper, self[lower].isASCIIWhitespace { lower &+= 1 }
        while upper > lower, self[upper &- 1].isASCIIWhitespace { upper &-= 1 }
        return lower..<upper
    }

    var isASCII: Bool {
        var seen: UInt8 = 0
        for index in indices { seen |= self[index] }
        return seen < 0x80
    }
}

extension UInt8 {
    static let zero = UInt8(ascii: "0")

    var isASCIIDigit: Bool { self &- 0x30 < 10 }
    var isASCIIUppercase: Bool { self &- 0x41 < 26 }
    var isASCIILowercase: Bool { self &- 0x61 < 26 }
    var isASCIILetter: Bool { (self | 0x20) &- 0x61 < 26 }
    var isASCIIWhitespace: Bool { self == 0x20 || self &- 9 < 5 }
    var asciiLowercased: UInt8 { isASCIIUppercase ? self | 0x20 : self }
    var asciiUppercased: UInt8 { isASCIILowercase ? self & 0xDF : self }

    var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x46: self &- 0x37
        case 0x61...0x66: self &- 0x57
        default: nil
        }
    }
}
