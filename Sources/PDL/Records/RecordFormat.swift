/// How records are written.
package enum RecordFormat: String, CaseIterable, Sendable {
    /// RFC 4180, with a line of names first and LF at the end of lines. Null is an empty field, an empty text is `""`.
    case csv
    /// One JSON object a line.
    case jsonl
    /// INSERT statements of standard SQL, many rows each.
    case sql
}

/// Writes columns as records.
struct RecordWriter {
    let entity: CompiledEntity
    let format: RecordFormat

    /// What comes before the first record.
    var header: [UInt8] {
        guard format == .csv else { return [] }
        var line: [UInt8] = []
        for (index, field) in entity.fields.enumerated() {
            if index > 0 { line.append(UInt8(ascii: ",")) }
            line.append(contentsOf: field.name.utf8)
        }
        return line + [0x0A]
    }

    /// - Parameters:
    ///   - isFirst: nothing of the statement is written yet.
    ///   - isLast: the statement ends here.
    func write(_ block: Block, isFirst: Bool, isLast: Bool, into output: inout [UInt8]) {
        let columns = entity.fields.map { field in
            (
                texts: block.texts(field.register), type: block.columns[field.register].type,
                nulls: field.nulls(in: block)
            )
        }
        for row in block.rows.indices {
            begin(isFirst && row == 0, &output)
            for (index, column) in columns.enumerated() {
                beginField(index, &output)
                if let nulls = column.nulls, nulls[row] {
                    if format != .csv { output.append(contentsOf: (format == .sql ? "NULL" : "null").utf8) }
                } else {
                    write(column.texts[row], column.type, &output)
                }
            }
            end(isLast && row == block.rows.count - 1, &output)
        }
    }

    // MARK: records

    private func begin(_ isFirst: Bool, _ output: inout [UInt8]) {
        switch format {
        case .csv: break
        case .jsonl: output.append(UInt8(ascii: "{"))
        case .sql:
            if isFirst {
                let names = entity.fields.map { "\"\($0.name)\"" }.joined(separator: ", ")
                output.append(contentsOf: "INSERT INTO \"\(entity.name)\" (\(names)) VALUES\n".utf8)
            }
            output.append(UInt8(ascii: "("))
        }
    }

    private func beginField(_ index: Int, _ output: inout [UInt8]) {
        switch format {
        case .csv: if index > 0 { output.append(UInt8(ascii: ",")) }
        case .jsonl:
            output.append(contentsOf: (index > 0 ? ",\"" : "\"").utf8)
            output.append(contentsOf: entity.fields[index].name.utf8)
            output.append(contentsOf: "\":".utf8)
        case .sql: if index > 0 { output.append(contentsOf: ", ".utf8) }
        }
    }

    private func end(_ isLast: Bool, _ output: inout [UInt8]) {
        switch format {
        case .csv: output.append(0x0A)
        case .jsonl: output.append(contentsOf: "}\n".utf8)
        case .sql: output.append(contentsOf: (isLast ? ");\n" : "),\n").utf8)
        }
    }

    // MARK: values

    private func write(_ text: Text, _ type: ValueType, _ output: inout [UInt8]) {
        switch format {
        case .csv: Self.csv(text.bytes, &output)
        case .jsonl: Self.isBare(type) ? output.append(contentsOf: text.bytes) : Self.json(text.bytes, &output)
        case .sql: Self.isBare(type) ? output.append(contentsOf: text.bytes) : Self.sql(text.bytes, &output)
        }
    }

    /// Written without quotes, in JSON and in SQL.
    private static func isBare(_ type: ValueType) -> Bool {
        switch type {
        case .integer, .decimal, .boolean: true
        case .text, .date, .datetime: false
        }
    }

    private static func csv(_ bytes: UnsafeRawBufferPointer, _ output: inout [UInt8]) {
        let quote = UInt8(ascii: "\"")
        let needsQuotes =
            bytes.isEmpty
            || bytes.contains { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return output.append(contentsOf: bytes) }
        output.append(quote)
        for byte in bytes {
            if byte == quote { output.append(quote) }
            output.append(byte)
        }
        output.append(quote)
    }

    private static func sql(_ bytes: UnsafeRawBufferPointer, _ output: inout [UInt8]) {
        let quote = UInt8(ascii: "'")
        output.append(quote)
        for byte in bytes {
            if byte == quote { output.append(quote) }
            output.append(byte)
        }
        output.append(quote)
    }

    private static func json(_ bytes: UnsafeRawBufferPointer, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0x0A: output.append(contentsOf: "\\n".utf8)
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                output.append(contentsOf: "\\u00\(digits.count == 1 ? "0" : "")\(digits)".utf8)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}
