import Foundation

/// The records of a CSV file (RFC 4180), read piece by piece: fields in double quotes may hold commas, quotes and line
/// breaks.
struct CSVReader {
    private var lines: LineReader
    private let path: String
    private let delimiter: UInt8
    /// Of the record last read, counted from 1.
    var line: Int { lines.line }
    var bytesRead: Int { lines.bytesRead }
    var size: Int? { lines.size }

    init(path: String, delimiter: UInt8) throws {
        self.path = path
        lines = try LineReader(path: path)
        self.delimiter = delimiter
    }

    /// The fields of the next record, as bytes; nil at the end. An empty line is no record.
    mutating func next() throws -> [[UInt8]]? {
        let quote = UInt8(ascii: "\"")
        var fields: [[UInt8]] = []
        var field: [UInt8] = []
        var isQuoted = false
        var first = 0
        while let bytes = try lines.next() {
            if first == 0 {
                if bytes.isEmpty { continue }
                first = line
            }
            var place = 0
            while place < bytes.count {
                let byte = bytes[place]
                place += 1
                if isQuoted {
                    if byte != quote {
                        field.append(byte)
                    } else if place < bytes.count, bytes[place] == quote {
                        field.append(quote)
                        place += 1
                    } else {
                        isQuoted = false
                    }
                } else if byte == quote, field.isEmpty {
                    isQuoted = true
                } else if byte == delimiter {
                    fields.append(field)
                    field = []
                } else {
                    field.append(byte)
                }
            }
            if isQuoted {
                field.append(0x0A)
                guard field.count < 16 << 20 else { break }
                continue
            }
            fields.append(field)
            return fields
        }
        guard first > 0 else { return nil }
        throw CommandFailure(description: "\(path):\(first): a quoted field does not end")
    }
}
