import Keys
import Testing

@Suite struct RawSpanWordsTests {
    /// Of every length, and with other bytes on both sides, which must not get in.
    @Test func theLastWordHoldsWhatIsLeft() {
        let bytes = (0..<64).map { UInt8($0 * 3 + 1) }
        for start in 0..<9 {
            for count in 0..<40 {
                let span = bytes.span.extracting(start..<(start + count)).bytes
                let rest = count % 8
                let expected = (0..<rest).reduce(UInt64(0)) {
                    $0 | UInt64(bytes[start + count - rest + $1]) << (8 * $1)
                }
                #expect(span.lastWord == expected, "\(count) bytes from \(start)")
                if count >= 8 {
                    #expect(
                        span.word(at: 0) == (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * $1) })
                }
            }
        }
    }
}
