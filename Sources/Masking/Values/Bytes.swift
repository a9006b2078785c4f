public import BasicContainers
import NGram

/// What masks write into: bytes that grow at the end and that nobody shares, so that a byte costs a bound and a store. An
/// `Array` asks with every byte whether somebody else holds it too.
package typealias ByteArray = UniqueArray<UInt8>

extension UniqueArray where Element == UInt8 {
    @inlinable @inline(__always)
    package mutating func append(_ span: Span<UInt8>) { append(copying: span) }

    @inlinable @inline(__always)
    package mutating func append(contentsOf bytes: [UInt8]) { append(copying: bytes.span) }

    @inline(__always)
    mutating func append(ascii text: StaticString) {
        text.withUTF8Buffer { append(copying: $0) }
    }

    @inlinable @inline(__always)
    package mutating func append(repeating byte: UInt8, count: Int) {
        guard count > 0 else { return }
        append(addingCount: count) { output in
            for _ in 0..<count { output.append(byte) }
        }
    }

    @inlinable @inline(__always)
    package mutating func append<Integer: FixedWidthInteger>(bigEndian value: Integer) {
        let width = Integer.bitWidth / 8
        append(addingCount: width) { output in
            output.withUnsafeMutableBufferPointer { bytes, count in
                UnsafeMutableRawBufferPointer(bytes).storeBytes(of: value.bigEndian, as: Integer.self)
                count = width
            }
        }
    }

    @inline(__always)
    mutating func append(_ word: InventedWord) { append(word.letters, count: word.count) }

    /// The lowest `count` bytes, the lowest first: stores all of them and keeps as many.
    @inline(__always)
    mutating func append<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word, count length: Int) {
        let width = Word.bitWidth / 8
        append(addingCount: width) { output in
            output.withUnsafeMutableBufferPointer { bytes, count in
                UnsafeMutableRawBufferPointer(bytes).storeBytes(of: word.littleEndian, as: Word.self)
                count = Swift.min(length, width)
            }
        }
    }

    /// Writes over what stands at `offset`, in network order.
    @inlinable @inline(__always)
    package mutating func replace<Integer: FixedWidthInteger>(at offset: Int, bigEndian value: Integer) {
        var bytes = mutableSpan
        for index in 0..<Integer.bitWidth / 8 {
            bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (Integer.bitWidth - 8 - 8 * index))
        }
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

    /// Takes back everything written since there were `length` bytes. Capacity stays.
    @inlinable
    package mutating func truncate(to length: Int) {
        guard count > length else { return }
        removeLast(count &- length)
    }

    /// A copy of everything from `start` on.
    package func bytes(from start: Int = 0) -> [UInt8] {
        let tail = span.extracting(start...)
        return [UInt8](unsafeUninitializedCapacity: tail.count) { target, count in
            for index in tail.indices { target.initializeElement(at: index, to: tail[index]) }
            count = tail.count
        }
    }
}

/// Reading values where they lie.
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
        var seen: UInt64 = 0
        ByteWords.forEach(self) { seen |= $0 }
        return seen & ByteWords.tops == 0
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
