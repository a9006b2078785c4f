import Gateway
import PostgresWire
import Testing

/// What of an error may leave: the server's own sentences, known names, known codes.
@Suite struct ErrorCleanserTests {
    private typealias Code = ErrorFields.Code
    private static let secret = "ada@house.example"
    private let cleanser = ErrorCleanser(identifiers: [
        "users", "email", "users_email_key", "public", "orders", "User Data",
    ])

    private func fields(_ message: String, code: String = "23505", _ more: [UInt8: String] = [:]) -> ErrorFields {
        var fields = ErrorFields(severity: "ERROR", code: code, message: message)
        fields[Code.routine] = Array("ExecConstraints".utf8)
        for (code, text) in more { fields[code] = Array(text.utf8) }
        return fields
    }

    private func message(_ text: String, code: String = "23505") -> String? {
        cleanser.cleanse(fields(text, code: code)).text(Code.message)
    }

    private func detail(_ text: String) -> String? {
        cleanser.cleanse(fields("x", [Code.detail: text])).text(Code.detail)
    }

    @Test func noFieldCarriesAValue() {
        // Fields whose content the server's own code fixes.
        let fixed: Set<UInt8> = [
            Code.severity, Code.severityNonLocalized, Code.position, Code.internalPosition, Code.file, Code.line,
            Code.routine,
        ]
        for code in (UInt8(33)...126) where !fixed.contains(code) {
            for text in [Self.secret, "\"\(Self.secret)\"", "Key (email)=(\(Self.secret)) already exists."] {
                var fields = fields("harmless")
                fields[code] = Array(text.utf8)
                let cleansed = cleanser.cleanse(fields)
                for field in cleansed.fields {
                    // The server's sentences put every value in quotes; what is not quoted is taken for its own words.
                    let isSentence = code == Code.message && field.code == code && !text.contains("\"")
                    #expect(!field.value.contains(Self.secret) || isSentence, "\(code): \(text)")
                }
            }
        }
    }

