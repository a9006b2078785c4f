import Keys
import NGram

extension EntityCompiler {
    /// Makes a named generator that has no parts; returns where its values will be.
    mutating func make(
        _ name: String, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Int? {
        let key = key.child(name)
        switch definition["type"]?.string {
        case "model": return model(key, definition, at: path, &schema).map { add($0) }
        case "list": return list(key, definition, at: path, &schema).map { add($0) }
        case "logic":
            return LogicCompiler.generator(key, definition, at: path, &schema).map { add($0) }
        case "statistical":
            return StatisticalCompiler.generator(key, definition, at: path, &schema).map { add($0) }
        case "template":
            guard let pattern = definition["pattern"], let text = pattern.string else { return nil }
            do throws(ExpressionError) {
                return compile(try ExpressionParser.parse(text), pattern, at: "\(path).pattern", &schema)
            } catch {
                schema.report("\(path).pattern", pattern, error.description)
                return nil
            }
        default: return nil
        }
    }

    // MARK: sources

    private func model(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> ModelGenerator? {
        guard let value = definition["source"], let source = value.string,
            let model = schema.model(source, value, at: "\(path).source")
        else { return nil }
        let generation = definition["generation"]
        guard fits(generation, at: "\(path).generation", &schema) else { return nil }
        let mode: ModelGenerator.Mode =
            switch generation?["mode"]?.string {
            case "sentence": .sentence
            case "paragraph": .paragraph
            case "text": .text(bytes: generation?["bytes"]?.integer ?? 500)
            default:
                .word(
                    maximumLength: generation?["maxLength"]?.integer ?? .max,
                    prefix: generation?["startsWith"]?.string.map { WordPrefix($0) })
            }
        return ModelGenerator(key: key, model: model, mode: mode, casing: schema.casing)
    }

    /// Whether every member means something in the mode.
    private func fits(_ generation: JSONValue?, at path: String, _ schema: inout SchemaCompiler) -> Bool {
        let mode = generation?["mode"]?.string ?? "word"
        let modes = ["startsWith": "word", "maxLength": "word", "bytes": "text"]
        for (name, value) in generation?.members ?? [] {
            guard let wanted = modes[name], wanted != mode else { continue }
            schema.report("\(path).\(name)", value, "\(name) goes with the mode \(wanted), not with \(mode)")
            return false
        }
        return true
    }

    private func list(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> ListGenerator? {
        switch (definition["values"], definition["source"]) {
        case (nil, let value?):
            if let weights = definition["weights"] {
                schema.report("\(path).weights", weights, "the weights of a file stand in it, each behind a tab")
                return nil
            }
            guard let source = value.string, let (values, choice) = schema.list(source, value, at: "\(path).source")
            else { return nil }
            return ListGenerator(key: key, values: values, choice: choice)
        case (let value?, nil):
            let weights = definition["weights"]?.elements.compactMap(\.double)
            guard weights == nil || weights?.count == value.elements.count else {
                let message = "\(value.elements.count) weights are expected, one a value, not \(weights?.count ?? 0)"
                schema.report("\(path).weights", definition["weights"], message)
                return nil
            }
            guard weights.map({ $0.contains { $0 > 0 } }) ?? true else {
                schema.report("\(path).weights", definition["weights"], "one of the weights must be above 0")
                return nil
            }
            return ListGenerator(
                key: key, values: ListedValues(value.elements),
                choice: weights.map { WeightedChoice(weights: $0) })
        default: return nil
        }
    }
}
