/// A regular expression as what texts are made from: a subset without looking around or back, so that every choice can be
/// drawn where it stands.
///
///     pattern  = branch { "|" branch }
///     branch   = { atom [ "?" | "*" | "+" | "{" n [ "," [ m ] ] "}" ] }
///     atom     = character | "." | class | "\d" "\w" "\s" "\D" "\W" "\S" "\t" "\n" "\r" | "\" character
///              | "(" [ "?:" ] pattern ")"
///
/// What has no end of its own (`*`, `+`, `{n,}`) has at most eight more than it must. `.`, and what a class excludes from, is
/// printable ASCII; `\s` is a space. `^` in front and `$` at the end change nothing.
struct TextPattern: Sendable {
    indirect enum Node: Sendable {
        /// Ascending, each once.
        case oneOf([Unicode.Scalar])
        case sequence([Node])
        case anyOf([Node])
        case repeated(Node, ClosedRange<Int>)
    }

    let root: Node

    static let unboundedMore = 8
    /// Of a text, in bytes.
    static let longest = 4096

    init(_ pattern: String) throws(ExpressionError) {
        var parser = TextPatternParser(pattern)
        root = try parser.whole()
        guard Self.length(root) <= Self.longest else {
            throw ExpressionError(place: 1, message: "texts would be longer than \(Self.longest) bytes")
        }
        guard Self.work(root) <= Self.mostWork else {
            throw ExpressionError(place: 1, message: "too much is repeated within repetitions")
        }
    }

    /// Nodes that are visited for a text: empty groups can be repeated, too.
    private static func work(_ node: Node) -> Int {
        switch node {
        case .oneOf: return 1
        case .sequence(let nodes): return nodes.reduce(1) { min($0 + work($1), mostWork + 1) }
        case .anyOf(let nodes): return 1 + (nodes.map(work).max() ?? 0)
        case .repeated(let node, let counts): return min(1 + work(node) * counts.upperBound, mostWork + 1)
        }
    }

    private static let mostWork = 65_536

    /// At most, in bytes.
    private static func length(_ node: Node) -> Int {
        switch node {
        case .oneOf(let scalars): return scalars.map(\.utf8.count).max() ?? 0
        case .sequence(let nodes): return nodes.reduce(0) { min($0 + length($1), longest + 1) }
        case .anyOf(let nodes): return nodes.map(length).max() ?? 0
        case .repeated(let node, let counts): return min(length(node) * counts.upperBound, longest + 1)
        }
    }

    /// All texts are of one form: there are no alternatives, and no number of repetitions that is drawn. Then each choice
    /// makes another text.
    var isUniform: Bool { Self.isUniform(root) }

    private static func isUniform(_ node: Node) -> Bool {
        switch node {
        case .oneOf: true
        case .sequence(let nodes): nodes.allSatisfy(isUniform)
        case .anyOf: false
        case .repeated(let node, let counts): counts.count == 1 && isUniform(node)
        }
    }

    /// Of a uniform pattern: of how many things each choice is one.
    var choices: [Int] {
        var choices: [Int] = []
        var text: [UInt8] = []
        write(into: &text) {
            choices.append($0)
            return 0
        }
        return choices
    }

    /// Appends a text.
    ///
    /// - Parameter choose: a number below its argument; asked once for each choice of more than one thing, from left to
    ///   right: which character, which alternative, how many repetitions.
    func write(into text: inout [UInt8], choosing choose: (Int) -> Int) { Self.write(root, &text, choose) }

    private static func write(_ node: Node, _ text: inout [UInt8], _ choose: (Int) -> Int) {
        switch node {
        case .oneOf(let scalars): text.append(contentsOf: scalars[scalars.count > 1 ? choose(scalars.count) : 0].utf8)
        case .sequence(let nodes): for node in nodes { write(node, &text, choose) }
        case .anyOf(let nodes): write(nodes[nodes.count > 1 ? choose(nodes.count) : 0], &text, choose)
        case .repeated(let node, let counts):
            let more = counts.count > 1 ? choose(counts.count) : 0
            for _ in 0..<counts.lowerBound + more { write(node, &text, choose) }
        }
    }
}

/// Reads a ``TextPattern``.
private struct TextPatternParser {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var depth = 0

    private static let deepest = 32
    private static let longest = 1000
    /// Of a range: that of the commonest Chinese characters fits.
    private static let widest: UInt32 = 0x5200
    private static let printable = (0x20...0x7E).compactMap { Unicode.Scalar(UInt32($0)) }
    private static let digits = Array("0123456789".unicodeScalars)
    private static let word = digits + Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz".unicodeScalars)

    init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    mutating func whole() throws(ExpressionError) -> TextPattern.Node {
        guard !scalars.isEmpty, scalars.count <= Self.longest else {
            throw ExpressionError(place: 1, message: "a pattern has 1 to \(Self.longest) characters")
        }
        if current == "^" { place += 1 }
        let node = try alternatives()
        if current == ")" { throw error("there is no ( for it") }
        return node
    }

