import NIOCore
import PostgresWire
import Testing

struct SCRAMServerTests {
    private let verifier = SCRAMVerifier(password: utf8("pencil"), salt: RFC7677.salt)
    private let endpoint = [UInt8](0..<32)

    @Test func exchangeOfTheRFC() throws {
        var server = try SCRAMServer(verifier: verifier, nonce: utf8(RFC7677.serverNonce))
        let first = try server.initialResponseReceived(response(RFC7677.clientFirst))
        #expect(first == utf8(RFC7677.serverFirst))
        let final = try server.clientFinalReceived(utf8(RFC7677.clientFinal))
        #expect(final == utf8(RFC7677.serverFinal))
        let isAuthenticated = server.isAuthenticated
        #expect(isAuthenticated)
    }

    @Test func initialResponseWithoutAMessage() throws {
        var server = try SCRAMServer(verifier: verifier, nonce: utf8(RFC7677.serverNonce))
        let nothing = try server.initialResponseReceived(.init(mechanism: "SCRAM-SHA-256", data: nil))
        #expect(nothing == nil)
        let first = try server.clientFirstReceived(utf8(RFC7677.clientFirst))
        #expect(first == utf8(RFC7677.serverFirst))
    }

    @Test func clientAndServerAgree() throws {
        for password in ["pencil", "pass wörd", "\u{2168}", "\u{7}", String(repeating: "x", count: 5_000)] {
            let verifier = SCRAMVerifier(password: utf8(password), salt: [1, 2, 3], iterations: 7)
            #expect(try login(verifier, password: password) == nil)
            #expect(try login(verifier, password: password + "x")?.code == .authenticationFailed)
            let stored = SCRAMVerifier(stored: verifier.stored)
            #expect(stored == verifier)
        }
        // Two spellings of one password after SASLprep.
        let nine = SCRAMVerifier(password: utf8("\u{2168}"), salt: [1], iterations: 1)
        #expect(try login(nine, password: "I\u{ad}X") == nil)
    }

    @Test func unknownUserFailsAtTheEndOnly() throws {
        let secret = utf8("server secret")
        let mock = SCRAMVerifier.mock(user: "nobody", secret: secret)
        #expect(mock.salt.count == 16)
        #expect(mock.iterations == SCRAMVerifier.defaultIterations)
        #expect(mock.salt == SCRAMVerifier.mock(user: "nobody", secret: secret).salt)
        #expect(mock.salt != SCRAMVerifier.mock(user: "nobody2", secret: secret).salt)
        #expect(mock.salt != SCRAMVerifier.mock(user: "nobody", secret: utf8("other")).salt)
        let error = try login(mock, password: "x")
        #expect(error?.code == .authenticationFailed)
        let wrong = try login(verifier, password: "x")
        #expect(error?.message == wrong?.message)
    }

    @Test func mockFailsEvenForARightProof() throws {
        // A mock whose keys were guessed: its stored form, read back, is a verifier like any other; the mock is not.
        let mock = SCRAMVerifier.mock(user: "nobody", secret: [1])
        #expect(SCRAMVerifier(stored: mock.stored) != mock)
    }

    // MARK: Channel binding

