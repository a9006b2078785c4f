import Keys
import Testing

@Suite struct MasterKeyTests {
    private let bytes = [UInt8](0..<32)
    private let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    @Test func readsAndWritesItsTextForm() throws {
        #expect(try MasterKey(base64: text).base64 == text)
        #expect(try MasterKey(base64: " \t\(text)\r\n\n").base64 == text)
        #expect(try MasterKey(bytes: bytes).base64 == text)
    }

    @Test(arguments: [("AAEC", 3), ("", 0), (" \n", 0), (String(repeating: "A", count: 88), 66)])
    func saysHowManyBytesItFound(_ text: String, _ count: Int) throws {
        let error = #expect(throws: KeyError.self) { try MasterKey(base64: text) }
        #expect(error?.code == .wrongKeyLength)
        #expect(error?.message == "the key has \(count) bytes, it must have 32")
    }

    @Test(arguments: ["not base64 at all", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "AAEC\u{0}AwQ=", "AAEC AwQF"])
    func refusesWhatIsNotBase64AndDoesNotQuoteIt(_ text: String) {
        let error = #expect(throws: KeyError.self) { try MasterKey(base64: text) }
        #expect(error?.code == .notBase64)
        #expect(error?.description.contains(text) == false)
    }

    @Test func everyGeneratedKeyIsNew() {
        let keys = Set((0..<100).map { _ in MasterKey.generate().base64 })
        #expect(keys.count == 100)
        #expect(keys.allSatisfy { $0.utf8.count == 44 })
    }
}

/// No key shows, however it is printed.
@Suite struct RedactionTests {
    @Test func noKeyShowsItself() throws {
        let bytes = [UInt8](repeating: 0xA7, count: 64)
        let master = try MasterKey(bytes: [UInt8](bytes[..<32]))
        let root = PseudonymRoot(master)
        let domain = try DomainKey(bytes: bytes)
        let permutation = try KeyedPermutation(key: domain)
        let secrets: [(any RedactedSecret, String)] = [
            (master, "MasterKey(redacted)"), (root, "PseudonymRoot(redacted)"), (domain, "DomainKey(redacted)"),
            (permutation, "KeyedPermutation(redacted)"),
            (try SmallPermutation(key: domain, count: 3), "SmallPermutation(redacted)"),
            (try domain.formatPreservingCipher(radix: 10), "FF1(redacted)"),
        ]
        for (secret, expected) in secrets {
            var printed = ""
            print(secret, terminator: "", to: &printed)
            var dumped = ""
            dump(secret, to: &dumped)
            var wrapped = ""
            dump([secret], to: &wrapped)
            #expect(printed == expected)
            #expect("\(secret)" == expected)
            #expect(String(describing: secret) == expected)
            #expect(String(reflecting: secret) == expected)
            #expect(Mirror(reflecting: secret).children.isEmpty)
            for text in [dumped, wrapped] {
                #expect(text.contains(expected))
                #expect(!text.contains("167") && !text.lowercased().contains("a7") && !text.contains(master.base64))
                #expect(!text.contains("k0") && !text.contains("bytes"))
            }
        }
    }
}
