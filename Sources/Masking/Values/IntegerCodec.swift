import BasicContainers

/// int2, int4 and int8 in both formats.
enum IntegerCodec {
    static func range(of kind: ValueType.Kind) -> ClosedRange<Int64>? {
        switch kind {
        case .int2: -32_768...32_767
        case .int4: -2_147_483_648...2_147_483_647
        case .int8: .min ... .max
        default: nil
        }
    }

    static func read(_ value: Span<UInt8>, _ kind: ValueType.Kind, _ format: WireFormat) -> Int64? {
        guard format == .binary else { return readDecimal(value) }
        switch kind {
        case .int2 where value.count == 2: return value.bigEndian(at: 0, as: Int16.self).map(Int64.init)
        case .int4 where value.count == 4: return value.bigEndian(at: 0, as: Int32.self).map(Int64.init)
        case .int8 where value.count == 8: return value.bigEndian(at: 0, as: Int64.self)
        default: return nil
        }
    }

    /// `number` lies in the kind's range.
    static func append(_ number: Int64, _ kind: ValueType.Kind, _ format: WireFormat, into out: inout ByteArray) {
        guard format == .binary else {
            if number < 0 { out.append(UInt8(ascii: "-")) }
            out.append(decimal: number.magnitude)
            return
        }
        switch kind {
        case .int2: out.append(bigEndian: Int16(truncatingIfNeeded: number))
        case .int4: out.append(bigEndian: Int32(truncatingIfNeeded: number))
        default: out.append(bigEndian: number)
        }
    }

    private static func readDecimal(_ text: Span<UInt8>) -> Int64? {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let first = isNegative ? 1 : 0
        guard text.count > first, text.count <= 20 else { return nil }
        var value: Int64 = 0
        for index in first..<text.count {
            guard text[index].isASCIIDigit else { return nil }
            let (shifted, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Int64(text[index] &- .zero)
            // Downwards for negative numbers: there is one more of them.
            let (sum, isTooLargeToo) =
                isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            guard !isTooLarge, !isTooLargeToo else { return nil }
            value = sum
        }
        return value
    }
}
