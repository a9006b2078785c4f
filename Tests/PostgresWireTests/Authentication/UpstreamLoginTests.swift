import NIOCore
import PostgresWire
import Testing

struct UpstreamLoginTests {
    private let mechanisms = [utf8("SCRAM-SHA-256-PLUS"), utf8("SCRAM-SHA-256")]
    private let nonce: () -> [UInt8] = { [UInt8](repeating: 7, count: 18) }

    @Test func trustedServerAsksNothing() throws {
        var login = UpstreamLogin(user: "a", password: nil)
        let action = try login.receive(.ok, nonce: nonce)
        #expect(action == .authenticated(usedPassword: false))
        expect(&login, .ok, throws: .unexpected)
    }

    @Test func cleartextOnlyWhereAllowed() throws {
        var login = UpstreamLogin(user: "a", password: Secret("pw"), allowCleartext: true)
        let sent = try login.receive(.cleartextPassword, nonce: nonce)
        #expect(sent == .send(try PasswordMessage(password: Secret("pw")).frame()))
        let done = try login.receive(.ok, nonce: nonce)
        #expect(done == .authenticated(usedPassword: true))

        login = UpstreamLogin(user: "a", password: Secret("pw"))
        expect(&login, .cleartextPassword, throws: .unsupported)
        expect(&login, .ok, throws: .unexpected)
    }

    @Test func md5() throws {
        var login = UpstreamLogin(user: "alice", password: Secret("secret"))
        let sent = try login.receive(.md5Password(salt: [1, 2, 3, 4]), nonce: nonce)
        let response = MD5Password.response(user: "alice", password: utf8("secret"), salt: [1, 2, 3, 4])
        #expect(sent == .send(try PasswordMessage(password: Secret(response)).frame()))
        let done = try login.receive(.ok, nonce: nonce)
        #expect(done == .authenticated(usedPassword: true))
    }

    @Test func scramPicksItsMechanismFromTheWholeList() throws {
        let verifier = SCRAMVerifier(password: utf8("pw"), salt: [1, 2, 3], iterations: 5)
        var server = try SCRAMServer(verifier: verifier, nonce: utf8("srv"))
        var login = UpstreamLogin(user: "a", password: Secret("pw"))
        var keys = login.keys
        #expect(keys == nil)

        var initial = try frameBody(try login.receive(.sasl(mechanisms), nonce: nonce))
        let choice = try SASLInitialResponse(body: &initial)
        #expect(choice.mechanismText == "SCRAM-SHA-256")
        #expect(choice.data.map(String.init(buffer:))?.hasPrefix("n,,n=,r=BwcHBwcH") == true)
        let first = try server.initialResponseReceived(choice) ?? []
        var response = try frameBody(try login.receive(.saslContinue(ByteBuffer(bytes: first)), nonce: nonce))
        let final = try server.clientFinalReceived(bytes(try SASLResponse(body: &response).data))
        let nothing = try login.receive(.saslFinal(ByteBuffer(bytes: final)), nonce: nonce)
        #expect(nothing == .nothing)
        let done = try login.receive(.ok, nonce: nonce)
        #expect(done == .authenticated(usedPassword: true))
        keys = login.keys
        #expect(keys?.salt == [1, 2, 3])
        #expect(keys?.iterations == 5)
    }

    @Test func scramBindsToTheTLSSessionWhereTheServerOffersIt() throws {
        let (ours, another) = (utf8("end point"), utf8("of another"))
        for (seen, isRight) in [(ours, true), (another, false)] {
            let verifier = SCRAMVerifier(password: utf8("pw"), salt: [1, 2, 3], iterations: 5)
            var server = try SCRAMServer(
                verifier: verifier, nonce: utf8("srv"), channelBinding: .tlsServerEndPoint(ours))
            var login = UpstreamLogin(user: "a", password: Secret("pw"), endPoint: seen)
            var initial = try frameBody(try login.receive(.sasl(mechanisms), nonce: nonce))
            let choice = try SASLInitialResponse(body: &initial)
            #expect(choice.mechanismText == "SCRAM-SHA-256-PLUS")
            #expect(choice.data.map(String.init(buffer:))?.hasPrefix("p=tls-server-end-point,,n=,r=") == true)
            let first = try server.initialResponseReceived(choice) ?? []
            var response = try frameBody(try login.receive(.saslContinue(ByteBuffer(bytes: first)), nonce: nonce))
            let answer = bytes(try SASLResponse(body: &response).data)
            let final = try? server.clientFinalReceived(answer)
            #expect((final != nil) == isRight)
        }
    }

