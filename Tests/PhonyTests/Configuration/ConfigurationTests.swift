import Testing

/// What a configuration may not say, where the message points, and what it advises.
@Suite struct ConfigurationTests {
    private static let sound = """
        version: 1
        key: {env: PHONY_TEST_KEY}
        listeners:
          - name: main
            protocol: postgres
            listen: 127.0.0.1:6432
            upstream: {url: "postgres://127.0.0.1:5432/shop", tls: disable}
            policy: team
            limits: {clients: 10, startup: 500ms, authentication: 15s, idle: 2h, drain: 0}
        policies:
          team:
            profile: app
            default: pass
            notifications: redact
            columns:
              public.users.email: email
              public.users.name: {transform: last_name, domain: names}
              public.users.id: pass
        """

    /// The sound one with some lines replaced.
    private static func with(_ replacements: [Int: String]) -> String {
        sound.split(separator: "\n").enumerated().map { replacements[$0 + 1] ?? String($1) }.joined(separator: "\n")
    }

    private static func with(_ line: Int, _ text: String) -> String { with([line: text]) }

    @Test func aSoundConfigurationIsSound() throws {
        let check = try CheckCommand(Self.sound, arguments: ["--resolved"])
        #expect(check.exitCode == 0)
        #expect(check.errors == [])
        #expect(check.output.contains("sound, 1 listener(s), 1 policy(ies)"))
        #expect(check.output.contains("public.users.name: last_name"))
    }

    @Test(arguments: [
        (1, "version: 2", "1: version is 2; this Phony reads version: 1"),
        (1, "vresion: 1", "1: unknown key “vresion” in the configuration; did you mean “version”?"),
        (
            2, "key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            "2: key must not stand in the file; write {env: NAME} or {file: PATH}"
        ),
        (2, "key: {sealed: x}", "2: key: sealed secrets are not there in this version"),
        (2, "key: {evn: X}", "2: key: unknown key “evn”"),
        (2, "key: {env: PHONY_TEST_KEY, file: x}", "2: key must be {env: NAME} or {file: PATH}"),
        (2, "key: {env: PHONY_TEST_NOTHING}", "2: key: the environment variable PHONY_TEST_NOTHING is not set"),
        (2, "key: {file: nothing.key}", "2: key: there is no file ./nothing.key"),
        (2, "audit: {}", "2: “audit” is reserved for a part of Phony that this version does not have"),
        (5, "    protocol: mysql", "5: protocol: mysql is not there in this version"),
        (5, "    protocol: oracle", "5: protocol is “oracle”; it must be postgres"),
        (6, "    listen: 127.0.0.1", "6: listen is “127.0.0.1”; it must be ADDRESS:PORT"),
        (6, "    listen: 127.0.0.1:65536", "6: listen is “127.0.0.1:65536”"),
        (6, "    listn: 127.0.0.1:6432", "6: unknown key “listn” in a listener; did you mean “listen”?"),
        (
            7, "    upstream: {url: \"postgres://127.0.0.1\", tls: {mode: require, certificate: a.crt}}",
            "7: tls: certificate and key go together"
        ),
        (
            7, "    upstream: {url: \"postgres://127.0.0.1\", tls: {negotiation: direct}}",
            "7: negotiation: direct needs mode require, verify-ca or verify-full"
        ),
        (
            7, "    upstream: {url: \"postgres://127.0.0.1\", tls: {mode: require, negotiation: straight}}",
            "7: negotiation"
        ),
        (
            7, "    upstream: {url: \"postgres://ada:secret@127.0.0.1/shop\"}",
            "7: url must not carry a user or password"
        ),
        (7, "    upstream: {url: \"mysql://127.0.0.1/shop\"}", "7: url is of scheme “mysql”"),
        (
            7, "    upstream: {url: \"postgres://127.0.0.1/shop\", tls: requrie}",
            "7: tls is “requrie”; it must be disable, prefer, require, verify-ca or verify-full; did you mean “require”?"
        ),
        (8, "    policy: taem", "8: there is no policy “taem”; did you mean “team”?"),
        (9, "    limits: {clients: 0}", "9: clients is “0”; it must be a whole number from 1 to 1000000"),
        (9, "    limits: {clients: many}", "9: clients is “many”; it must be a whole number"),
        (9, "    limits: {idle: 10}", "9: idle is “10”; it must be a duration such as 500ms, 15s, 2m or 1h"),
        (9, "    limits: {idle: -1s}", "9: idle is “-1s”; it must be a duration"),
        (9, "    limits: {idle: 1.5s}", "9: idle is “1.5s”; it must be a duration"),
        (9, "    limits: {idle: 99999999999999999999h}", "9: idle is “99999999999999999999h”"),
        (9, "    auth: terminate", "4: auth: terminate needs clients"),
        (9, "    clients: []", "9: clients are for auth: terminate"),
        (
            9, "    allow_from: [10.0.0.0/8]",
            "9: allow_from 10.0.0.0/8 is wider than loopback, which needs tls: {mode: require}"
        ),
        (9, "    allow_from: [10.0.0.0/33]", "9: “10.0.0.0/33” is no address range"),
        (9, "    tls: {mode: require}", "9: tls: mode require needs certificate and key"),
        (12, "    profile: human", "12: profile: human is not there in this version"),
        (12, "    profile: obsrve", "12: profile is “obsrve”; it must be app, observe or off; did you mean “observe”?"),
        (13, "    default: allow", "13: default is “allow”; it must be pass or redact"),
        (14, "    launder: deny", "14: launder: deny is not enforced by this version"),
        (16, "      public.users.email: emial", "16: unknown transform “emial”; did you mean “email”?"),
        (16, "      users.email: email", "16: “users.email” has 2 part(s); write schema.table.column"),
        (17, "      public.users.name: {transform: last_name, domian: x}", "17: unknown key “domian”"),
        (17, "      public.users.name: {transform: partial, pad: \"ab\"}", "17: pad must be one ASCII character"),
        (17, "      public.users.name: {transform: partial, keep_first: -1}", "17: keep_first is “-1”"),
        (17, "      public.users.name: {transform: constant}", "17: constant needs a value"),
        (
            17, "      public.users.name: {transform: email, inbound: fake}",
            "17: inbound: fake is not there in this version"
        ),
        (
            17, "      public.users.name: {transform: email, keep_domain: maybe}",
            "17: keep_domain must be true or false"
        ),
        (17, "      public.users.email: email", "17: the key “public.users.email” is given twice"),
        (18, "      PUBLIC.users.EMAIL: pass", "18: “PUBLIC.users.EMAIL” and “public.users.email”"),
        (18, "      public.users.id: [pass]", "18: the rule of public.users.id must be a mapping"),
        (18, "      public.users.id: {transform: pass, domain: x}", "18: unknown key “domain”"),
        (18, "   \tpublic.users.id: pass", "18: not valid YAML"),
    ])
    func whatIsWrongIsNamedWithItsLine(_ line: Int, _ text: String, _ expected: String) throws {
        let check = try CheckCommand(Self.with(line, text))
        #expect(check.exitCode == 1)
        #expect(check.errors.contains { $0.hasPrefix(expected) }, "\(check.errors)")
    }

