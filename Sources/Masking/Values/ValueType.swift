package import Lineage

/// A column's declared type as RowDescription gives it, resolved to the codec that reads and writes its values.
package struct ValueType: Sendable, Hashable {
    package indirect enum Kind: Sendable, Hashable {
        case text, varchar, bpchar, name, citext, singleChar, xml
        case int2, int4, int8, numeric, float4, float8, oid, money
        case uuid, bool, bytea, json, jsonb
        case date, timestamp, timestamptz, time, timetz, interval
        case inet, cidr, macaddr, macaddr8, bit, varbit
        case tsvector, tsquery, range, multirange
        case array(element: ValueType)
        /// No codec: values of it cannot be replaced, only become NULL.
        case unknown
    }

    package var oid: UInt32
    /// The type modifier (atttypmod), -1 where there is none.
    package var modifier: Int32
    package var kind: Kind

    package init(oid: UInt32, modifier: Int32, kind: Kind) {
        self.oid = oid
        self.modifier = modifier
        self.kind = kind
    }

    /// `extensionTypes` are the types whose OIDs differ from database to database.
    package init(oid: UInt32, modifier: Int32, extensionTypes: [UInt32: CatalogType] = [:]) {
        self.init(oid: oid, modifier: modifier, extensionTypes: extensionTypes, depth: 0)
    }

    /// Domains nest and a hostile catalogue could make them circular, hence `depth`.
    private init(oid: UInt32, modifier: Int32, extensionTypes: [UInt32: CatalogType], depth: Int) {
        self.oid = oid
        self.modifier = modifier
        if let kind = BuiltinTypes.kind(of: oid) {
            self.kind = kind
        } else if let element = BuiltinTypes.elementType(ofArray: oid), let kind = BuiltinTypes.kind(of: element) {
            self.kind = .array(element: ValueType(oid: element, modifier: modifier, kind: kind))
        } else if let type = extensionTypes[oid], depth < 8 {
            if let element = type.element, element != oid {
                let resolved = ValueType(
                    oid: element, modifier: modifier, extensionTypes: extensionTypes, depth: depth &+ 1)
                switch resolved.kind {
                case .array, .unknown: kind = .unknown
                default: kind = .array(element: resolved)
                }
            } else if type.kind == .domain, let base = type.base {
                kind =
                    ValueType(oid: base, modifier: modifier, extensionTypes: extensionTypes, depth: depth &+ 1).kind
            } else {
                switch type.kind {
                case .base where type.name == "citext": kind = .citext
                case .range: kind = .range
                case .multirange: kind = .multirange
                default: kind = .unknown
                }
            }
        } else {
            kind = .unknown
        }
    }

    /// The most characters a value may have, where the type says so.
    package var characterLimit: Int? {
        switch kind {
        case .varchar, .bpchar: modifier >= 4 ? Int(modifier) - 4 : nil
        case .name: 63
        case .singleChar: 1
        default: nil
        }
    }
}

extension ValueType.Kind {
    /// Types whose values are characters, the same in text and in binary.
    package var isText: Bool {
        switch self {
        case .text, .varchar, .bpchar, .name, .citext: true
        default: false
        }
    }

    package var isInteger: Bool {
        switch self {
        case .int2, .int4, .int8: true
        default: false
        }
    }
}
