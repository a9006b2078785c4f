import BasicContainers
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

    mutating func consume(_ bytes: Span<UInt8>, _ rewriter: CopyRewriter) throws(RelayFailure) {
        let format = rewriter.format
        var runStart = 0
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            let isProtected = !isHeader && rewriter.isMasked
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
                    rewriter.copy(bytes.extracting(runStart..<index))
                }
                runStart = index
                try end(byte == format.delimiter, rewriter)
                continue
            } else if isProtected {
                rewriter.hold(byte)
            }
            if isProtected { runStart = index }
        }
        if runStart < bytes.count { rewriter.copy(bytes.extracting(runStart..<bytes.count)) }
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

    private mutating func end(_ isField: Bool, _ rewriter: CopyRewriter) throws(RelayFailure) {
        isQuoted = false
        wasQuoted = false
        if isHeader {
            if !isField {
                isHeader = false
                rewriter.emit()
            }
            return
        }
        rewriter.column += 1
        if isField {
            guard rewriter.column < rewriter.masks.count else { throw CopyRewriter.malformed }
        } else {
            try rewriter.endRow()
        }
    }

    private func writeMasked(_ rewriter: CopyRewriter) {
        guard rewriter.isMasked else { return }
        let format = rewriter.format
        if !wasQuoted, rewriter.value.span.equals(format.null) {
            rewriter.value.removeAll(keepingCapacity: true)
            rewriter.row.append(contentsOf: format.null)
            return
        }
        let keepsQuotes = wasQuoted
        guard rewriter.maskHeld() else {
            rewriter.row.append(contentsOf: format.null)
            return
        }
        rewriter.writeMasked { value, row in
            guard keepsQuotes || needsQuotes(value, format) else { return row.append(value) }
            row.append(format.quote)
            for index in value.indices {
                let byte = value[index]
                if byte == format.quote || byte == format.escape { row.append(format.escape) }
                row.append(byte)
            }
            row.append(format.quote)
        }
    }

    private func needsQuotes(_ value: Span<UInt8>, _ format: CopyOut) -> Bool {
        if value.equals(format.null) || value.equals(Array("\\.".utf8)) { return true }
        for index in value.indices {
            let byte = value[index]
            if byte == format.delimiter || byte == format.quote || byte == 10 || byte == 13 { return true }
        }
        return false
    }
}

extension Span where Element == UInt8 {
    fileprivate func equals(_ other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}
