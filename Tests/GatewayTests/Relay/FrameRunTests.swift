import Gateway
import Testing

@Suite struct FrameRunTests {
    private static let row = UInt8(ascii: "D")

    private static func frame(_ tag: UInt8, length: UInt32, body: [UInt8]) -> [UInt8] {
        [tag] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) } + body
    }

    private static func frame(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] {
        frame(tag, length: UInt32(body.count) + 4, body: body)
    }

    private static func bodies(_ bytes: [UInt8], limit: Int = 1000) -> [[UInt8]] {
        var run = FrameRun(of: row, limit: limit)
        var found: [[UInt8]] = []
        while let body = run.next(bytes.span) { found.append(Array(bytes[body])) }
        return found
    }

    @Test func aRunEndsAtAnotherKindOfMessage() {
        let bytes = Self.frame(Self.row, [1, 2]) + Self.frame(Self.row, []) + Self.frame(UInt8(ascii: "C"), [3])
        #expect(Self.bodies(bytes + Self.frame(Self.row, [4])) == [[1, 2], []])
        #expect(Self.bodies([]) == [])
    }

    @Test func whatIsNotWholeIsNotPartOfIt() {
        let bytes = Self.frame(Self.row, [1, 2]) + Self.frame(Self.row, [3, 4, 5])
        for count in 0...bytes.count {
            let whole = count < 7 ? 0 : count < bytes.count ? 1 : 2
            #expect(Self.bodies(Array(bytes.prefix(count))).count == whole)
        }
    }

    @Test(arguments: [0, 1, 3, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff] as [UInt32])
    func animpossibleLengthIsNotPartOfIt(length: UInt32) {
        #expect(Self.bodies(Self.frame(Self.row, length: length, body: [UInt8](repeating: 0, count: 64))) == [])
    }

    @Test func aLongRowIsNotPartOfIt() {
        let bytes = Self.frame(Self.row, [UInt8](repeating: 1, count: 10)) + Self.frame(Self.row, [2, 2, 2])
        #expect(Self.bodies(bytes, limit: 10).count == 2)
        #expect(Self.bodies(bytes, limit: 9).count == 0)
    }
}
