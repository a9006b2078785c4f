import BasicContainers
package import Lineage
package import Masking
import PostgresWire

/// Masks the data of COPY … TO STDOUT in text, CSV and binary format (documentation of COPY, "File Formats").
///
/// Data arrives in CopyData messages cut anywhere. It leaves as one message a row, as PostgreSQL sends it, so that
/// clients which take a message for a row stay right; a row that grows past a limit leaves in several. A protected field
/// is held whole up to ``fieldLimit`` bytes; of a longer one only the beginning is looked at.
package final class CopyRewriter {
    let masks: ColumnMasks
    let format: CopyOut
    /// Messages ready to leave, and behind them the beginning of one: room for its header, and its row as far as it came.
    var row = ByteArray()
    private var rowStart = 0
    /// The protected field that is passing: its value as far as it came, unescaped.
    var value = ByteArray()
    var masked = ByteArray()
    var column = 0
    package private(set) var maskedValues = 0
    package private(set) var rows = 0
    private var text: CopyTextParser
    private var csv: CopyCSVParser
    private var binary = CopyBinaryParser()

    static let fieldLimit = 1 << 20
    private static let rowLimit = 256 * 1024

    package init(masks: ColumnMasks, format: CopyOut) {
        self.masks = masks
        self.format = format
        text = CopyTextParser(skipsHeader: format.hasHeader)
        csv = CopyCSVParser(skipsHeader: format.hasHeader)
        beginMessage()
    }

    /// Rows before a fault are sound and leave.
    package func consume(_ bytes: Span<UInt8>, into out: inout Outbox) throws(RelayFailure) {
        defer { handOver(to: &out) }
        try consume(bytes)
    }

    /// What comes out stays here until it is handed over.
    func consume(_ bytes: Span<UInt8>) throws(RelayFailure) {
        switch format.format {
        case .text: try text.consume(bytes, self)
        case .csv: try csv.consume(bytes, self)
        case .binary: try binary.consume(bytes, self)
        }
    }

    func handOver(to out: inout Outbox) {
        guard rowStart > 0 else { return }
        out.write(row.span.extracting(first: rowStart))
        row.removeSubrange(0..<rowStart)
        rowStart = 0
        if row.capacity > 2 * Self.rowLimit { row.reallocate(capacity: row.count) }
    }

    /// CopyDone: what is left is a row without its end, which no server sends.
    package func finish(into out: inout Outbox) throws(RelayFailure) {
        guard value.isEmpty else { throw Self.malformed }
        emit()
        handOver(to: &out)
    }

    static let malformed = RelayFailure(side: .server, message: "COPY data does not agree with its columns")

    // MARK: for the parsers

    /// The column that is passing is protected; false past the last column too, where the parsers have already thrown.
    var isMasked: Bool { masks.isMasked(column) }

    func copy(_ bytes: Span<UInt8>) {
        row.append(bytes)
        if row.count - rowStart > Self.rowLimit { emit() }
    }

    func hold(_ bytes: Span<UInt8>) {
        let room = Self.fieldLimit - value.count
        guard room > 0 else { return }
        value.append(bytes.extracting(first: room))
    }

    func hold(_ byte: UInt8) { if value.count < Self.fieldLimit { value.append(byte) } }

    /// Masks a value that lies whole in what came, at the end of ``row``; false, with nothing there, if it becomes NULL.
    func appendMasked(_ bytes: Span<UInt8>) -> Bool {
        maskedValues += 1
        return masks.apply(column, to: bytes.extracting(first: Self.fieldLimit), into: &row) == .value
    }

    /// Masks the held value into ``masked``; false if it becomes NULL.
    func maskHeld() -> Bool {
        maskedValues += 1
        masked.removeAll(keepingCapacity: true)
        var held = ByteArray()
        swap(&held, &value)
        let result = masks.apply(column, to: held.span, into: &masked)
        held.removeAll(keepingCapacity: held.capacity <= 64 * 1024)
        swap(&held, &value)
        return result == .value
    }

    /// Writes what ``maskHeld(_:)`` gave.
    func writeMasked(_ write: (_ value: Span<UInt8>, _ row: inout ByteArray) -> Void) {
        var value = ByteArray()
        swap(&value, &masked)
        write(value.span, &row)
        swap(&value, &masked)
    }

    func endRow() throws(RelayFailure) {
        guard column == masks.count || masks.count == 0 else { throw Self.malformed }
        column = 0
        rows += 1
        emit()
    }

    /// Ends the message, if there is anything in it.
    func emit() {
        let length = row.count - rowStart - 1
        guard length > 4 else { return }
        row.replace(at: rowStart + 1, bigEndian: UInt32(truncatingIfNeeded: length))
        rowStart = row.count
        beginMessage()
    }

    private func beginMessage() {
        row.append(BackendTag.copyData)
        row.append(bigEndian: UInt32(0))
    }
}
