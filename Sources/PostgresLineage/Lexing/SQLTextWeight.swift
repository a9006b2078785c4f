/// Weighs tokens by how often the parser's tree will repeat them, never too low.
///
/// The only repetition in PostgreSQL's grammar is the assignment of many columns at once, `SET (a, b) = source`. Its list
/// follows SET or a comma directly, and its source goes on at most to the next comma at the same depth. Sources at one
/// depth lie beside each other, so the longest list since that comma bounds them; inside parentheses they multiply.
struct SQLTextWeight {
    private struct Level {
        /// How often whatever stands at this depth is repeated because of the levels around it.
        var base: Int
        var longestList = 1
        /// It may be a list of columns to assign.
        var mayBeList: Bool
        var elements = 1
    }

    private(set) var total = 0
    private var levels = [Level(base: 1, mayBeList: false)]
    private var followsSetOrComma = false
    /// Of the list that ended with the last token.
    private var closedList: Int?

    /// More than any limit; products stay below.
    private static let ceiling = 1 << 30

    mutating func count(_ token: SQLToken, _ text: Span<UInt8>) {
        let top = levels.count - 1
        let list = closedList
        closedList = nil
        var startsList = false
        switch token.kind {
        case .leftParenthesis, .leftBracket:
            levels.append(Level(base: factor(of: levels[top]), mayBeList: followsSetOrComma))
        case .rightParenthesis, .rightBracket:
            if top > 0 {
                if levels[top].mayBeList { closedList = levels[top].elements }
                levels.removeLast()
            }
        case .comma:
            levels[top].elements += 1
            levels[top].longestList = 1
            startsList = true
        case .symbol:
            if let list, text.equals(token, "=") { levels[top].longestList = max(levels[top].longestList, list) }
        case .identifier: startsList = text.equalsFolded(token, "set")
        default: break
        }
        followsSetOrComma = startsList
        total = min(total &+ factor(of: levels[levels.count - 1]), Self.ceiling)
    }

    private func factor(of level: Level) -> Int {
        let (product, overflows) = level.base.multipliedReportingOverflow(by: level.longestList)
        return overflows ? Self.ceiling : min(product, Self.ceiling)
    }
}

extension Span where Element == UInt8 {
    func equals(_ token: SQLToken, _ word: StaticString) -> Bool { extracting(token.range).equals(word) }
}
