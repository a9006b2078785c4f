import Masking
import Testing

/// Stand-ins under the pseudonym root of 32 bytes 0x07. A change here is a change of every stand-in that users hold.
@Suite struct GoldenVectorTests {
    @Test(
        arguments: [
            (TransformKind.email, ValueType.Kind.text, "ann@corp.com", "cynthony.drakesjh9f6ryd@example.net"),
            (.firstName, .text, "Ann", "Agatto"),
            (.lastName, .text, "LEE", "RUSTANDEZ"), (.fullName, .text, "ann lee", "katasonne peter"),
            (.phone, .text, "+49 (0)30 123456", "+49 (0)17 226038"),
            (.digits, .text, "123-45-6789", "408-59-4575"), (.digits, .int4, "-1234567", "-3976207"),
            (.digits, .numeric, "1234.50", "2605.20"),
            (.uuid, .uuid, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "80eb3fcb-641f-4804-81cd-782dbc026c09"),
            (.dateShift, .date, "2024-02-29", "2025-01-21"),
            (.dateShift, .timestamptz, "2024-02-29 23:30:00.5-05", "2024-04-20 23:30:00.5-05"),
        ] as [(TransformKind, ValueType.Kind, String, String)])
    func standInsOfAFixedKey(kind: TransformKind, type: ValueType.Kind, value: String, expected: String) {
        #expect(Kit.mask(TransformRule(kind: kind), Kit.type(type)).apply(value) == expected)
    }

    @Test(arguments: [
        (ValueType.Kind.text, "123-45-6789", "253-08-2761"), (.int4, "1234", "7807"), (.text, "0042", "7201"),
    ])
    func bijectionsOfAFixedKey(type: ValueType.Kind, value: String, expected: String) {
        #expect(Kit.mask(TransformRule(kind: .digits, unique: true), Kit.type(type)).apply(value) == expected)
    }
}