    @Test func aServerThatOffersNoBindingHearsThatItCouldBeHad() throws {
        var login = UpstreamLogin(user: "a", password: Secret("pw"), endPoint: utf8("end point"))
        var initial = try frameBody(try login.receive(.sasl([utf8("SCRAM-SHA-256")]), nonce: nonce))
        let choice = try SASLInitialResponse(body: &initial)
        #expect(choice.mechanismText == "SCRAM-SHA-256")
        #expect(choice.data.map(String.init(buffer:))?.hasPrefix("y,,n=,r=") == true)
    }

    @Test func okBeforeTheServerProvedItselfIsRefused() throws {
        let first = Authentication.saslContinue(
            ByteBuffer(string: "r=\(base64(nonce()))srv,s=QUJD,i=1"))
        for count in 1...2 {
            var login = UpstreamLogin(user: "a", password: Secret("pw"))
            _ = try login.receive(.sasl(mechanisms), nonce: nonce)
            if count == 2 { _ = try login.receive(first, nonce: nonce) }
            expect(&login, .ok, throws: .unexpected)
            expect(&login, first, throws: .unexpected)
        }
    }

    @Test func otherMethodInTheMiddleIsRefused() throws {
        for other in [.cleartextPassword, .md5Password(salt: [1, 2, 3, 4]), .sasl(mechanisms)] as [Authentication] {
            var login = UpstreamLogin(user: "a", password: Secret("pw"), allowCleartext: true)
            _ = try login.receive(.sasl(mechanisms), nonce: nonce)
            expect(&login, other, throws: .unexpected)
            login = UpstreamLogin(user: "a", password: Secret("pw"), allowCleartext: true)
            _ = try login.receive(.cleartextPassword, nonce: nonce)
            expect(&login, other, throws: .unexpected)
        }
    }

    @Test func wrongServerSignatureIsRefused() throws {
        var login = UpstreamLogin(user: "a", password: Secret("pw"))
        _ = try login.receive(.sasl(mechanisms), nonce: nonce)
        _ = try login.receive(
            .saslContinue(ByteBuffer(string: "r=\(base64(nonce()))srv,s=QUJD,i=1")), nonce: nonce)
        let forged = "v=" + String(repeating: "A", count: 43) + "="
        expect(&login, .saslFinal(ByteBuffer(string: forged)), throws: .authenticationFailed)
        expect(&login, .ok, throws: .unexpected)
    }

    @Test func unsupportedMethods() {
        let unknown = Authentication.unknown(kind: 99, ByteBuffer())
        for method in [.kerberosV5, .scmCredential, .gss, .sspi, unknown] as [Authentication] {
            var login = UpstreamLogin(user: "a", password: Secret("pw"))
            expect(&login, method, throws: .unsupported)
        }
        for list in [[], [utf8("SCRAM-SHA-256-PLUS")], [utf8("OAUTHBEARER")]] {
            var login = UpstreamLogin(user: "a", password: Secret("pw"))
            expect(&login, .sasl(list), throws: .unsupported)
        }
        for stray in [.saslContinue(ByteBuffer()), .saslFinal(ByteBuffer()), .gssContinue(ByteBuffer())]
            as [Authentication]
        {
            var login = UpstreamLogin(user: "a", password: Secret("pw"))
            expect(&login, stray, throws: .unexpected)
        }
    }

    @Test func missingOrEmptyPassword() {
        for password in [nil, Secret("")] {
            for method in [.cleartextPassword, .md5Password(salt: [1, 2, 3, 4]), .sasl(mechanisms)] as [Authentication]
            {
                var login = UpstreamLogin(user: "a", password: password, allowCleartext: true)
                expect(&login, method, throws: .authenticationFailed)
            }
        }
    }

    @Test func shortNonceIsRefused() {
        var login = UpstreamLogin(user: "a", password: Secret("pw"))
        let error = caught { () throws(WireError) in _ = try login.receive(.sasl(mechanisms), nonce: { [1, 2, 3] }) }
        #expect(error?.code == .malformed)
    }

    private func expect(
        _ login: inout UpstreamLogin, _ message: Authentication, throws code: WireError.Code,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let error = caught { () throws(WireError) in _ = try login.receive(message, nonce: nonce) }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }

    private func frameBody(_ action: UpstreamLogin.Action) throws -> ByteBuffer {
        guard case .send(let frame) = action else { throw BrokenFrame() }
        return try body(of: frame)
    }
}
