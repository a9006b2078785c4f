import BasicContainers
import Masking
import PostgresWire

/// Rewrites one complete DataRow body by a column plan (protocol chapter "Message Formats", DataRow).
enum RowRewriter {
    /// Appends the whole frame to `out`; returns how many values were masked.
    static func rewrite(
        _ bytes: Span<UInt8>, plan: ColumnPlan, into out: inout ByteArray
    ) throws(RelayFailure) -> Int {
        var reader = FieldReader()
        guard let count = reader.uint16(bytes), Int(count) == plan.columnCount else { throw FieldReader.malformed }
        let start = out.count
        out.append(BackendTag.dataRow)
        out.append(bigEndian: UInt32(0))
        out.append(bigEndian: count)
        let masked = try rewriteFields(&reader, bytes, plan, into: &out)
        guard reader.offset == bytes.count else { throw FieldReader.malformed }
        let length = out.count - start - 1
        guard length <= FrameHeader.lengthLimit, let encoded = UInt32(exactly: length) else {
            throw RelayFailure(side: .gateway, message: "a masked row is too long", sqlState: "54000")
        }
        out.replace(at: start + 1, bigEndian: encoded)
        return masked
    }

    private static func rewriteFields(
        _ reader: inout FieldReader, _ bytes: Span<UInt8>, _ plan: ColumnPlan, into out: inout ByteArray
    ) throws(RelayFailure) -> Int {
        var masked = 0
        for step in plan.steps {
            switch step {
            case .copy(let fields):
                let from = reader.offset
                for _ in 0..<fields { guard reader.field(bytes) != nil else { throw FieldReader.malformed } }
                out.append(bytes.extracting(from..<reader.offset))
            case .mask(let column):
                guard let value = reader.field(bytes) else { throw FieldReader.malformed }
                guard case .bytes(let range) = value else {
                    out.append(bigEndian: Int32(-1))
                    continue
                }
                masked += 1
                appendField(bytes.extracting(range), plan.masks, column, into: &out)
            }
        }
        return masked
    }

    /// One masked field with its length.
    static func appendField(
        _ value: Span<UInt8>, _ masks: borrowing ColumnMasks, _ column: Int, into out: inout ByteArray
    ) {
        let start = out.count
        out.append(bigEndian: Int32(-1))
        switch masks.apply(column, to: value, into: &out) {
        case .null: out.truncate(to: start + 4)
        case .value:
            // A field longer than an Int32 cannot come of one that was not.
            guard let length = Int32(exactly: out.count - start - 4) else {
                out.truncate(to: start + 4)
                return
            }
            out.replace(at: start, bigEndian: length)
        }
    }
}

/// A place in a row, moved field by field over bytes that its owner holds.
struct FieldReader {
    enum Value {
        case null
        case bytes(Range<Int>)
    }

    private(set) var offset = 0

    static let malformed = RelayFailure(side: .server, message: "a row does not agree with its description")

    mutating func uint16(_ bytes: Span<UInt8>) -> UInt16? {
        guard bytes.count - offset >= 2 else { return nil }
        defer { offset += 2 }
        return UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
    }

    /// `nil`: malformed, or not all here.
    mutating func field(_ bytes: Span<UInt8>) -> Value? {
        guard bytes.count - offset >= 4 else { return nil }
        let length = Int32(
            bitPattern: UInt32(bytes[offset]) << 24 | UInt32(bytes[offset + 1]) << 16
                | UInt32(bytes[offset + 2]) << 8 | UInt32(bytes[offset + 3]))
        if length == -1 {
            offset += 4
            return .null
        }
        guard length >= 0, Int(length) <= bytes.count - offset - 4 else { return nil }
        let start = offset + 4
        offset = start + Int(length)
        return .bytes(start..<offset)
    }
}
