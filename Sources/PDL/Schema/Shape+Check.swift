extension Shape {
    /// Everything in a value that this shape forbids.
    func check(_ value: JSONValue, at path: String, _ problems: inout [SchemaProblem]) {
        guard problems.count < SchemaProblems.most else { return }
        func expected(_ what: String) {
            problems.append(SchemaProblem(path, value, "\(what) is expected, not \(value.kindName)"))
        }
        switch self {
        case .string: if value.string == nil { expected("a string") }
        case .boolean: if value.boolean == nil { expected("true or false") }
        case .scalar: if value.scalarText == nil { expected("a string, number or boolean") }
        case .choice(let choices):
            guard let text = value.string else { return expected("one of \(Self.list(choices))") }
            guard !choices.contains(text) else { return }
            let hint = Nearest.hint(text, among: choices)
            problems.append(
                SchemaProblem(path, value, "\"\(text)\" is not one of \(Self.list(choices))\(hint)"))
        case .name:
            guard let text = value.string else { return expected("a name") }
            if !Self.isName(text) { problems.append(Self.badName(text, value, path)) }
        case .reference:
            guard let text = value.string else { return expected("a generator's name") }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            if parts.count > 2 || !parts.allSatisfy({ Self.isName(String($0)) }) {
                problems.append(
                    SchemaProblem(path, value, "a generator's name, or name.part, is expected, not \"\(text)\""))
            }
        case .path:
            guard let text = value.string else { return expected("a field, as User.id,") }
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            if parts.count != 2 || !parts.allSatisfy({ Self.isName(String($0)) }) {
                problems.append(SchemaProblem(path, value, "a field, as User.id, is expected, not \"\(text)\""))
            }
        case .integer(let range):
            guard let number = value.integer else { return expected("a whole number") }
            guard !range.contains(number) else { return }
            problems.append(
                SchemaProblem(path, value, "a whole number \(Self.bounds(range)) is expected, not \(number)"))
        case .number(let range):
            guard let number = value.double else { return expected("a number") }
            guard !range.contains(number) else { return }
            problems.append(SchemaProblem(path, value, "a number \(Self.bounds(range)) is expected, not \(number)"))
        case .array(let shape, let least):
            guard case .array(let elements) = value.kind else { return expected("an array") }
            if elements.count < least {
                problems.append(
                    SchemaProblem(path, value, "an array of at least \(least) is expected, not \(elements.count)"))
            }
            for (index, element) in elements.enumerated() { shape.check(element, at: "\(path)[\(index)]", &problems) }
        case .map(let shape):
            guard case .object(let members) = value.kind else { return expected("an object") }
            for (name, member) in members {
                let inner = "\(path).\(name)"
                if !Self.isName(name) { problems.append(Self.badName(name, member, inner)) }
                shape.check(member, at: inner, &problems)
            }
        case .object(let shape): shape.check(value, at: path, &problems)
        case .variants(let key, let shapes): Self.check(value, by: key, shapes, at: path, &problems)
        }
    }

    private static func check(
        _ value: JSONValue, by key: String, _ shapes: [String: ObjectShape], at path: String,
        _ problems: inout [SchemaProblem]
    ) {
        guard case .object = value.kind else {
            return problems.append(SchemaProblem(path, value, "an object is expected, not \(value.kindName)"))
        }
        guard let member = value[key] else {
            let message = "the member \"\(key)\" is missing: one of \(list(shapes.keys.sorted()))"
            return problems.append(SchemaProblem(path, value, message))
        }
        Shape.choice(shapes.keys.sorted()).check(member, at: "\(path).\(key)", &problems)
        member.string.flatMap { shapes[$0] }?.check(value, at: path, knowing: [key], &problems)
    }

    // MARK: words

    private static func list(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }

    private static func bounds<Number: Comparable>(_ range: ClosedRange<Number>) -> String {
        "from \(range.lowerBound) to \(range.upperBound)"
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first == 0x5F || isLetter(first) else { return false }
        return text.utf8.count <= 100 && text.utf8.allSatisfy { $0 == 0x5F || isLetter($0) || $0 &- 0x30 < 10 }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    private static func badName(_ text: String, _ value: JSONValue, _ path: String) -> SchemaProblem {
        SchemaProblem(
            path, value, "a name is a letter or underscore, then letters, digits and underscores, not \"\(text)\"")
    }
}

extension ObjectShape {
    /// - Parameter knowing: members that were looked at already.
    func check(
        _ value: JSONValue, at path: String, knowing known: Set<String> = [], _ problems: inout [SchemaProblem]
    ) {
        guard case .object(let members) = value.kind else {
            return problems.append(SchemaProblem(path, value, "an object is expected, not \(value.kindName)"))
        }
        var shapes = Dictionary(self.members.map { ($0.name, $0.shape) }, uniquingKeysWith: { $1 })
        if let variants {
            Shape.variants(
                by: variants.by,
                variants.shapes.mapValues { variant in
                    var all = variant
                    all.members = self.members + variant.members
                    return all
                }
            ).check(value, at: path, &problems)
            return
        }
        for name in known { shapes[name] = nil }
        for (name, member) in members where !known.contains(name) {
            guard let shape = shapes[name] else {
                let hint = Nearest.hint(name, among: shapes.keys.sorted())
                problems.append(SchemaProblem("\(path).\(name)", member, "nobody knows this member\(hint)"))
                continue
            }
            shape.check(member, at: "\(path).\(name)", &problems)
        }
        if !alternatives.isEmpty {
            let found = alternatives.filter { $0.allSatisfy { value[$0] != nil } }
            // Part of another group beside a whole one is one too many.
            let others = alternatives.filter { $0.contains { value[$0] != nil } }
            if found.count != 1 || others.count != 1 {
                let groups = alternatives.map { $0.map { "\"\($0)\"" }.joined(separator: " and ") }
                problems.append(SchemaProblem(path, value, "either \(groups.joined(separator: " or ")) is expected"))
            }
        }
        for member in self.members where member.isRequired && value[member.name] == nil {
            problems.append(SchemaProblem(path, value, "the member \"\(member.name)\" is missing: \(member.about)"))
        }
    }
}
