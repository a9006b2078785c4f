import Keys

extension EntityCompiler {
    /// Where what an expression gives will be.
    mutating func compile(
        _ expression: Expression, _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.deepest, cost < Self.mostGenerators else {
            schema.report(
                path, value,
                "expressions are nested deeper than \(Self.deepest), or there are more than \(Self.mostGenerators) of them"
            )
            return nil
        }
        switch expression {
        case .text(let text): return add(ConstantGenerator(value: .text(ListedTexts([text]))))
        case .integer(let number): return add(ConstantGenerator(value: .integer([number])))
        case .decimal(let number, let decimals):
            return add(ConstantGenerator(value: .decimal([number], decimals: decimals)))
        case .boolean(let boolean): return add(ConstantGenerator(value: .boolean([boolean])))
        case .reference(let name, let part):
            return register(of: part.map { "\(name).\($0)" } ?? name, value, at: path, &schema)
        case .joined(let parts):
            let inputs = parts.map { compile($0, value, at: path, &schema) }
            guard !inputs.contains(nil) else { return nil }
            return add(JoinGenerator(inputs: inputs.compactMap { $0 }))
        case .call(let name, let arguments): return call(name, arguments, value, at: path, &schema)
        }
    }

    private mutating func call(
        _ name: String, _ arguments: [Expression], _ value: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        guard let function = Function.byName[name] else {
            let hint = Nearest.hint(name, among: Function.all.map(\.name))
            schema.report(path, value, "there is no function \"\(name)\"\(hint)")
            return nil
        }
        let most = function.isVariadic ? Int.max : function.parameters.count
        guard arguments.count >= function.required, arguments.count <= most else {
            let wanted =
                function.isVariadic
                ? "at least \(function.required)"
                : function.required == most ? "\(most)" : "\(function.required) to \(most)"
            schema.report(path, value, "\(name) takes \(wanted) arguments, not \(arguments.count): \(function.about)")
            return nil
        }
        if name == "now", schema.now == nil {
            schema.report(
                path, value, "now() needs --now, as --now 2026-01-31T12:00:00Z: data never depends on the clock")
            return nil
        }
        let key = choiceKey(name)
        var inputs: [Int] = []
        for (index, argument) in arguments.enumerated() {
            guard let input = compile(argument, value, at: path, &schema) else { return nil }
            let parameter = function.parameter(index)
            if let wanted = parameter.refusal(of: argument, generators[input].type) {
                schema.report(path, value, "argument \(index + 1) of \(name) is \(wanted): \(function.about)")
                return nil
            }
            inputs.append(input)
        }
        let types = inputs.map { generators[$0].type }
        return add(
            FunctionGenerator(
                function: function, type: function.result.type(of: types, arguments), inputs: inputs,
                literals: arguments,
                environment: FunctionEnvironment(casing: schema.casing, now: schema.now, key: key),
                inputsMayBeNull: inputs.contains { generators[$0].mayBeNull }))
    }

    /// What the next use of `choice` in a template draws from.
    private mutating func choiceKey(_ function: String) -> StreamKey {
        guard function == "choice" else { return key }
        let template = under.last ?? ""
        let number = choices[template, default: 0]
        choices[template] = number + 1
        return key.child(template).child("choice \(number)")
    }
}

extension Function.Parameter {
    /// What an argument should be and is not; nil: it is.
    fileprivate func refusal(of argument: Expression, _ type: ValueType) -> String? {
        switch self {
        case .text, .any: return nil
        case .integer: return type == .integer ? nil : "a whole number, not \(type)"
        case .number: return type == .integer || type == .decimal ? nil : "a number, not \(type)"
        case .boolean: return type == .boolean ? nil : "true or false, not \(type)"
        case .date: return type == .date || type == .datetime ? nil : "a date or datetime, not \(type)"
        case .literalInteger(let range):
            if case .integer(let number) = argument, range.contains(number) { return nil }
            return "a whole number from \(range.lowerBound) to \(range.upperBound) that is written out"
        case .literalText(let choices):
            if case .text(let text) = argument, choices.contains(text) { return nil }
            var hint = ""
            if case .text(let text) = argument { hint = Nearest.hint(text, among: choices) }
            return "one of '\(choices.joined(separator: "', '"))', written out\(hint)"
        }
    }
}

extension Function.Result {
    fileprivate func type(of types: [ValueType], _ literals: [Expression]) -> ValueType {
        switch self {
        case .fixed(let type): type
        case .by(let type): type(types, literals)
        case .alike(let first): ValueType.common(types.dropFirst(first))
        }
    }
}
