import NIOCore
import PostgresWire

/// A frame's body, split from its header; the header's length must be the body's.
func body(of frame: ByteBuffer) throws -> ByteBuffer {
    var frame = frame
    guard let header = try FrameHeader.peek(&frame) else { throw BrokenFrame() }
    frame.moveReaderIndex(forwardBy: FrameHeader.size)
    guard frame.readableBytes == header.bodyLength else { throw BrokenFrame() }
    return frame
}

struct BrokenFrame: Error {}

/// Decodes a body given as bytes.
func decode<M: WireMessage>(_ type: M.Type, _ bytes: [UInt8]) throws(WireError) -> M {
    var buffer = ByteBuffer(bytes: bytes)
    return try M(body: &buffer)
}

func bytes(_ buffer: ByteBuffer) -> [UInt8] { Array(buffer.readableBytesView) }

func utf8(_ text: String) -> [UInt8] { Array(text.utf8) }

/// Hex with any white space between.
func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}