    @Test func mechanisms() {
        #expect(SCRAMServer.ChannelBinding.unavailable.mechanisms == ["SCRAM-SHA-256"])
        #expect(
            SCRAMServer.ChannelBinding.tlsServerEndPoint([1]).mechanisms == ["SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"])
    }

    @Test func boundExchange() throws {
        #expect(try boundLogin(data: endpoint, serverData: endpoint) == nil)
        #expect(try boundLogin(data: endpoint.reversed(), serverData: endpoint)?.code == .invalidAuthorization)
        #expect(try boundLogin(data: [], serverData: endpoint)?.code == .invalidAuthorization)
    }

    @Test(arguments: [
        ("SCRAM-SHA-256", "y,,n=,r=abc", WireError.Code.invalidAuthorization),
        ("SCRAM-SHA-256-PLUS", "y,,n=,r=abc", .malformed),
        ("SCRAM-SHA-256-PLUS", "n,,n=,r=abc", .malformed),
        ("SCRAM-SHA-256", "p=tls-server-end-point,,n=,r=abc", .malformed),
        ("SCRAM-SHA-256-PLUS", "p=tls-unique,,n=,r=abc", .unsupported),
        ("SCRAM-SHA-1", "n,,n=,r=abc", .unexpected),
        ("", "n,,n=,r=abc", .unexpected),
    ])
    func downgradesWherePlusWasOffered(mechanism: String, message: String, code: WireError.Code) throws {
        var server = try SCRAMServer(
            verifier: verifier, nonce: utf8("s"), channelBinding: .tlsServerEndPoint(endpoint))
        let error = caught { () throws(WireError) in
            _ = try server.initialResponseReceived(response(message, mechanism))
        }
        #expect(error?.code == code)
        let later = caught { () throws(WireError) in _ = try server.clientFirstReceived(utf8("n,,n=,r=abc")) }
        #expect(later?.code == .unexpected)
    }

    @Test func clientThatCannotBindMayLogInWherePlusWasOffered() throws {
        var server = try SCRAMServer(
            verifier: verifier, nonce: utf8(RFC7677.serverNonce), channelBinding: .tlsServerEndPoint(endpoint))
        _ = try server.initialResponseReceived(response(RFC7677.clientFirst))
        let final = try server.clientFinalReceived(utf8(RFC7677.clientFinal))
        #expect(final == utf8(RFC7677.serverFinal))
    }

    @Test func plusWhereItWasNotOffered() throws {
        var server = try SCRAMServer(verifier: verifier, nonce: utf8("s"))
        let error = caught { () throws(WireError) in
            _ = try server.initialResponseReceived(
                response("p=tls-server-end-point,,n=,r=abc", "SCRAM-SHA-256-PLUS"))
        }
        #expect(error?.code == .unexpected)
        server = try SCRAMServer(verifier: verifier, nonce: utf8("s"))
        let first = try server.initialResponseReceived(response("y,,n=,r=abc"))
        #expect(first != nil)
    }

    // MARK: Grammar

    @Test(arguments: [
        ("", WireError.Code.malformed), ("n", .malformed), ("n,", .malformed), ("n,,", .malformed),
        ("n,,n=", .malformed),
        ("x,,n=,r=a", .malformed), ("n,a=other,n=,r=a", .unsupported), ("n,,r=a", .malformed), ("n,,n=,r=", .malformed),
        ("n,,m=x,n=,r=a", .unsupported), ("n,,n=,r=a,m=x", .unsupported), ("n,,n=,r=a b", .malformed),
        ("n,,n=,r=a\0", .malformed), ("n,,n=,r=a,", .malformed), ("n,,n,r=a", .malformed), ("n,,=,r=a", .malformed),
        ("n,,n=,r=" + String(repeating: "x", count: 513), .malformed),
        ("n,," + String(repeating: "x", count: 70_000), .tooLong),
    ])
    func brokenClientFirst(message: String, code: WireError.Code) throws {
        var server = try SCRAMServer(verifier: verifier, nonce: utf8("s"))
        let error = caught { () throws(WireError) in _ = try server.initialResponseReceived(response(message)) }
        #expect(error?.code == code)
    }

    @Test(arguments: [
        ("", WireError.Code.malformed), ("c=biws", .malformed), ("c=biws,r=N", .malformed),
        ("c=biws,r=N,p=", .malformed), ("c=biws,r=N,p=QQ==", .malformed), ("c=biws,r=N,p=P,x=y", .malformed),
        ("c=biws,r=N,p=P,p=P", .malformed), ("r=N,c=biws,p=P", .malformed), ("c=biws,p=P", .malformed),
        ("c=biws,r=Nx,p=P", .malformed), ("c=biws,r=x,p=P", .malformed), ("c=biws,r=N,m=x,p=P", .unsupported),
        ("c=eSws,r=N,p=P", .invalidAuthorization), ("c=,r=N,p=P", .invalidAuthorization),
        ("c=biws,r=N,x=y,p=P", .authenticationFailed), ("c=biws,r=N,p=Z", .authenticationFailed),
    ])
    func brokenClientFinal(pattern: String, code: WireError.Code) throws {
        let message =
            pattern
            .replacing("=N", with: "=" + RFC7677.clientNonce + RFC7677.serverNonce)
            .replacing("=P", with: "=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
            .replacing("=Z", with: "=" + String(repeating: "A", count: 43) + "=")
        var server = try SCRAMServer(verifier: verifier, nonce: utf8(RFC7677.serverNonce))
        _ = try server.initialResponseReceived(response(RFC7677.clientFirst))
        let error = caught { () throws(WireError) in _ = try server.clientFinalReceived(utf8(message)) }
        #expect(error?.code == code)
        let again = caught { () throws(WireError) in
            _ = try server.clientFinalReceived(utf8(RFC7677.clientFinal))
        }
        #expect(again?.code == .unexpected)
    }

    @Test func randomMessagesNeverTrap() throws {
        var random = SeededGenerator(seed: 5)
        let alphabet = utf8("nypcrsivem=,,==abAB/+\0\u{ff}")
        for _ in 0..<3_000 {
            var server = try SCRAMServer(verifier: verifier, nonce: utf8("s"))
            let message = random.list(upTo: 24) { alphabet[Int.random(in: 0..<alphabet.count, using: &$0)] }
            _ = caught { () throws(WireError) in
                _ = try server.initialResponseReceived(
                    .init(mechanism: "SCRAM-SHA-256", data: ByteBuffer(bytes: message)))
            }
            server = try SCRAMServer(verifier: verifier, nonce: utf8("s"))
            _ = try server.initialResponseReceived(response("n,,n=,r=abc"))
            _ = caught { () throws(WireError) in _ = try server.clientFinalReceived(message) }
            var client = try SCRAMClient(password: Secret("x"), nonce: utf8("a"))
            _ = try client.clientFirst()
            _ = caught { () throws(WireError) in _ = try client.serverFirstReceived(message) }
        }
    }

    // MARK: Helpers

    private func response(_ message: String, _ mechanism: String = "SCRAM-SHA-256") -> SASLInitialResponse {
        SASLInitialResponse(mechanism: mechanism, data: ByteBuffer(string: message))
    }

    /// A whole exchange; the error it ended in.
    private func login(_ verifier: SCRAMVerifier, password: String) throws -> WireError? {
        var server = try SCRAMServer(verifier: verifier, nonce: utf8("server"))
        var client = try SCRAMClient(password: Secret(password), nonce: utf8("client"))
        return caught { () throws(WireError) in
            let clientFirst = ByteBuffer(bytes: try client.clientFirst())
            let first = try server.initialResponseReceived(.init(mechanism: "SCRAM-SHA-256", data: clientFirst))
            let clientFinal = try client.serverFirstReceived(first ?? [])
            try client.serverFinalReceived(try server.clientFinalReceived(clientFinal))
        }
    }

    /// The RFC's password with a binding; the client is spelled out, since ours does not bind.
    private func boundLogin(data: [UInt8], serverData: [UInt8]) throws -> WireError? {
        var server = try SCRAMServer(
            verifier: verifier, nonce: utf8("server"), channelBinding: .tlsServerEndPoint(serverData))
        let bare = "n=,r=client"
        let first = try server.initialResponseReceived(
            response("p=tls-server-end-point,," + bare, "SCRAM-SHA-256-PLUS"))
        let serverFirst = String(decoding: first ?? [], as: UTF8.self)
        let withoutProof = "c=" + base64(utf8("p=tls-server-end-point,,") + data) + ",r=clientserver"
        let proof = ReferenceSCRAM.proof(
            password: "pencil", salt: RFC7677.salt, iterations: 4_096,
            authMessage: bare + "," + serverFirst + "," + withoutProof)
        return caught { () throws(WireError) in
            _ = try server.clientFinalReceived(utf8(withoutProof + ",p=" + base64(proof)))
        }
    }
}
