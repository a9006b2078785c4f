import Keys
import Testing

@Suite struct PseudonymRootTests {
    private let root: PseudonymRoot

    init() throws { root = PseudonymRoot(try MasterKey(bytes: [UInt8](0..<32))) }

    /// Computed apart, with Python's hmac and a SipHash of its own.
    @Test func derivationIsPinned() throws {
        let known = try PseudonymRoot(
            bytes: Hex.bytes("e57943ff61a988791c5f1b08c81767efcc84932ff400c1c6ae925cee34da8958"))
        let expected = Seed(low: 0x76A2_2076_E95E_9422, high: 0xDCB8_14D3_2407_108D)
        let value = Array("ada@example.org".utf8)
        #expect(root.domainKey(domain: "email").seed(value.span) == expected)
        #expect(root.domainKey(tenant: "default", domain: "email").seed(value.span) == expected)
        #expect(known.domainKey(domain: "email").seed(value.span) == expected)
        let derived = Hex.bytes(
            "a4d02238ea7593aaccf8b450097e670e90b4a6f38588aea8dd1d7eef6e5233bc"
                + "131ca69ab2df1c35953ad719311ae45e2392acdc4c5ca78119f9eb860b090452")
        #expect(try DomainKey(bytes: derived).seed(value.span) == expected)
    }

    @Test func noTwoNamesShareAKey() {
        let names = [
            ("default", "email"), ("default", "Email"), ("Default", "email"), ("a", "bc"), ("ab", "c"), ("", "abc"),
            ("abc", ""), ("", ""), ("é", "x"), ("e\u{301}", "x"), ("a\u{0}", "b"), ("a", "\u{0}b"),
        ]
        let seeds = names.map { root.domainKey(tenant: $0.0, domain: $0.1).seed([UInt8]().span) }
        #expect(Set(seeds).count == names.count)
    }

    @Test func aRootHas32Bytes() {
        let error = #expect(throws: KeyError.self) { try PseudonymRoot(bytes: [1, 2, 3]) }
        #expect(error?.message == "the key has 3 bytes, it must have 32")
    }
}

enum Hex {
    static func bytes(_ text: String) -> [UInt8] {
        let digits = text.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}
