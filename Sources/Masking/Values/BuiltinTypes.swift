/// PostgreSQL's own types by OID, which are the same in every database (`pg_type.dat`).
enum BuiltinTypes {
    static func kind(of oid: UInt32) -> ValueType.Kind? {
        switch oid {
        // 705 is `unknown`, 2275 `cstring`: both are text to a client.
        case 25, 705, 2275: .text
        case 1043: .varchar
        case 1042: .bpchar
        case 19: .name
        case 18: .singleChar
        case 142: .xml
        case 21: .int2
        case 23: .int4
        case 20: .int8
        case 1700: .numeric
        case 700: .float4
        case 701: .float8
        case 26: .oid
        case 790: .money
        case 2950: .uuid
        case 16: .bool
        case 17: .bytea
        case 114: .json
        case 3802: .jsonb
        case 1082: .date
        case 1114: .timestamp
        case 1184: .timestamptz
        case 1083: .time
        case 1266: .timetz
        case 1186: .interval
        case 869: .inet
        case 650: .cidr
        case 829: .macaddr
        case 774: .macaddr8
        case 1560: .bit
        case 1562: .varbit
        case 3614: .tsvector
        case 3615: .tsquery
        case 3904, 3906, 3908, 3910, 3912, 3926: .range
        case 4451, 4532, 4533, 4534, 4535, 4536: .multirange
        default: nil
        }
    }

    static func elementType(ofArray oid: UInt32) -> UInt32? {
        switch oid {
        case 1009: 25
        case 1263: 2275
        case 1015: 1043
        case 1014: 1042
        case 1003: 19
        case 1002: 18
        case 143: 142
        case 1005: 21
        case 1007: 23
        case 1016: 20
        case 1231: 1700
        case 1021: 700
        case 1022: 701
        case 1028: 26
        case 791: 790
        case 2951: 2950
        case 1000: 16
        case 1001: 17
        case 199: 114
        case 3807: 3802
        case 1182: 1082
        case 1115: 1114
        case 1185: 1184
        case 1183: 1083
        case 1270: 1266
        case 1187: 1186
        case 1041: 869
        case 651: 650
        case 1040: 829
        case 775: 774
        case 1561: 1560
        case 1563: 1562
        case 3643: 3614
        case 3645: 3615
        case 3905: 3904
        case 3907: 3906
        case 3909: 3908
        case 3911: 3910
        case 3913: 3912
        case 3927: 3926
        case 6150: 4451
        case 6151: 4532
        case 6152: 4533
        case 6153: 4534
        case 6155: 4535
        case 6157: 4536
        default: nil
        }
    }
}
