import NIOCore
import PostgresWire
import Testing

struct FrameHeaderTests {
    @Test func headerComesByteByByte() throws {
        var buffer = ByteBuffer()
        for byte in [UInt8(ascii: "D"), 0, 0, 1] {
            buffer.writeInteger(byte)
            #expect(try FrameHeader.peek(&buffer) == nil)
        }
        buffer.writeInteger(UInt8(2))
        let header = try FrameHeader.peek(&buffer)
        #expect(header == FrameHeader(tag: BackendTag.dataRow, bodyLength: 254))
        #expect(header?.frameLength == 259)
        #expect(buffer.readableBytes == 5)
    }

    @Test(arguments: [0, 1, 2, 3] as [UInt32])
    func lengthThatDoesNotCountItselfIsRefused(length: UInt32) {
        #expect(throws: WireError(.malformed, "", tag: 0x5a)) { try peek(length: length) }
    }

    @Test(arguments: [0x3fff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff] as [UInt32])
    func lengthOverTheBoundOrNegativeIsRefused(length: UInt32) {
        #expect(throws: WireError(.tooLong, "", tag: 0x5a)) { try peek(length: length) }
    }

    @Test func extremesAreAccepted() throws {
        #expect(try peek(length: 4)?.bodyLength == 0)
        #expect(try peek(length: 0x3fff_fffe)?.bodyLength == FrameHeader.bodyLimit)
    }

    @Test func onlyWhatIsStillToBeReadCounts() throws {
        var buffer = ByteBuffer(bytes: [1, 2, 0x5a, 0, 0, 0, 9, 3])
        buffer.moveReaderIndex(forwardBy: 2)
        #expect(try FrameHeader.peek(&buffer) == FrameHeader(tag: 0x5a, bodyLength: 5))
        #expect(buffer.readerIndex == 2)
        buffer.moveReaderIndex(forwardBy: 2)
        #expect(try FrameHeader.peek(&buffer) == nil)
    }

    @Test func writingChecksBeforeTheFirstByte() throws {
        var buffer = ByteBuffer()
        #expect(throws: WireError(.tooLong, "", tag: 0x44)) {
            try FrameHeader(tag: 0x44, bodyLength: FrameHeader.bodyLimit + 1).write(into: &buffer)
        }
        #expect(throws: WireError(.tooLong, "", tag: 0x44)) {
            try FrameHeader(tag: 0x44, bodyLength: 1 << 32).write(into: &buffer)
        }
        #expect(throws: WireError(.tooLong, "", tag: 0x44)) {
            try FrameHeader(tag: 0x44, bodyLength: -1).write(into: &buffer)
        }
        #expect(buffer.readableBytes == 0)
        let header = FrameHeader(tag: 0x44, bodyLength: FrameHeader.bodyLimit)
        try header.write(into: &buffer)
        #expect(try FrameHeader.peek(&buffer) == header)
    }

    private func peek(length: UInt32) throws -> FrameHeader? {
        var buffer = ByteBuffer()
        buffer.writeMultipleIntegers(UInt8(0x5a), length)
        return try FrameHeader.peek(&buffer)
    }
}