    @Test func everyProblemIsToldAtOnce() throws {
        let check = try CheckCommand(
            Self.with([
                5: "    protocol: oracle", 9: "    limits: {idle: soon, nonsense: 1}", 13: "    default: allow",
            ]))
        #expect(Set(check.errors.map { $0.prefix { $0 != ":" } }) == ["5", "9", "13"])
        #expect(check.errors.count == 4)
    }

    @Test func anActivePolicyNeedsAKey() throws {
        let check = try CheckCommand(Self.with(2, "# nothing"))
        #expect(check.exitCode == 1)
        #expect(check.errors.contains { $0.contains("a policy is in use, but there is no “key”") }, "\(check.errors)")
        let off = try CheckCommand(Self.with(2, "# nothing").replacing("profile: app", with: "profile: off"))
        #expect(off.exitCode == 0, "\(off.errors)")
    }

    @Test func aKeyIsReadFromAFileBesideTheConfiguration() throws {
        let yaml = Self.with(2, "key: {file: phony.key}")
        #expect(try CheckCommand(yaml, files: ["phony.key": CheckCommand.key + "\n"]).exitCode == 0)
        let bad = try CheckCommand(yaml, files: ["phony.key": "c2VjcmV0LXNlY3JldA=="])
        #expect(bad.exitCode == 1)
        #expect(bad.errors.contains { $0.hasPrefix("2: key: the key file ./phony.key") }, "\(bad.errors)")
        #expect(!bad.errors.contains { $0.contains("c2VjcmV0") })
    }

    @Test func aSecretThatStandsInTheFileIsNotRepeated() throws {
        let secret = "hunter2hunter2"
        let client =
            "    auth: terminate\n    clients: [{user: ada, password: \(secret), upstream: {user: ada, password: \(secret)}}]"
        let check = try CheckCommand(Self.with(9, client))
        #expect(check.exitCode == 1)
        #expect(check.errors.count { $0.hasPrefix("10: password must not stand in the file") } == 2, "\(check.errors)")
        #expect(!(check.errors.joined() + check.output).contains(secret))
        let url = try CheckCommand(Self.with(7, "    upstream: {url: \"postgres://ada:\(secret)@127.0.0.1/shop\"}"))
        #expect(!(url.errors.joined() + url.output).contains(secret))
    }

    @Test func twoListenersMayNotShareANameOrAnAddress() throws {
        let twin = """
              - {name: %, protocol: postgres, listen: "127.0.0.1:$", upstream: {url: "postgres://127.0.0.1:5432/shop"}}
            """
        func check(_ name: String, _ port: String) throws -> CheckCommand {
            try CheckCommand(Self.with(9, twin.replacing("%", with: name).replacing("$", with: port)))
        }
        #expect(try check("main", "7000").errors == ["9: a listener named “main” stands already in line 4"])
        #expect(try check("other", "6432").errors == ["9: listener “main” in line 4 listens on 127.0.0.1:6432 already"])
        #expect(try check("other", "7000").exitCode == 0)
    }

    @Test func aFileThatIsEmptyOrNoMapping() throws {
        #expect(try CheckCommand("").errors.contains { $0.contains("the file is empty") })
        #expect(
            try CheckCommand("- a\n- b\n").errors.contains { $0.hasPrefix("1: the configuration must be a mapping") })
    }
}
