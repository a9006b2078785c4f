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
        var runStart = 0
        var index = 0
        while index < bytes.count {
            let isProtected = !isHeader && rewriter.isMasked
            if isFieldStart, isProtected {
                let end = Self.plainEnd(bytes, from: index, delimiter: delimiter)
                if end < bytes.count, bytes[end] != UInt8(ascii: "\\") {
                    writeMasked(bytes.extracting(index..<end), rewriter)
                    rewriter.row.append(bytes[end])
                    index = end + 1
                    runStart = index
                    if bytes[end] == delimiter { try endField(rewriter) } else { try endRow(rewriter) }
                    continue
                }
            }
            if !isProtected {
                if case .none = escape {
                    index = Self.plainEnd(bytes, from: index, delimiter: delimiter)
                    guard index < bytes.count else { break }
                }
                let byte = bytes[index]
                // Copied as it is; only the ends of fields and rows matter.
                if case .backslash = escape {
                    escape = .none
                } else if byte == UInt8(ascii: "\\") {
                    escape = .backslash
                } else if byte == UInt8(ascii: "\n") || byte == delimiter {
                    index += 1
                    rewriter.copy(bytes.extracting(runStart..<index))
                    runStart = index
                    if byte == delimiter { try endField(rewriter) } else { try endRow(rewriter) }
                    continue
                }
                index += 1
                continue
            }
            let byte = bytes[index]
            if case .none = escape, byte == delimiter || byte == UInt8(ascii: "\n") {
                writeMasked(rewriter)
                rewriter.row.append(byte)
                index += 1
                runStart = index
                if byte == delimiter { try endField(rewriter) } else { try endRow(rewriter) }
                continue
            }
            isFieldStart = false
            // A pending numeric escape may end without using the byte.
            if take(byte, rewriter) {
                noteRaw(byte, rewriter)
                index += 1
            }
            runStart = index
        }
        if runStart < bytes.count { rewriter.copy(bytes.extracting(runStart..<bytes.count)) }
    }

    private mutating func endField(_ rewriter: CopyRewriter) throws(RelayFailure) {
        if !isHeader {
            rewriter.column += 1
            guard rewriter.column < rewriter.masks.count else { throw CopyRewriter.malformed }
        }
        startField()
    }

    private mutating func endRow(_ rewriter: CopyRewriter) throws(RelayFailure) {
        if isHeader {
            isHeader = false
            rewriter.emit()
        } else {
            rewriter.column += 1
            try rewriter.endRow()
        }
        startField()
    }

    private mutating func startField() {
        escape = .none
        raw.removeAll(keepingCapacity: true)
        mayBeNull = true
        isFieldStart = true
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
