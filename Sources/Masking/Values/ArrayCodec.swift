import BasicContainers

/// Arrays, element by element. Text: `{1,NULL,"a b"}`, nested for each dimension, after explicit bounds like `[2:3]=`.
/// Binary: dimensions, a flag for NULLs, the element's OID, length and lower bound of each dimension, then the elements.
enum ArrayCodec {
    /// PostgreSQL's MAXDIM.
    private static let maximumDimensions = 6

    /// `transform` gets each element's value and appends what replaces it. Says whether the array was well formed; if
    /// not, what was appended is to be taken back.
    static func transformText(
        _ array: Span<UInt8>, into out: inout ByteArray,
        transform: (Span<UInt8>, inout ByteArray) -> MaskResult
    ) -> Bool {
        guard var offset = startOfElements(array) else { return false }
        out.append(array.extracting(0..<offset))
        var scratch = ByteArray()
        var depth = 0
        // Whether an element or an opening brace may come: at the start, and after a comma or an opening brace.
        var expectsItem = true
        // Whether the brace just before was an opening one: only there may a closing one follow without an element.
        var isFresh = false
        while offset < array.count {
            let byte = array[offset]
            switch byte {
            case UInt8(ascii: "{"):
                guard expectsItem, depth < maximumDimensions else { return false }
                depth &+= 1
                isFresh = true
                offset &+= 1
                out.append(byte)
            case UInt8(ascii: "}"):
                guard depth > 0, !expectsItem || isFresh else { return false }
                depth &-= 1
                isFresh = false
                expectsItem = false
                offset &+= 1
                out.append(byte)
                if depth == 0 { return offset == array.count }
            case UInt8(ascii: ","):
                guard depth > 0, !expectsItem else { return false }
                expectsItem = true
                offset &+= 1
                out.append(byte)
            default:
                guard depth > 0, expectsItem else { return false }
                expectsItem = false
                isFresh = false
                if byte == UInt8(ascii: "\"") {
                    guard let end = unquote(array, from: offset, into: &scratch) else { return false }
                    appendElement(scratch.span, into: &out, transform: transform)
                    offset = end
                } else {
                    let start = offset
                    while offset < array.count, !endsBareElement(array[offset]) { offset &+= 1 }
                    guard offset > start else { return false }
                    let element = array.extracting(start..<offset)
                    if isNull(element) {
                        out.append(ascii: "NULL")
                    } else {
                        appendElement(element, into: &out, transform: transform)
                    }
                }
            }
        }
        return false
    }

    /// Behind `[lower:upper]…=`, or 0; nil where those are malformed.
    private static func startOfElements(_ array: Span<UInt8>) -> Int? {
        guard array.count > 0, array[0] == UInt8(ascii: "[") else { return 0 }
        for index in array.indices {
            switch array[index] {
            case UInt8(ascii: "="): return index &+ 1
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "+"): break
            case UInt8(ascii: "0")...UInt8(ascii: "9"): break
            default: return nil
            }
        }
        return nil
    }

    private static func endsBareElement(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "\\"): true
        default: false
        }
    }

    /// Takes the quoted element at `start` apart into `element`; the offset behind it, or nil if it has no end.
    private static func unquote(_ array: Span<UInt8>, from start: Int, into element: inout ByteArray) -> Int? {
        element.truncate(to: 0)
        var offset = start &+ 1
        while offset < array.count {
            switch array[offset] {
            case UInt8(ascii: "\""): return offset &+ 1
            case UInt8(ascii: "\\"):
                guard offset &+ 1 < array.count else { return nil }
                element.append(array[offset &+ 1])
                offset &+= 2
            default:
                element.append(array[offset])
                offset &+= 1
            }
        }
        return nil
    }

    private static func isNull(_ element: Span<UInt8>) -> Bool {
        guard element.count == 4 else { return false }
        return element[0] | 0x20 == UInt8(ascii: "n") && element[1] | 0x20 == UInt8(ascii: "u")
            && element[2] | 0x20 == UInt8(ascii: "l") && element[3] | 0x20 == UInt8(ascii: "l")
    }

    private static func appendElement(
        _ element: Span<UInt8>, into out: inout ByteArray, transform: (Span<UInt8>, inout ByteArray) -> MaskResult
    ) {
        let start = out.count
        guard transform(element, &out) == .value else {
            out.truncate(to: start)
            out.append(ascii: "NULL")
            return
        }
        guard needsQuotes(out.span.extracting(start..<out.count)) else { return }
        let plain = out.bytes(from: start)
        out.truncate(to: start)
        out.append(UInt8(ascii: "\""))
        for byte in plain {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
            out.append(byte)
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func needsQuotes(_ element: Span<UInt8>) -> Bool {
        if element.isEmpty || isNull(element) { return true }
        for index in element.indices {
            switch element[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ","):
                return true
            case let byte where byte.isASCIIWhitespace: return true
            default: break
            }
        }
        return false
    }
}

extension ArrayCodec {
    static func emptyBinary(element: UInt32) -> [UInt8] {
        var bytes = ByteArray()
        bytes.append(repeating: 0, count: 8)
        bytes.append(bigEndian: element)
        return bytes.bytes()
    }

    /// As ``transformText(_:into:transform:)``.
    static func transformBinary(
        _ array: Span<UInt8>, into out: inout ByteArray,
        transform: (Span<UInt8>, inout ByteArray) -> MaskResult
    ) -> Bool {
        guard let dimensions = array.bigEndian(at: 0, as: Int32.self), dimensions >= 0,
            dimensions <= maximumDimensions, array.count >= 12,
            let flags = array.bigEndian(at: 4, as: Int32.self), flags == 0 || flags == 1
        else { return false }
        var offset = 12
        var elements = dimensions == 0 ? 0 : 1
        for _ in 0..<dimensions {
            guard let length = array.bigEndian(at: offset, as: Int32.self), length >= 0 else { return false }
            // Each element takes at least its length word, so this bounds the product too.
            let (product, overflow) = elements.multipliedReportingOverflow(by: Int(length))
            guard !overflow, product <= array.count / 4 else { return false }
            elements = product
            offset &+= 8
        }
        guard offset <= array.count else { return false }
        let start = out.count
        out.append(array.extracting(0..<offset))
        var hasNull = false
        for _ in 0..<elements {
            guard let length = array.bigEndian(at: offset, as: Int32.self) else { return false }
            offset &+= 4
            if length == -1 {
                hasNull = true
                out.append(bigEndian: Int32(-1))
                continue
            }
            guard length >= 0, Int(length) <= array.count &- offset else { return false }
            let header = out.count
            out.append(bigEndian: Int32(0))
            let element = array.extracting(offset..<(offset &+ Int(length)))
            var written: Int32 = -1
            if transform(element, &out) == .value {
                guard let count = Int32(exactly: out.count &- header &- 4) else { return false }
                written = count
            } else {
                out.truncate(to: header &+ 4)
                hasNull = true
            }
            for index in 0..<4 {
                out[header &+ index] = UInt8(truncatingIfNeeded: written >> Int32(truncatingIfNeeded: 24 &- 8 &* index))
            }
            offset &+= Int(length)
        }
        guard offset == array.count else { return false }
        out[start &+ 7] = hasNull ? 1 : 0
        return true
    }
}
