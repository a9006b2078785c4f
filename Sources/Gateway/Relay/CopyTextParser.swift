import BasicContainers
import Lineage
import Masking
import PostgresWire

/// COPY's text format: fields between delimiters, rows between newlines, a backslash before what would be mistaken.
struct CopyTextParser {
    private var isHeader: Bool
    private var escape = Escape.none
    /// The raw bytes of the field so far, as long as they may still be the NULL string.
    private var raw: [UInt8] = []
    private var mayBeNull = true
    private var isFieldStart = true

    private enum Escape {
        case none
        case backslash
        case octal(value: UInt8, digits: Int)
        case hex(value: UInt8, digits: Int)
    }

    init(skipsHeader: Bool) { isHeader = skipsHeader }

    mutating func consume(_ bytes: Span<UInt8>, _ rewriter: CopyRewriter) throws(RelayFailure) {
        let delimiter = rewriter.format.delimiter
        var index = 0
        while index < bytes.count {
            if isFieldStart, case .none = escape {
                let end = Self.plainEnd(bytes, from: index, delimiter: delimiter)
                if end < bytes.count, bytes[end] != UInt8(ascii: "\\") {
                    if !isHeader, rewriter.isMasked {
                        writeMasked(bytes.extracting(index..<end), rewriter)
                        rewriter.row.append(bytes[end])
                    } else {
                        rewriter.copy(bytes.extracting(index..<(end + 1)))
                    }
                    index = end + 1
                    try endField(bytes[end] == delimiter, rewriter)
                    continue
                }
            }
            if !isHeader, rewriter.isMasked {
                try takeProtected(bytes[index], &index, rewriter)
            } else {
                try copyField(bytes, &index, rewriter)
            }
        }
    }

    /// Copies as it is, up to the end of the field or of what is here; only the ends of fields and rows matter.
    private mutating func copyField(
        _ bytes: Span<UInt8>, _ index: inout Int, _ rewriter: CopyRewriter
    ) throws(RelayFailure) {
        let delimiter = rewriter.format.delimiter
        let start = index
        while index < bytes.count {
            if case .none = escape { index = Self.plainEnd(bytes, from: index, delimiter: delimiter) }
            guard index < bytes.count else { break }
            let byte = bytes[index]
            index += 1
            if case .backslash = escape {
                escape = .none
            } else if byte == UInt8(ascii: "\\") {
                escape = .backslash
            } else {
                rewriter.copy(bytes.extracting(start..<index))
                return try endField(byte == delimiter, rewriter)
            }
        }
        rewriter.copy(bytes.extracting(start..<index))
    }

    private mutating func takeProtected(
        _ byte: UInt8, _ index: inout Int, _ rewriter: CopyRewriter
    ) throws(RelayFailure) {
        let delimiter = rewriter.format.delimiter
        if case .none = escape, byte == delimiter || byte == UInt8(ascii: "\n") {
            writeMasked(rewriter)
            rewriter.row.append(byte)
            index += 1
            return try endField(byte == delimiter, rewriter)
        }
        isFieldStart = false
        // A pending numeric escape may end without using the byte.
        if take(byte, rewriter) {
            noteRaw(byte, rewriter)
            index += 1
        }
    }

    /// A delimiter or a newline came; the one ends a field, the other a row too.
    private mutating func endField(_ isDelimiter: Bool, _ rewriter: CopyRewriter) throws(RelayFailure) {
        escape = .none
        if !raw.isEmpty { raw.removeAll(keepingCapacity: true) }
        mayBeNull = true
        isFieldStart = true
        if isHeader {
            guard !isDelimiter else { return }
            isHeader = false
            return rewriter.emit()
        }
        rewriter.column += 1
        guard isDelimiter else { return try rewriter.endRow() }
        guard rewriter.column < rewriter.masks.count else { throw CopyRewriter.malformed }
    }

    /// Where the next byte stands that ends a field or escapes; the end where there is none.
    private static func plainEnd(_ bytes: Span<UInt8>, from start: Int, delimiter: UInt8) -> Int {
        ByteScan.first(delimiter, UInt8(ascii: "\n"), UInt8(ascii: "\\"), in: bytes, from: start)
    }

