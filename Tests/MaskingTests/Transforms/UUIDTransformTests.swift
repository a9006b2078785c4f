import Masking
import Testing

@Suite struct UUIDTransformTests {
    let rule = TransformRule(kind: .uuid)
    let uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"

    @Test func textBinaryAndTextColumnsAgree() {
        let standIn = Kit.mask(rule, Kit.type(.uuid)).apply(uuid)
        #expect(standIn != uuid)
        #expect(standIn.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        let binary = Kit.mask(rule, Kit.type(.uuid), .binary).apply(bytes: BinaryForms.uuid(uuid))
        #expect(binary.map(BinaryForms.uuidText) == standIn)
        let text = Kit.mask(rule, Kit.type(.text))
        #expect(text.apply(uuid) == standIn)
        #expect(text.apply(uuid.uppercased()) == standIn.uppercased())
        #expect(text.apply("{\(uuid)}") == "{\(standIn)}")
        #expect(text.apply(uuid.filter { $0 != "-" }) == standIn.filter { $0 != "-" })
    }

    @Test(arguments: ["", "a0eebc99", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1g", "x"])
    func whatIsNoUUIDIsRedacted(value: String) {
        #expect(Kit.mask(rule, Kit.type(.text)).apply(value) == "[redacted]")
        #expect(Kit.mask(rule, Kit.type(.uuid)).apply(value) == "00000000-0000-0000-0000-000000000000")
        #expect(
            Kit.mask(rule, Kit.type(.uuid), .binary).apply(bytes: Array(value.utf8))
                == [UInt8](repeating: 0, count: 16))
    }
}
