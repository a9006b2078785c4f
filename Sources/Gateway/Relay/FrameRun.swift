import PostgresWire

/// Frames of one kind that lie whole in a buffer, one behind the other: the way of rows, which are many and short. What
/// begins the next frame, ends in the next read or breaks the protocol is not part of a run.
package struct FrameRun {
    let tag: UInt8
    /// The longest body.
    let limit: Int
    /// Where the next frame begins.
    package private(set) var offset = 0

    package init(of tag: UInt8, limit: Int) {
        self.tag = tag
        self.limit = limit
    }

    /// The place of the next frame's body; the run moves behind it.
    @inline(__always)
    package mutating func next(_ bytes: Span<UInt8>) -> Range<Int>? {
        guard bytes.count &- offset >= FrameHeader.size, bytes[offset] == tag else { return nil }
        let raw = bytes.bytes.unsafeLoadUnaligned(fromByteOffset: offset &+ 1, as: UInt32.self)
        let length = Int(UInt32(bigEndian: raw))
        guard length >= 4, length &- 4 <= limit, length < bytes.count &- offset else { return nil }
        let body = offset &+ FrameHeader.size
        offset = body &+ length &- 4
        return body..<offset
    }
}
