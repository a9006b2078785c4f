import NIOCore
import PostgresLineage

/// The texts that a client parsed last, byte by byte. Most clients parse the same few again and again, and comparing one
/// costs a tenth of its fingerprint.
///
/// It holds at most ``count`` texts of at most ``limit`` bytes.
struct RecentTexts {
    private struct Entry {
        var bytes: ByteBuffer
        var mode: SQLMode
        var text: StatementText
    }

    private static let count = 4
    private static let limit = 1024

    private var entries: [Entry] = []
    private var oldest = 0

    func text(of bytes: ByteBuffer, mode: SQLMode) -> StatementText? {
        for index in entries.indices
        where entries[index].bytes.readableBytes == bytes.readableBytes && entries[index].mode == mode
            && entries[index].bytes == bytes
        {
            return entries[index].text
        }
        return nil
    }

    mutating func remember(_ bytes: ByteBuffer, mode: SQLMode, text: StatementText) {
        guard bytes.readableBytes <= Self.limit else { return }
        guard entries.count == Self.count else {
            return entries.append(
                Entry(bytes: ByteBuffer(bytes: bytes.readableBytesView), mode: mode, text: text))
        }
        entries[oldest].bytes.clear()
        entries[oldest].bytes.writeImmutableBuffer(bytes)
        entries[oldest].mode = mode
        entries[oldest].text = text
        oldest = (oldest + 1) % Self.count
    }

    mutating func removeAll() {
        entries.removeAll()
        oldest = 0
    }
}
