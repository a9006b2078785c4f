import PostgresWire
import Testing

struct SCRAMVerifierTests {
    /// Of the RFC's exchange, in PostgreSQL's spelling.
    private let stored =
        "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:"
        + "wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="

    @Test func storedForm() {
        let verifier = SCRAMVerifier(password: utf8("pencil"), salt: RFC7677.salt)
        #expect(verifier.stored == stored)
        #expect(SCRAMVerifier(stored: stored) == verifier)
    }

    @Test func otherFormsAreNone() {
        let key = String(repeating: "A", count: 43) + "="
        for text in [
            "", "pencil", "md5a3556571e93b0d20722ba62be61e8c2d", stored + "x", stored + "$", "x" + stored,
            "SCRAM-SHA-1$4096:QQ==$\(key):\(key)", "SCRAM-SHA-256$0:QQ==$\(key):\(key)",
            "SCRAM-SHA-256$-1:QQ==$\(key):\(key)", "SCRAM-SHA-256$99999999:QQ==$\(key):\(key)",
            "SCRAM-SHA-256$4096:$\(key):\(key)", "SCRAM-SHA-256$4096$\(key):\(key)",
            "SCRAM-SHA-256$4096:QQ==$\(key)", "SCRAM-SHA-256$4096:QQ==$QQ==:\(key)",
            "SCRAM-SHA-256$4096:QQ==$\(key):QQ==", "SCRAM-SHA-256$4096:QQ==$\(key):\(key):\(key)",
        ] {
            #expect(SCRAMVerifier(stored: text) == nil, "\(text)")
        }
        #expect(SCRAMVerifier(stored: "SCRAM-SHA-256$4096:QQ==$\(key):\(key)") != nil)
    }
}

struct MD5PasswordTests {
    @Test func response() {
        // md5(md5("secretalice") hex + salt), computed by PostgreSQL's formula with another implementation.
        let answer = MD5Password.response(user: "alice", password: utf8("secret"), salt: [1, 2, 3, 4])
        #expect(String(decoding: answer, as: UTF8.self) == "md598a0412b9c31436fc53776e863350083")
    }
}