    private mutating func alternatives() throws(ExpressionError) -> TextPattern.Node {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw error("groups are nested deeper than \(Self.deepest)") }
        var branches = [try branch()]
        while current == "|" {
            place += 1
            branches.append(try branch())
        }
        return branches.count == 1 ? branches[0] : .anyOf(branches)
    }

    private mutating func branch() throws(ExpressionError) -> TextPattern.Node {
        var nodes: [TextPattern.Node] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            if scalar == "$", place == scalars.count - 1 {
                place += 1
                break
            }
            let atom = try atom()
            nodes.append(try quantified(atom))
        }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom() throws(ExpressionError) -> TextPattern.Node {
        guard let scalar = current else { throw error("the pattern ends too early") }
        switch scalar {
        case "(": return try group()
        case "[": return .oneOf(try characterClass())
        case ".":
            place += 1
            return .oneOf(Self.printable)
        case "\\": return .oneOf(try escape())
        case "?", "*", "+", "{": throw error("there is nothing to repeat here; \\\(scalar) stands for itself")
        case "^", "$": throw error("an anchor inside a pattern; \\\(scalar) stands for itself")
        default:
            place += 1
            return .oneOf([scalar])
        }
    }

    private mutating func group() throws(ExpressionError) -> TextPattern.Node {
        let start = place
        place += 1
        if current == "?" {
            guard place + 1 < scalars.count, scalars[place + 1] == ":" else {
                throw error("of groups, only ( ) and (?: ) are known")
            }
            place += 2
        }
        let node = try alternatives()
        guard current == ")" else {
            place = start
            throw error("the group does not end")
        }
        place += 1
        return node
    }

    private mutating func quantified(_ node: TextPattern.Node) throws(ExpressionError) -> TextPattern.Node {
        let counts: ClosedRange<Int>
        switch current {
        case "?": counts = 0...1
        case "*": counts = 0...TextPattern.unboundedMore
        case "+": counts = 1...1 + TextPattern.unboundedMore
        case "{": return .repeated(node, try bounds())
        default: return node
        }
        place += 1
        try refuseSecondQuantifier()
        return .repeated(node, counts)
    }

    private mutating func bounds() throws(ExpressionError) -> ClosedRange<Int> {
        let start = place
        place += 1
        let least = number()
        var most = least
        if current == "," {
            place += 1
            most = current == "}" ? least.map { $0 + TextPattern.unboundedMore } : number()
        }
        guard let least, let most, least <= most, most <= TextPattern.longest, current == "}" else {
            place = start
            throw error("a number of repetitions is {3}, {3,} or {3,5}, and at most \(TextPattern.longest)")
        }
        place += 1
        try refuseSecondQuantifier()
        return least...most
    }

    private func refuseSecondQuantifier() throws(ExpressionError) {
        if let scalar = current, "?*+{".unicodeScalars.contains(scalar) {
            throw error("what is repeated is repeated again; put it into ( )")
        }
    }

    private mutating func number() -> Int? {
        var number: Int?
        while let scalar = current, let digit = Self.digits.firstIndex(of: scalar) {
            number = min((number ?? 0) * 10 + digit, 100_000)
            place += 1
        }
        return number
    }

    // MARK: characters

    private mutating func characterClass() throws(ExpressionError) -> [Unicode.Scalar] {
        let start = place
        place += 1
        let isExcluding = current == "^"
        if isExcluding { place += 1 }
        var members: Set<Unicode.Scalar> = []
        var isFirst = true
        while let scalar = current, scalar != "]" || isFirst {
            isFirst = false
            let low = scalar == "\\" ? try escape() : [scalar]
            if scalar != "\\" { place += 1 }
            guard low.count == 1, current == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else {
                members.formUnion(low)
                continue
            }
            place += 1
            let isEscaped = current == "\\"
            let high = isEscaped ? try escape() : [scalars[place]]
            if !isEscaped { place += 1 }
            guard high.count == 1, low[0] <= high[0], high[0].value - low[0].value <= Self.widest else {
                throw error("no range ends here")
            }
            members.formUnion((low[0].value...high[0].value).compactMap { Unicode.Scalar($0) })
        }
        let chosen = isExcluding ? Self.printable.filter { !members.contains($0) } : members.sorted()
        guard current == "]", !chosen.isEmpty else {
            place = start
            throw error("the class does not end, or has no characters")
        }
        place += 1
        return chosen
    }

    private mutating func escape() throws(ExpressionError) -> [Unicode.Scalar] {
        place += 1
        guard let scalar = current else { throw error("the pattern ends within an escape") }
        func without(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
            Self.printable.filter { !scalars.contains($0) }
        }
        let members: [Unicode.Scalar]
        switch scalar {
        case "d": members = Self.digits
        case "D": members = without(Self.digits)
        case "w": members = Self.word
        case "W": members = without(Self.word)
        case "s": members = [" "]
        case "S": members = without([" "])
        case "t": members = ["\t"]
        case "n": members = ["\n"]
        case "r": members = ["\r"]
        case let scalar where scalar.properties.isAlphabetic || Self.digits.contains(scalar):
            throw error("nobody knows this escape; \\d, \\w, \\s, \\D, \\W, \\S, \\t, \\n and \\r are known")
        default: members = [scalar]
        }
        place += 1
        return members
    }

    private var current: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private func error(_ message: String) -> ExpressionError { ExpressionError(place: place + 1, message: message) }
}
