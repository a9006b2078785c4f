import NIOCore
import PostgresWire
import Testing

/// The exchange of RFC 7677, section 3.
enum RFC7677 {
    static let clientNonce = "rOprNGfwEbeRWgbNEkqO"
    static let serverNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
    static let clientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    static let serverFirst =
        "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
    static let clientFinal =
        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    static let serverFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    static let salt = hex("5b6d99689d12358eeca04b141236fa81")

    static func client() throws -> SCRAMClient {
        try SCRAMClient(user: "user", password: Secret("pencil"), nonce: utf8(clientNonce))
    }
}

struct SCRAMClientTests {
    private let tag = BackendTag.authentication

    @Test func exchangeOfTheRFC() throws {
        var client = try RFC7677.client()
        let first = try client.clientFirst()
        #expect(first == utf8(RFC7677.clientFirst))
        let final = try client.serverFirstReceived(utf8(RFC7677.serverFirst))
        #expect(final == utf8(RFC7677.clientFinal))
        var isVerified = client.isVerified
        #expect(!isVerified)
        try client.serverFinalReceived(utf8(RFC7677.serverFinal))
        isVerified = client.isVerified
        #expect(isVerified)
    }

    @Test func keptKeysSpareTheDerivation() throws {
        let keys = SCRAMKeys(password: utf8("pencil"), salt: RFC7677.salt, iterations: 4_096)
        var client = try SCRAMClient(
            user: "user", password: Secret("not this one"), nonce: utf8(RFC7677.clientNonce), keys: keys)
        _ = try client.clientFirst()
        let final = try client.serverFirstReceived(utf8(RFC7677.serverFirst))
        #expect(final == utf8(RFC7677.clientFinal))

        let others = SCRAMKeys(password: utf8("pencil"), salt: RFC7677.salt, iterations: 1)
        client = try SCRAMClient(
            user: "user", password: Secret("pencil"), nonce: utf8(RFC7677.clientNonce), keys: others)
        _ = try client.clientFirst()
        let derived = try client.serverFirstReceived(utf8(RFC7677.serverFirst))
        #expect(derived == utf8(RFC7677.clientFinal))
        let kept = client.keys
        #expect(kept == keys)
    }

    @Test(arguments: [
        "", "x", "r=", "r=abc,s=QQ==,i=1", "s=QQ==,i=1", "r=rOprNGfwEbeRWgbNEkqO,s=QQ==,i=1",
        "r=rOprNGfwEbeRWgbNEkqOx", "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==", "r=rOprNGfwEbeRWgbNEkqOx,s=,i=1",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ=,i=1", "r=rOprNGfwEbeRWgbNEkqOx,s=Q!==,i=1",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=0", "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=-1",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=10000001", "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=99999999999999999999",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1x", "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1,", "r=rOprNGfwEbeRWgbNEkqO\u{7f},s=QQ==,i=1",
        "r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1\0", "i=1,s=QQ==,r=rOprNGfwEbeRWgbNEkqOx",
    ])
    func brokenServerFirst(message: String) throws {
        try expectFailure(.malformed, of: utf8(message))
    }

    @Test func mandatoryExtensionIsRefusedAndOthersIgnored() throws {
        try expectFailure(.unsupported, of: utf8("r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1,m=x"))
        var client = try RFC7677.client()
        _ = try client.clientFirst()
        _ = try client.serverFirstReceived(utf8("r=rOprNGfwEbeRWgbNEkqOx,s=QQ==,i=1,x=y"))
    }

    @Test func serverCannotMakeUsLarge() throws {
        let long = String(repeating: "x", count: 512 - 20)
        var client = try RFC7677.client()
        _ = try client.clientFirst()
        _ = try client.serverFirstReceived(utf8("r=rOprNGfwEbeRWgbNEkqO\(long),s=QQ==,i=1"))
        try expectFailure(.malformed, of: utf8("r=rOprNGfwEbeRWgbNEkqO\(long)x,s=QQ==,i=1"))
        let salt = String(repeating: "QUFB", count: 171)
        try expectFailure(.malformed, of: utf8("r=rOprNGfwEbeRWgbNEkqOx,s=\(salt),i=1"))
        try expectFailure(.tooLong, of: utf8("r=" + String(repeating: "x", count: 70_000)))
    }

    @Test func serverMustProveItself() throws {
        for (message, code) in [
            ("v=" + String(repeating: "A", count: 43) + "=", WireError.Code.authenticationFailed),
            ("v=", .authenticationFailed), ("v=QQ==", .authenticationFailed),
            ("e=invalid-proof", .authenticationFailed),
            ("", .malformed), ("v=!", .malformed), ("x=y", .malformed),
        ] {
            var client = try RFC7677.client()
            _ = try client.clientFirst()
            _ = try client.serverFirstReceived(utf8(RFC7677.serverFirst))
            let error = caught { () throws(WireError) in try client.serverFinalReceived(utf8(message)) }
            #expect(error?.code == code, "\(message)")
            let isVerified = client.isVerified
            #expect(!isVerified)
            let again = caught { () throws(WireError) in try client.serverFinalReceived(utf8(RFC7677.serverFinal)) }
            #expect(again?.code == .unexpected)
        }
    }

    @Test func orderIsKept() throws {
        var client = try RFC7677.client()
        let early = caught { () throws(WireError) in _ = try client.serverFirstReceived(utf8(RFC7677.serverFirst)) }
        #expect(early?.code == .unexpected)
        client = try RFC7677.client()
        _ = try client.clientFirst()
        let skipped = caught { () throws(WireError) in try client.serverFinalReceived(utf8(RFC7677.serverFinal)) }
        #expect(skipped?.code == .unexpected)
    }

    @Test(arguments: ["", "a,b", "a b", "\u{e9}", String(repeating: "x", count: 513)])
    func unusableNonces(nonce: String) {
        let error = caught { () throws(WireError) in _ = try SCRAMClient(password: Secret("x"), nonce: utf8(nonce)) }
        #expect(error?.code == .malformed)
    }

    private func expectFailure(
        _ code: WireError.Code, of message: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var client = try RFC7677.client()
        _ = try client.clientFirst()
        let error = caught { () throws(WireError) in _ = try client.serverFirstReceived(message) }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }
}

/// The error of a body that captures noncopyable state, which `#expect(throws:)` cannot.
func caught(_ body: () throws(WireError) -> Void) -> WireError? {
    do throws(WireError) {
        try body()
        return nil
    } catch {
        return error
    }
}
