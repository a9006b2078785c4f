import BasicContainers
import Masking
import NIOCore
import PostgresWire

/// A row too long to hold. Its frame must announce a length before the values are seen, so the fields that are complete
/// in the part held are masked as in any row, and protected fields behind them get fills of their own length.
final class LargeRow {
    private let plan: ColumnPlan
    private var masks: ColumnMasks { plan.masks }
    private var bodyRemaining: Int
    private var state = State.start
    /// The column that is next.
    private var column = 0

    private enum State {
        case start
        case fieldLength
        case copying(Int)
        case filling(LengthPreservingFill, position: Int, length: Int)
    }

    init(bodyLength: Int, plan: ColumnPlan) {
        self.plan = plan
        bodyRemaining = bodyLength
    }

    var isFinished: Bool { bodyRemaining == 0 }

    func `continue`(reading buffer: inout ByteBuffer, into out: inout Outbox, relay: Relay) throws(RelayFailure) {
        while buffer.readableBytes > 0, bodyRemaining > 0 {
            switch state {
            case .start:
                try begin(&buffer, into: &out, relay: relay)
            case .fieldLength:
                guard bodyRemaining >= 4 else { throw FieldReader.malformed }
                guard let length = buffer.readInteger(as: Int32.self) else { return }
                bodyRemaining -= 4
                try beginField(length, into: &out, relay: relay)
            case .copying(let remaining):
                let taken = min(remaining, buffer.readableBytes)
                if let slice = buffer.readSlice(length: taken) { out.append(slice) }
                bodyRemaining -= taken
                state = taken == remaining ? .fieldLength : .copying(remaining - taken)
            case .filling(let fill, let position, let length):
                let taken = min(length - position, buffer.readableBytes)
                buffer.moveReaderIndex(forwardBy: taken)
                bodyRemaining -= taken
                out.write { fill.append(from: position, count: taken, into: &$0) }
                state =
                    position + taken == length
                    ? .fieldLength : .filling(fill, position: position + taken, length: length)
            }
        }
        guard bodyRemaining > 0 || column == plan.columnCount else { throw FieldReader.malformed }
    }

    /// Masks what is complete, and with that knows the row's new length.
    private func begin(_ buffer: inout ByteBuffer, into out: inout Outbox, relay: Relay) throws(RelayFailure) {
        var prefix = ByteArray()
        let consumed = try maskPrefix(of: buffer, into: &prefix, relay: relay)
        let length = 4 + bodyRemaining - consumed + prefix.count
        guard length <= FrameHeader.lengthLimit, let encoded = UInt32(exactly: length) else {
            throw RelayFailure(side: .gateway, message: "a masked row is too long", sqlState: "54000")
        }
        out.reserve(prefix.count + FrameHeader.size)
        out.tail.writeInteger(BackendTag.dataRow)
        out.tail.writeInteger(encoded)
        out.write(prefix.span)
        buffer.moveReaderIndex(forwardBy: consumed)
        bodyRemaining -= consumed
        state = .fieldLength
    }

    private func maskPrefix(
        of buffer: ByteBuffer, into prefix: inout ByteArray, relay: Relay
    ) throws(RelayFailure) -> Int {
        let all = buffer.readableBytesUInt8Span
        // Just as much in every case, so that the same row is the same however it arrived.
        let body = all.extracting(0..<min(all.count, bodyRemaining, Relay.rowLimit))
        var reader = FieldReader()
        guard let count = reader.uint16(body), Int(count) == plan.columnCount else { throw FieldReader.malformed }
        prefix.append(bigEndian: count)
        var consumed = reader.offset
        while column < masks.count {
            let start = reader.offset
            guard let value = reader.field(body) else { break }
            switch value {
            case .bytes(let range) where masks.isMasked(column):
                RowRewriter.appendField(all.extracting(range), masks, column, into: &prefix)
                relay.counters.maskedValues += 1
            default: prefix.append(all.extracting(start..<reader.offset))
            }
            consumed = reader.offset
            column += 1
        }
        return consumed
    }

    private func beginField(_ length: Int32, into out: inout Outbox, relay: Relay) throws(RelayFailure) {
        guard column < masks.count, length >= -1, Int(length) <= bodyRemaining else { throw FieldReader.malformed }
        out.reserve(4)
        out.tail.writeInteger(length)
        let mask = masks[column]
        column += 1
        guard length > 0 else { return }
        guard let mask else {
            state = .copying(Int(length))
            return
        }
        guard let fill = mask.lengthPreserving(Int(length)) else {
            // The length is already announced: the only safe answer left is none.
            throw RelayFailure(
                side: .gateway,
                message: "a protected column of a row over \(Relay.rowLimit) bytes has no fill of its length",
                sqlState: "54000", isMidFrame: true)
        }
        relay.counters.maskedValues += 1
        state = .filling(fill, position: 0, length: Int(length))
    }
}
