import Lineage
import Masking
import PostgresWire

/// COPY's CSV format: fields may be quoted, quotes inside doubled or escaped, newlines inside quotes belong to the value.
struct CopyCSVParser {
    private var isHeader: Bool
    private var isQuoted = false
    private var wasQuoted = false
    private var afterEscape = false
    /// A quote was seen inside quotes, where quote and escape are one: the next byte tells which it was.
    private var afterQuote = false

    init(skipsHeader: Bool) { isHeader = skipsHeader }

    mutating func consume(_ bytes: Span<UInt8>, _ rewriter: CopyRewriter, _ out: inout Outbox) throws(RelayFailure) {
        let format = rewriter.format
        var runStart = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let isProtected = !isHeader && rewriter.mask != nil
            index += 1
            if afterQuote {
                afterQuote = false
                if byte == format.quote {
                    if isProtected { rewriter.hold(byte) }
                    if isProtected { runStart = index }
                    continue
                }
                isQuoted = false
            }
            if isQuoted {
                step(inQuotes: byte, format.quote, format.escape, isProtected ? rewriter : nil)
            } else if byte == format.quote {
                isQuoted = true
                wasQuoted = true
            } else if byte == format.delimiter || byte == UInt8(ascii: "\n") {
                if isProtected {
                    writeMasked(rewriter)
                    rewriter.row.append(byte)
                } else {
                    rewriter.copy(bytes.extracting(runStart..<index), &out)
                }
                runStart = index
                try end(byte == format.delimiter, rewriter, &out)
                continue
            } else if isProtected {
                rewriter.hold(byte)
            }
            if isProtected { runStart = index }
        }
        if runStart < bytes.count { rewriter.copy(bytes.extracting(runStart..<bytes.count), &out) }
    }

    private mutating func step(inQuotes byte: UInt8, _ quote: UInt8, _ escape: UInt8, _ rewriter: CopyRewriter?) {
        if afterEscape {
            afterEscape = false
            rewriter?.hold(byte)
        } else if byte == quote, quote == escape {
            afterQuote = true
        } else if byte == quote {
            isQuoted = false
        } else if byte == escape {
            afterEscape = true
        } else {
            rewriter?.hold(byte)
        }
    }

    private mutating func end(_ isField: Bool, _ rewriter: CopyRewriter, _ out: inout Outbox) throws(RelayFailure) {
        isQuoted = false
        wasQuoted = false
        if isHeader {
            if !isField {
                isHeader = false
                rewriter.emit(into: &out)
            }
            return
        }
        rewriter.column += 1
        if isField {
            guard rewriter.column < rewriter.masks.count else { throw CopyRewriter.malformed }
        } else {
            try rewriter.endRow(&out)
        }
    }

    private func writeMasked(_ rewriter: CopyRewriter) {
        guard let mask = rewriter.mask else { return }
        let format = rewriter.format
        if !wasQuoted, rewriter.value == format.null {
            rewriter.value.removeAll(keepingCapacity: true)
            rewriter.row += format.null
            return
        }
        let keepsQuotes = wasQuoted
        guard rewriter.maskHeld(mask) else {
            rewriter.row += format.null
            return
        }
        let value = rewriter.masked
        let needsQuotes =
            keepsQuotes || value == format.null || value == Array("\\.".utf8)
            || value.contains { $0 == format.delimiter || $0 == format.quote || $0 == 10 || $0 == 13 }
        guard needsQuotes else {
            rewriter.row += value
            return
        }
        rewriter.row.append(format.quote)
        for byte in value {
            if byte == format.quote || byte == format.escape { rewriter.row.append(format.escape) }
            rewriter.row.append(byte)
        }
        rewriter.row.append(format.quote)
    }
}
