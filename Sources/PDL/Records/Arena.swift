/// Memory for the texts of one block of records, taken from its end and given back all at once.
final class Arena {
    private var chunks: [UnsafeMutableRawBufferPointer]
    /// The chunk that is taken from, and what is left of it.
    private var current = 0
    private var place: UnsafeMutableRawPointer
    private var left: Int

    private static let chunkSize = 256 * 1024

    init() {
        let chunk = Self.chunk(Self.chunkSize)
        chunks = [chunk.buffer]
        place = chunk.start
        left = chunk.buffer.count
    }

    /// - Returns: `count` bytes, good until ``reset()``.
    func take(_ count: Int) -> UnsafeMutableRawPointer {
        if left < count + Text.overhang { next(count + Text.overhang) }
        defer {
            place += count
            left -= count
        }
        return place
    }

    /// To the next chunk that is large enough.
    private func next(_ count: Int) {
        repeat {
            current += 1
            if current == chunks.count { chunks.append(Self.chunk(max(count, Self.chunkSize)).buffer) }
            begin(current)
        } while left < count
    }

    private func begin(_ number: Int) {
        current = number
        guard let start = chunks[number].baseAddress else { return }
        place = start
        left = chunks[number].count
    }

    private static func chunk(_ size: Int) -> (start: UnsafeMutableRawPointer, buffer: UnsafeMutableRawBufferPointer) {
        let start = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        return (start, UnsafeMutableRawBufferPointer(start: start, count: size))
    }

    /// Bytes since the last reset, with what was left at the ends of chunks.
    var taken: Int { chunks[...current].reduce(0) { $0 + $1.count } - left }

    /// Gives back the end of what was taken last.
    func giveBack(_ count: Int) {
        place -= count
        left += count
    }

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
        for chunk in chunks where chunk.count > Self.chunkSize { chunk.deallocate() }
        chunks.removeAll { $0.count > Self.chunkSize }
        while chunks.count > Self.keptChunks { chunks.removeLast().deallocate() }
        begin(0)
    }

    private static let keptChunks = 64

    deinit { for chunk in chunks { chunk.deallocate() } }
}

/// UTF-8 that lies in an arena, or in a list that outlives every block. A few bytes behind it may be read.
struct Text {
    static let overhang = 7

    var start: UnsafeRawPointer
    var count: Int

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
    var string: String { String(decoding: bytes, as: UTF8.self) }
}
