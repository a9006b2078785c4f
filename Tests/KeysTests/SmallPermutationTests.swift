import Keys
import Testing

@Suite struct SmallPermutationTests {
    /// Computed apart, in Python.
    @Test func tablesArePinned() throws {
        let root = PseudonymRoot(try MasterKey(bytes: [UInt8](0..<32)))
        let key = root.domainKey(domain: "email")
        let ten = try SmallPermutation(key: key, count: 10)
        #expect(try (0..<10).map { try ten.map($0) } == [2, 9, 3, 1, 4, 6, 0, 8, 5, 7])
        let thousand = try SmallPermutation(key: key, count: 1000)
        #expect(try (0..<5).map { try thousand.map($0) } == [194, 397, 826, 872, 588])
    }

    @Test(arguments: [1, 2, 3, 10, 257, 99_999])
    func everyNumberHasOneImageAndBack(_ count: Int) throws {
        let table = try SmallPermutation(key: try DomainKey(bytes: [UInt8](0..<64)), count: count)
        var seen = Set<UInt64>()
        for value in 0..<UInt64(count) {
            let image = try table.map(value)
            #expect(image < UInt64(count))
            #expect(try table.inverse(image) == value)
            seen.insert(image)
        }
        #expect(seen.count == count)
    }

    @Test func numbersOutsideAreRefused() throws {
        let key = try DomainKey(bytes: [UInt8](0..<64))
        let empty = try SmallPermutation(key: key, count: 0)
        #expect(throws: KeyError.self) { try empty.map(0) }
        let table = try SmallPermutation(key: key, count: 5)
        #expect(throws: KeyError.self) { try table.map(5) }
        #expect(throws: KeyError.self) { try table.inverse(.max) }
        #expect(throws: KeyError.self) { try SmallPermutation(key: key, count: -1) }
        #expect(throws: KeyError.self) { try SmallPermutation(key: key, count: 1_000_000) }
    }
}
