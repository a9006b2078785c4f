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

    mutating func consume(_ bytes: Span<UInt8>, _ rewriter: CopyRewriter, _ out: inout Outbox) throws(RelayFailure) {
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
                try complete(part, whole, rewriter, &out)
            case .copying(let remaining):
                let taken = min(remaining, bytes.count - index)
                rewriter.copy(bytes.extracting(index..<(index + taken)), &out)
                index += taken
                state = .copying(remaining - taken)
                if taken == remaining { try endField(rewriter, &out) }
            case .holding(let remaining):
                let taken = min(remaining, bytes.count - index)
                rewriter.hold(bytes.extracting(index..<(index + taken)))
                index += taken
                state = .holding(remaining - taken)
                if taken == remaining {
                    writeMasked(rewriter)
                    try endField(rewriter, &out)
                }
            case .finished: throw CopyRewriter.malformed
            }
        }
    }

    private mutating func complete(
        _ part: Part, _ bytes: [UInt8], _ rewriter: CopyRewriter, _ out: inout Outbox
    ) throws(RelayFailure) {
        switch part {
        case .signature:
            // The extension area is empty in every version so far; what it would hold is unknown, so it is refused.
            guard bytes.starts(with: Self.signature), bytes[15...].allSatisfy({ $0 == 0 }) else {
                throw CopyRewriter.malformed
            }
            rewriter.row += bytes
            state = .collecting(.count, needed: 2)
        case .count:
            let count = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
            rewriter.row += bytes
            if count == 0xFFFF {
                state = .finished
                rewriter.emit(into: &out)
                return
            }
            guard Int(count) == rewriter.masks.count else { throw CopyRewriter.malformed }
            if count == 0 {
                try rewriter.endRow(&out)
                state = .collecting(.count, needed: 2)
            } else {
                state = .collecting(.length, needed: 4)
            }
        case .length:
            let length = Int32(bitPattern: bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
            guard length >= -1 else { throw CopyRewriter.malformed }
            if length == -1 {
                rewriter.row += bytes
                try endField(rewriter, &out)
            } else if rewriter.mask == nil {
                rewriter.row += bytes
                state = .copying(Int(length))
                if length == 0 { try endField(rewriter, &out) }
            } else {
                state = .holding(Int(length))
                if length == 0 {
                    writeMasked(rewriter)
                    try endField(rewriter, &out)
                }
            }
        }
    }

    private mutating func endField(_ rewriter: CopyRewriter, _ out: inout Outbox) throws(RelayFailure) {
        rewriter.column += 1
        if rewriter.column == rewriter.masks.count {
            try rewriter.endRow(&out)
            state = .collecting(.count, needed: 2)
        } else {
            state = .collecting(.length, needed: 4)
        }
    }

    private func writeMasked(_ rewriter: CopyRewriter) {
        guard let mask = rewriter.mask else { return }
        var length = Int32(-1)
        let isValue = rewriter.maskHeld(mask)
        if isValue { length = Int32(exactly: rewriter.masked.count) ?? -1 }
        withUnsafeBytes(of: length.bigEndian) { rewriter.row += $0 }
        if length >= 0 { rewriter.row += rewriter.masked }
    }
}
