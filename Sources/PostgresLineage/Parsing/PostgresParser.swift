internal import CPgQuery

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// PostgreSQL 15's own grammar (libpg_query), kept within limits and on threads with a large stack.
enum PostgresParser {
    /// Parses a text and reads its tree on one of those threads. `nil` where the text is over the limits, is not UTF-8,
    /// holds a NUL, does not read the same in every mode it may be meant in, or is not PostgreSQL 15's SQL.
    static func read<Result>(
        _ text: Span<UInt8>, mode: SQLMode, limits: SQLTextLimits = .standard, _ body: (JSONTape) -> Result?
    ) -> Result? {
        guard SQLTextMeasure.isReadable(text, mode: mode, limits: limits) else { return nil }
        var terminated = [UInt8]()
        terminated.reserveCapacity(text.count + 1)
        for index in text.indices {
            // The scanner accepts NUL inside quotes and comments; C would end the text there.
            guard text[index] != 0 else { return nil }
            terminated.append(text[index])
        }
        guard isUTF8(terminated) else { return nil }
        terminated.append(0)
        return ParserThreads.shared.run { parse(terminated, body) } ?? nil
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    private static func parse<Result>(_ terminated: [UInt8], _ body: (JSONTape) -> Result?) -> Result? {
        let result = terminated.withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { pg_query_parse($0.baseAddress) }
        }
        defer { pg_query_free_parse_result(result) }
        guard result.error == nil, let tree = result.parse_tree else { return nil }
        let length = strlen(tree)
        return tree.withMemoryRebound(to: UInt8.self, capacity: length) { start in
            JSONTape(UnsafeBufferPointer(start: start, count: length)).flatMap(body)
        }
    }
}
