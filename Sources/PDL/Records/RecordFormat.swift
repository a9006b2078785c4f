/// How records are written.
package enum RecordFormat: String, CaseIterable, Sendable {
    /// RFC 4180, with a line of names first and LF at the end of lines. Null is an empty field, an empty text is `""`.
    case csv
    /// One JSON object a line.
    case jsonl
    /// INSERT statements of standard SQL, many rows each.
    case sql
}
