import Lineage
import Masking
import Testing

@Suite struct ValueTypeTests {
    @Test func builtinTypesAreKnownByOID() {
        for (kind, oid) in Kit.oids { #expect(ValueType(oid: oid, modifier: -1).kind == kind) }
        let array = ValueType(oid: 1015, modifier: 24)
        #expect(array.kind == .array(element: ValueType(oid: 1043, modifier: 24, kind: .varchar)))
        #expect(ValueType(oid: 99_999, modifier: -1).kind == .unknown)
    }

    @Test func extensionTypesComeFromTheCatalogue() {
        let types: [UInt32: CatalogType] = [
            20_000: CatalogType(id: 20_000, schema: "public", name: "citext", kind: .base),
            20_001: CatalogType(id: 20_001, schema: "public", name: "_citext", kind: .base, element: 20_000),
            20_002: CatalogType(id: 20_002, schema: "public", name: "address", kind: .domain, base: 25),
            20_003: CatalogType(id: 20_003, schema: "public", name: "circular", kind: .domain, base: 20_003),
            20_004: CatalogType(id: 20_004, schema: "public", name: "mood", kind: .enumeration),
            20_005: CatalogType(id: 20_005, schema: "public", name: "span", kind: .range),
            20_006: CatalogType(id: 20_006, schema: "public", name: "_mood", kind: .base, element: 20_004),
        ]
        func kind(_ oid: UInt32) -> ValueType.Kind { ValueType(oid: oid, modifier: -1, extensionTypes: types).kind }
        #expect(kind(20_000) == .citext)
        #expect(kind(20_001) == .array(element: ValueType(oid: 20_000, modifier: -1, kind: .citext)))
        #expect(kind(20_002) == .text)
        #expect(kind(20_003) == .unknown)
        #expect(kind(20_004) == .unknown)
        #expect(kind(20_005) == .range)
        #expect(kind(20_006) == .unknown)
    }
}
