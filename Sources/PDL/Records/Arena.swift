/// Memory for the texts of one block of records, taken from its end and given back all at once.
final class Arena {
    private var chunks: [UnsafeMutableRawBufferPointer] = []
    private var current = 0
    private var used = 0

    private static let chunkSize = 256 * 1024

    /// - Returns: `count` bytes, good until ``reset()``.
    func take(_ count: Int) -> UnsafeMutableRawPointer {
        while current < chunks.count {
            if let base = chunks[current].baseAddress, chunks[current].count - used >= count {
                defer { used += count }
                return base + used
            }
            current += 1
            used = 0
        }
        let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: max(count, Self.chunkSize), alignment: 64)
        chunks.append(chunk)
        return take(count)
    }

    /// Gives back the end of what was taken last.
    func giveBack(_ count: Int) { used -= count }

    func copy(_ bytes: UnsafeRawBufferPointer) -> Text {
        let place = take(max(bytes.count, 1))
        if let base = bytes.baseAddress { place.copyMemory(from: base, byteCount: bytes.count) }
        return Text(start: UnsafeRawPointer(place), count: bytes.count)
    }

    func copy(_ text: String) -> Text {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    func reset() {
        // What one large block needed is not kept.
        while chunks.count > Self.keptChunks { chunks.removeLast().deallocate() }
        (current, used) = (0, 0)
    }

    private static let keptChunks = 64

    deinit { for chunk in chunks { chunk.deallocate() } }
}

/// UTF-8 that lies in an arena, or in a list that outlives every block.
struct Text {
    var start: UnsafeRawPointer
    var count: Int

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
    var string: String { String(decoding: bytes, as: UTF8.self) }
}
