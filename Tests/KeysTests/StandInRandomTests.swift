import Keys
import Testing

/// These figures fix every stand-in there is: they may never change.
@Suite struct StandInRandomTests {
    /// The first ten words from the state (1, 2), as other implementations of xoroshiro128++ have them.
    @Test func wordsAreXoroshiro128PlusPlus() {
        var random = StandInRandom(Seed(low: 1, high: 2))
        let words = (0..<10).map { _ in random.next() }
        #expect(
            words == [
                393_217, 669_327_710_093_319, 1_732_421_326_133_921_491, 11_394_790_081_659_126_983,
                9_555_452_776_773_192_676, 3_586_421_180_005_889_563, 1_691_397_964_866_707_553,
                10_735_626_796_753_111_697, 15_216_282_715_349_408_991, 14_247_243_556_711_267_923,
            ])
    }

    @Test func theAllZeroSeedHasAStateOfItsOwn() {
        var random = StandInRandom(Seed(low: 0, high: 0))
        #expect([random.next(), random.next()] == [0x2084_B218_42E7_3734, 0xC5D1_4650_5BA6_FB3E])
    }

    @Test func boundedNumbersArePinned() {
        var random = StandInRandom(Seed(low: 1, high: 2))
        let bounds: [UInt64] = [10, 10, 100, 1000, 6, 6, 3 << 62, 3 << 62, 3 << 62, 3 << 62]
        #expect(
            bounds.map { random.below($0) } == [
                0, 0, 9, 617, 3, 1, 1_268_548_473_650_030_664, 8_051_720_097_564_833_772, 11_412_212_036_512_056_743,
                10_685_432_667_533_450_942,
            ])
    }

    @Test func unitsArePinned() {
        var random = StandInRandom(Seed(low: 1, high: 2))
        #expect(
            (0..<3).map { _ in random.unit() } == [
                2.1316282072803006e-14, 3.628432786939584e-05, 0.09391474827273072,
            ])
    }

    @Test func boundedNumbersStayBelowAndAreEven() {
        var random = StandInRandom(Seed(low: 3, high: 4))
        #expect(random.below(0) == 0)
        #expect(random.below(1) == 0)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[Int(random.below(7))] += 1 }
        #expect(counts.allSatisfy { (9_500...10_500).contains($0) })
        #expect((0..<1_000).allSatisfy { _ in random.below(.max) < .max })
        #expect((0..<1_000).allSatisfy { _ in (0..<1).contains(random.unit()) })
    }
}
