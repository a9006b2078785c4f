import BasicContainers
import Lineage
import Masking
import PostgresWire

/// COPY's binary format: a header with an extension area, then rows of a field count and length-prefixed fields, then a
/// count of −1.
struct CopyBinaryParser {
    private var state = State.collecting(.signature, needed: 19)
    private var held: [UInt8] = []

    private enum Part { case signature, count, length }

    private enum State {
        case collecting(Part, needed: Int)
        case copying(Int)
        case holding(Int)
        case finished
    }

    private static let signature: [UInt8] = Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00]

    mutating func consume(_ bytes: Span<UInt8>, _ rewriter: CopyRewriter) throws(RelayFailure) {
        var index = 0
        while index < bytes.count {
            switch state {
            case .collecting(let part, let needed):
                let taken = min(needed - held.count, bytes.count - index)
                for offset in index..<(index + taken) { held.append(bytes[offset]) }
                index += taken
                guard held.count == needed else { return }
                let whole = held
                held.removeAll(keepingCapacity: true)
                try complete(part, whole, rewriter)
            case .copying(let remaining):
                let taken = min(remaining, bytes.count - index)
                rewriter.copy(bytes.extracting(index..<(index + taken)))
                index += taken
                state = .copying(remaining - taken)
                if taken == remaining { try endField(rewriter) }
            case .holding(let remaining):
                let taken = min(remaining, bytes.count - index)
                rewriter.hold(bytes.extracting(index..<(index + taken)))
                index += taken
                state = .holding(remaining - taken)
                if taken == remaining {
                    writeMasked(rewriter)
                    try endField(rewriter)
                }
            case .finished: throw CopyRewriter.malformed
            }
        }
    }

    private mutating func complete(
        _ part: Part, _ bytes: [UInt8], _ rewriter: CopyRewriter
    ) throws(RelayFailure) {
        switch part {
        case .signature:
            // The extension area is empty in every version so far; what it would hold is unknown, so it is refused.
            guard bytes.starts(with: Self.signature), bytes[15...].allSatisfy({ $0 == 0 }) else {
                throw CopyRewriter.malformed
            }
            rewriter.row.append(contentsOf: bytes)
            state = .collecting(.count, needed: 2)
        case .count:
            let count = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
            rewriter.row.append(contentsOf: bytes)
            if count == 0xFFFF {
                state = .finished
                rewriter.emit()
                return
            }
            guard Int(count) == rewriter.masks.count else { throw CopyRewriter.malformed }
            if count == 0 {
                try rewriter.endRow()
                state = .collecting(.count, needed: 2)
            } else {
                state = .collecting(.length, needed: 4)
            }
        case .length:
            let length = Int32(bitPattern: bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
            guard length >= -1 else { throw CopyRewriter.malformed }
            if length == -1 {
                rewriter.row.append(contentsOf: bytes)
                try endField(rewriter)
            } else if !rewriter.isMasked {
                rewriter.row.append(contentsOf: bytes)
                state = .copying(Int(length))
                if length == 0 { try endField(rewriter) }
            } else {
                state = .holding(Int(length))
                if length == 0 {
                    writeMasked(rewriter)
                    try endField(rewriter)
                }
            }
        }
    }

    private mutating func endField(_ rewriter: CopyRewriter) throws(RelayFailure) {
        rewriter.column += 1
        if rewriter.column == rewriter.masks.count {
            try rewriter.endRow()
            state = .collecting(.count, needed: 2)
        } else {
            state = .collecting(.length, needed: 4)
        }
    }

    private func writeMasked(_ rewriter: CopyRewriter) {
        guard rewriter.isMasked else { return }
        var length = Int32(-1)
        let isValue = rewriter.maskHeld()
        if isValue { length = Int32(exactly: rewriter.masked.count) ?? -1 }
        rewriter.row.append(bigEndian: length)
        if length >= 0 { rewriter.writeMasked { $1.append($0) } }
    }
}
