package import Lineage
package import Masking
package import NIOCore
import PostgresWire

/// Masks the data of COPY … TO STDOUT in text, CSV and binary format (documentation of COPY, "File Formats").
///
/// Data arrives in CopyData messages cut anywhere. It leaves as one message a row, as PostgreSQL sends it, so that
/// clients which take a message for a row stay right; a row that grows past a limit leaves in several. A protected field
/// is held whole up to ``fieldLimit`` bytes; of a longer one only the beginning is looked at.
package final class CopyRewriter {
    let masks: [ColumnMask?]
    let format: CopyOut
    var row: [UInt8] = []
    /// The protected field that is passing: its value as far as it came, unescaped.
    var value: [UInt8] = []
    var masked: [UInt8] = []
    var column = 0
    package private(set) var maskedValues = 0
    package private(set) var rows = 0
    private var text: CopyTextParser
    private var csv: CopyCSVParser
    private var binary = CopyBinaryParser()

    static let fieldLimit = 1 << 20
    private static let rowLimit = 256 * 1024

    package init(masks: [ColumnMask?], format: CopyOut) {
        self.masks = masks
        self.format = format
        text = CopyTextParser(skipsHeader: format.hasHeader)
        csv = CopyCSVParser(skipsHeader: format.hasHeader)
    }

    package func consume(_ bytes: ByteBuffer, into out: inout Outbox) throws(RelayFailure) {
        let span = bytes.readableBytesUInt8Span
        switch format.format {
        case .text: try text.consume(span, self, &out)
        case .csv: try csv.consume(span, self, &out)
        case .binary: try binary.consume(span, self, &out)
        }
    }

    /// CopyDone: what is left is a row without its end, which no server sends.
    package func finish(into out: inout Outbox) throws(RelayFailure) {
        guard value.isEmpty else { throw Self.malformed }
        emit(into: &out)
    }

    static let malformed = RelayFailure(side: .server, message: "COPY data does not agree with its columns")

    // MARK: for the parsers

    /// `nil` past the last column too, where the parsers have already thrown.
    var mask: ColumnMask? { column < masks.count ? masks[column] : nil }

    func copy(_ bytes: Span<UInt8>, _ out: inout Outbox) {
        row.append(bytes)
        if row.count > Self.rowLimit { emit(into: &out) }
    }

    func hold(_ bytes: Span<UInt8>) {
        let room = Self.fieldLimit - value.count
        guard room > 0 else { return }
        bytes.extracting(0..<min(room, bytes.count)).withUnsafeBufferPointer { value.append(contentsOf: $0) }
    }

    /// Masks a value that lies whole in what came, at the end of ``row``; false, with nothing there, if it becomes NULL.
    func appendMasked(_ bytes: Span<UInt8>, _ mask: ColumnMask) -> Bool {
        maskedValues += 1
        return mask.apply(bytes.extracting(0..<min(bytes.count, Self.fieldLimit)), into: &row) == .value
    }

    func hold(_ byte: UInt8) { if value.count < Self.fieldLimit { value.append(byte) } }

    /// Masks the held value into ``masked``; false if it becomes NULL.
    func maskHeld(_ mask: ColumnMask) -> Bool {
        maskedValues += 1
        masked.removeAll(keepingCapacity: true)
        var held: [UInt8] = []
        swap(&held, &value)
        let result = mask.apply(held.span, into: &masked)
        held.removeAll(keepingCapacity: held.capacity <= 64 * 1024)
        swap(&held, &value)
        return result == .value
    }

    func endRow(_ out: inout Outbox) throws(RelayFailure) {
        guard column == masks.count || masks.isEmpty else { throw Self.malformed }
        column = 0
        rows += 1
        emit(into: &out)
    }

    func emit(into out: inout Outbox) {
        guard !row.isEmpty else { return }
        out.reserve(row.count + FrameHeader.size)
        out.tail.writeInteger(BackendTag.copyData)
        out.tail.writeInteger(UInt32(truncatingIfNeeded: row.count + 4))
        out.tail.writeBytes(row)
        row.removeAll(keepingCapacity: row.capacity <= 2 * Self.rowLimit)
    }
}
