import NIOCore
import PostgresWire
import Testing

/// What holds for every message alike.
struct WireMessageTests {
    @Test(arguments: allMessages.indices)
    func decodeOfEncodeIsIdentity(index: Int) throws {
        try checkIdentity(allMessages[index], seed: UInt64(index))
    }

    @Test(arguments: allMessages.indices)
    func cutsAndAdditionsAreRefused(index: Int) throws {
        try checkEnds(allMessages[index], seed: UInt64(index))
    }

    @Test(arguments: allMessages.indices)
    func damagedAndRandomBytesNeitherTrapNorChange(index: Int) throws {
        try checkDamage(allMessages[index], seed: UInt64(index))
    }

    private func checkIdentity<M: Arbitrary>(_ type: M.Type, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let message = M.arbitrary(&random)
            var buffer = ByteBuffer(string: "before")
            try message.write(into: &buffer)
            #expect(buffer.readString(length: 6) == "before")
            #expect(buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) == M.tag)
            var body = try body(of: buffer)
            #expect(try M(body: &body) == message)
            #expect(body.readableBytes == 0)
        }
    }

    private func checkEnds<M: Arbitrary>(_ type: M.Type, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<30 {
            let whole = bytes(try body(of: M.arbitrary(&random).frame()))
            for length in 0..<whole.count {
                let result = try? decode(M.self, Array(whole[..<length]))
                if M.isSelfDelimiting { #expect(result == nil, "cut to \(length) of \(whole.count)") }
            }
            for extra in [[0], [0, 0, 0, 0], [0x41]] as [[UInt8]] where M.isSelfDelimiting {
                #expect(throws: WireError(.malformed, "", tag: M.tag)) { try decode(M.self, whole + extra) }
            }
        }
    }

    /// Whatever is accepted must be written back byte for byte: no two readings of one message.
    private func checkDamage<M: Arbitrary>(_ type: M.Type, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<1_500 {
            var input = random.bytes(upTo: 40)
            if round % 3 != 0 {
                input = bytes(try body(of: M.arbitrary(&random).frame()))
                for _ in 0..<Int.random(in: 1...3, using: &random) where !input.isEmpty {
                    let place = Int.random(in: 0..<input.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: input[place] = random.integer()
                    case 1: input.remove(at: place)
                    default: input.insert(random.integer(), at: place)
                    }
                }
            }
            guard let message = try? decode(M.self, input) else { continue }
            #expect(bytes(try body(of: message.frame())) == input)
        }
    }
}