    private mutating func noteRaw(_ byte: UInt8, _ rewriter: CopyRewriter) {
        guard mayBeNull else { return }
        raw.append(byte)
        if raw.count > rewriter.format.null.count { mayBeNull = false }
    }

    /// Unescapes; false: the byte is to be looked at again.
    private mutating func take(_ byte: UInt8, _ rewriter: CopyRewriter) -> Bool {
        switch escape {
        case .none:
            if byte == UInt8(ascii: "\\") { escape = .backslash } else { rewriter.hold(byte) }
        case .backslash:
            escape = .none
            switch byte {
            case UInt8(ascii: "b"): rewriter.hold(8)
            case UInt8(ascii: "f"): rewriter.hold(12)
            case UInt8(ascii: "n"): rewriter.hold(10)
            case UInt8(ascii: "r"): rewriter.hold(13)
            case UInt8(ascii: "t"): rewriter.hold(9)
            case UInt8(ascii: "v"): rewriter.hold(11)
            case UInt8(ascii: "0")...UInt8(ascii: "7"): escape = .octal(value: byte - 48, digits: 1)
            case UInt8(ascii: "x"): escape = .hex(value: 0, digits: 0)
            default: rewriter.hold(byte)
            }
        case .octal(let value, let digits):
            guard (48...55).contains(byte), digits < 3 else {
                rewriter.hold(value)
                escape = .none
                return false
            }
            escape = .octal(value: value &* 8 &+ (byte - 48), digits: digits + 1)
        case .hex(let value, let digits):
            guard let nibble = byte.hexadecimalValue, digits < 2 else {
                rewriter.hold(digits == 0 ? UInt8(ascii: "x") : value)
                escape = .none
                return false
            }
            escape = .hex(value: value &* 16 &+ nibble, digits: digits + 1)
        }
        return true
    }

    /// A field without escapes, whole.
    private func writeMasked(_ bytes: Span<UInt8>, _ rewriter: CopyRewriter) {
        let start = rewriter.row.count
        if isNull(bytes, rewriter) || !rewriter.appendMasked(bytes) {
            rewriter.row.append(contentsOf: rewriter.format.null)
            return
        }
        let delimiter = rewriter.format.delimiter
        // Bytes below 14 hold all control characters that are escaped, and some that are not.
        guard ByteScan.hasByte(below: 14, or: UInt8(ascii: "\\"), or: delimiter, in: rewriter.row.span, from: start)
        else { return }
        let standIn = rewriter.row.bytes(from: start)
        rewriter.row.truncate(to: start)
        Self.escape(standIn.span, delimiter: delimiter, into: &rewriter.row)
    }

    private func isNull(_ bytes: Span<UInt8>, _ rewriter: CopyRewriter) -> Bool {
        guard bytes.count == rewriter.format.null.count else { return false }
        for index in bytes.indices where bytes[index] != rewriter.format.null[index] { return false }
        return true
    }

    private mutating func writeMasked(_ rewriter: CopyRewriter) {
        guard rewriter.isMasked else { return }
        let null = rewriter.format.null
        if mayBeNull, raw == null {
            rewriter.value.removeAll(keepingCapacity: true)
            rewriter.row.append(contentsOf: null)
            return
        }
        if rewriter.maskHeld() {
            let delimiter = rewriter.format.delimiter
            rewriter.writeMasked { Self.escape($0, delimiter: delimiter, into: &$1) }
        } else {
            rewriter.row.append(contentsOf: null)
        }
    }

    private static func escape(_ value: Span<UInt8>, delimiter: UInt8, into row: inout ByteArray) {
        for index in value.indices {
            let byte = value[index]
            let letter: UInt8? =
                switch byte {
                case 8: UInt8(ascii: "b")
                case 9: UInt8(ascii: "t")
                case 10: UInt8(ascii: "n")
                case 11: UInt8(ascii: "v")
                case 12: UInt8(ascii: "f")
                case 13: UInt8(ascii: "r")
                case UInt8(ascii: "\\"), delimiter: byte
                default: nil
                }
            if let letter {
                row.append(UInt8(ascii: "\\"))
                row.append(letter)
            } else {
                row.append(byte)
            }
        }
    }
}

extension UInt8 {
    fileprivate var hexadecimalValue: UInt8? {
        switch self {
        case 48...57: self - 48
        case 65...70: self - 55
        case 97...102: self - 87
        default: nil
        }
    }
}