    @Test func knownNamesStay() {
        let sentences = [
            "duplicate key value violates unique constraint \"users_email_key\"",
            "null value in column \"email\" of relation \"users\" violates not-null constraint",
            "insert or update on table \"users\" violates foreign key constraint \"users_email_key\"",
            "update or delete on table \"users\" violates foreign key constraint \"users_email_key\" on table \"orders\"",
        ]
        for sentence in sentences { #expect(message(sentence) == sentence) }
        let cleansed = cleanser.cleanse(
            fields(
                "x",
                [
                    Code.schema: "public", Code.table: "users", Code.column: "email",
                    Code.constraint: "users_email_key", Code.dataType: "secret",
                ]))
        #expect(cleansed.text(Code.schema) == "public")
        #expect(cleansed.text(Code.table) == "users")
        #expect(cleansed.text(Code.column) == "email")
        #expect(cleansed.text(Code.constraint) == "users_email_key")
        #expect(cleansed.text(Code.dataType) == nil)
    }

    @Test(arguments: [
        ("invalid input syntax for type integer: \"ada\"", "invalid input syntax for type integer: \"…\""),
        ("invalid input syntax for type integer: \"a\"d\"a\"", "invalid input syntax for type integer: \"…\""),
        // A value that pretends to be names and the server's words.
        ("value \"users\" on table \"ada\"", "value \"…\""),
        ("value \"users\" ada \"email\"", "value \"…\""),
        ("value \"users\" and \"ada", "value \"…\"ada"),
        ("value \"", "value \"…\""),
        (
            "column \"email\" is of type integer but 4711 was given",
            "column \"email\" is of type integer but … was given"
        ),
        ("value too long for type character varying(10)", "value too long for type character varying(10)"),
        ("value 4711 is out of range", "value … is out of range"),
        ("value ١٢٣ is out of range", "value … is out of range"),
    ])
    func quotesAndNumbers(_ text: String, _ expected: String) {
        #expect(message(text) == expected)
    }

    @Test func detailsOfKeysShowTheColumnsOnly() {
        #expect(detail("Key (email)=(ada) already exists.") == "Key (email)=(…) already exists.")
        #expect(detail("Key (email, id)=(ada, 1) already exists.") == "Key (email, …)=(…) already exists.")
        #expect(detail("Key (lower(email))=(ada) already exists.") == "Key (…)=(…) already exists.")
        #expect(detail("Key (\"User Data\")=(ada) is duplicated.") == "Key (\"User Data\")=(…) is duplicated.")
        #expect(
            detail("Key (email)=(ada) is not present in table \"users\".")
                == "Key (email)=(…) is not present in table \"users\".")
        #expect(
            detail("Key (email)=(ada) is still referenced from table \"orders\".")
                == "Key (email)=(…) is still referenced from table \"orders\".")
        #expect(detail("Key (email)=(ada) is still referenced from table \"ada\".") == "Key (email)=(…).")
        #expect(detail("Failing row contains (1, ada, null).") == "Failing row contains (…).")
        #expect(detail("Anything else about ada") == "…")
        // A value that closes its own bracket.
        let evil = "Key (email)=(x)=(users) already exists.) already exists."
        #expect(detail(evil) == "Key (email)=(…) already exists.")
        #expect(
            detail("Key (email)=(ada is not present in table \"users\".")
                == "Key (email)=(…) is not present in table \"users\".")
    }

    @Test func codesThatNobodyKnowsBecomeRaises() {
        for code in ["ADA01", "12345", "P0042", "ada", ""] {
            let cleansed = cleanser.cleanse(fields("ada", code: code))
            #expect(cleansed.sqlState == "P0001", "\(code)")
            #expect(cleansed.text(Code.message) == "…", "\(code)")
        }
        for code in ["23505", "40001", "57014", "22P02"] {
            #expect(cleanser.cleanse(fields("x", code: code)).sqlState == code)
        }
    }

    @Test func whatSomebodysCodeWroteIsHidden() {
        for routine in [
            "exec_stmt_raise", "exec_stmt_assert", "PLy_elog_impl", "plperl_call", "pltcl_elog", "dblink_res_error",
            "pgfdw_report_error",
        ] {
            let fields = fields("ada", [Code.routine: routine])
            #expect(cleanser.cleanse(fields).text(Code.message) == "…", "\(routine)")
        }
        var nobody = fields("ada")
        nobody.fields.removeAll { $0.code == Code.routine }
        #expect(cleanser.cleanse(nobody).text(Code.message) == "…")
        #expect(message("ada", code: "P0001") == "…")
        #expect(message("ada", code: "HV000") == "…")
    }

    @Test func errorsAboutTheTextOfTheStatementStayWhole() {
        let text = "column \"emial\" does not exist"
        let error = fields(
            text, code: "42703",
            [Code.position: "8", Code.hint: "Perhaps you meant to reference the column \"users.email\"."])
        let cleansed = cleanser.cleanse(error)
        #expect(cleansed.text(Code.message) == text)
        #expect(cleansed.text(Code.hint)?.hasPrefix("Perhaps") == true)
        // The same with a context comes from a function, whose text the client did not send.
        let inside = fields(
            text, code: "42703",
            [Code.position: "8", Code.context: "PL/pgSQL function f()", Code.internalQuery: "SELECT 'ada'"])
        let other = cleanser.cleanse(inside)
        #expect(other.text(Code.message) == "column \"…\" does not exist")
        #expect(other.text(Code.context) == "…")
        #expect(other.text(Code.internalQuery) == "…")
        #expect(cleanser.cleanse(fields(text, code: "42703")).text(Code.message) == "column \"…\" does not exist")
    }

    @Test func hintsAndUnknownFieldsGo() {
        let cleansed = cleanser.cleanse(fields("x", [Code.hint: "ada", UInt8(ascii: "Z"): "ada"]))
        #expect(cleansed.text(Code.hint) == "…")
        #expect(cleansed[UInt8(ascii: "Z")] == nil)
    }
}
