/// Writes columns as records.
final class RecordWriter: Sendable {
    let entity: CompiledEntity
    let format: RecordFormat
    /// What stands before each field of a record (in CSV, not before the first).
    private let marks: [[UInt8]]
    private let statement: [UInt8]
    private let end: [UInt8]

    init(entity: CompiledEntity, format: RecordFormat) {
        self.entity = entity
        self.format = format
        let names = entity.fields.map(\.name)
        switch format {
        case .csv:
            marks = names.map { _ in [UInt8(ascii: ",")] }
            statement = []
            end = Array("\n".utf8)
        case .jsonl:
            marks = names.enumerated().map { Array("\($0 == 0 ? "{" : ",")\"\($1)\":".utf8) }
            statement = []
            end = Array("}\n".utf8)
        case .sql:
            marks = names.indices.map { Array(($0 == 0 ? "(" : ", ").utf8) }
            let list = names.map { "\"\($0)\"" }.joined(separator: ", ")
            statement = Array("INSERT INTO \"\(entity.name)\" (\(list)) VALUES\n".utf8)
            end = Array("),\n".utf8)
        }
    }

    /// What comes before the first record.
    var header: [UInt8] {
        format == .csv ? Array((entity.fields.map(\.name).joined(separator: ",") + "\n").utf8) : []
    }

    /// - Parameters:
    ///   - isFirst: nothing of the statement is written yet.
    ///   - isLast: the statement ends here.
    func write(_ block: Block, isFirst: Bool, isLast: Bool, into output: inout [UInt8]) {
        if isFirst { output.append(contentsOf: statement) }
        let (rows, width) = (block.rows.count, entity.fields.count)
        // Row by row, so that writing reads memory in its order, and touches no reference counts.
        withUnsafeTemporaryAllocation(of: Cell.self, capacity: rows * width) { cells in
            for (place, field) in entity.fields.enumerated() { fill(cells, from: place, with: field, of: block) }
            let room = end.count + marks.reduce(0) { $0 + $1.count }
            for row in 0..<rows {
                let cells = UnsafeBufferPointer(rebasing: cells[row * width..<(row + 1) * width])
                let room = cells.reduce(room) { $0 + ValuePen.room(for: $1.text, format) }
                output.append(addingCapacity: room) { span in
                    span.withUnsafeMutableBufferPointer { buffer, count in
                        guard let base = buffer.baseAddress else { return }
                        count += write(cells, at: UnsafeMutableRawPointer(base + count))
                    }
                }
            }
        }
        if isLast, format == .sql { output.replaceSubrange((output.count - 2)..., with: ";\n".utf8) }
    }

    /// - Returns: how many bytes were written.
    private func write(_ cells: UnsafeBufferPointer<Cell>, at place: UnsafeMutableRawPointer) -> Int {
        var pen = ValuePen(at: place)
        switch format {
        case .csv: writeCSV(cells, &pen)
        case .jsonl: writeMarked(cells, null: "null", &pen)
        case .sql: writeMarked(cells, null: "NULL", &pen)
        }
        pen.write(end)
        return pen.place - place
    }

    private func writeCSV(_ cells: UnsafeBufferPointer<Cell>, _ pen: inout ValuePen) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { pen.write(UInt8(ascii: ",")) }
            switch cell.form {
            case .null: break
            case .plain: pen.write(cell.text)
            case .text: pen.writeCSV(cell.text)
            }
        }
    }

    /// JSON or SQL: each value behind its mark.
    private func writeMarked(_ cells: UnsafeBufferPointer<Cell>, null: StaticString, _ pen: inout ValuePen) {
        for (index, cell) in cells.enumerated() {
            pen.write(marks[index])
            switch cell.form {
            case .null: pen.write(null)
            case .plain: pen.write(cell.text)
            case .text: format == .jsonl ? pen.writeJSON(cell.text) : pen.writeSQL(cell.text)
            }
        }
    }

    // MARK: cells

    private struct Cell {
        enum Form {
            case null
            /// Written as it is.
            case plain
            case text
        }

        var text: Text
        var form: Form
    }

    private func fill(
        _ cells: UnsafeMutableBufferPointer<Cell>, from place: Int, with field: CompiledEntity.Field, of block: Block
    ) {
        let form = form(of: block.columns[field.register].type)
        let nulls = field.nulls(in: block)
        var cell = place
        for (row, text) in block.texts(field.register).enumerated() {
            cells.initializeElement(at: cell, to: Cell(text: text, form: nulls?[row] == true ? .null : form))
            cell += entity.fields.count
        }
    }

    private func form(of type: ValueType) -> Cell.Form {
        switch type {
        case .integer, .decimal, .boolean: .plain
        case .text: .text
        case .date, .time, .datetime: format == .csv ? .plain : .text
        }
    }
}
