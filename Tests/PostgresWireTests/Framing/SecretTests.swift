import NIOCore
import PostgresWire
import Testing

struct SecretTests {
    private let canary = "c4n4ry-hunter2"

    @Test func nothingShowsASecret() {
        let secret = Secret(canary)
        let holders: [Any] = [
            secret, PasswordMessage(password: secret), BackendKeyData(processID: 1, key: secret),
            CancelRequest(processID: 1, key: secret),
            SCRAMVerifier(password: utf8(canary), salt: [1], iterations: 1),
            SCRAMKeys(password: utf8(canary), salt: [1], iterations: 1),
            StartupPacket.cancel(CancelRequest(processID: 1, key: secret)),
        ]
        let spelled = utf8(canary).map(String.init).joined(separator: ", ")
        for holder in holders {
            var dumped = ""
            dump(holder, to: &dumped)
            for text in ["\(holder)", String(reflecting: holder), dumped] {
                #expect(!text.contains(canary))
                #expect(!text.contains(spelled))
            }
        }
    }

    @Test func keysOfAVerifierAreNotShown() {
        let verifier = SCRAMVerifier(password: utf8(canary), salt: [1], iterations: 1)
        let keys = verifier.stored.split(separator: "$").last.map(String.init) ?? ""
        #expect(!keys.isEmpty && !"\(verifier)".contains(keys))
        #expect("\(verifier)".contains("<redacted>"))
    }

    @Test func equalityIsByBytes() {
        #expect(Secret([1, 2]) == Secret([1, 2]))
        #expect(Secret([1, 2]) != Secret([1, 3]))
        #expect(Secret([1, 2]) != Secret([1, 2, 3]))
        #expect(Secret([]) == Secret([]))
    }

    @Test func errorsCarryNoPayload() {
        let body = utf8(canary)
        for type in allMessages {
            var buffer = ByteBuffer(bytes: [0, 0, 0, 99] + body)
            do { _ = try type.init(body: &buffer) } catch { #expect(!"\(error)".contains("c4n4ry")) }
        }
    }
}
