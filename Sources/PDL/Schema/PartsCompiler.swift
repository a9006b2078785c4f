import Keys
import NGram

/// Generators that give several values which belong together.
enum PartsCompiler {
    typealias Parts = [(name: String, generator: any Generator)]

    static func hasParts(_ definition: JSONValue) -> Bool {
        switch definition["type"]?.string {
        case "linked", "event_sequence": true
        case "statistical": definition["distribution"]?.string == "correlated"
        default: false
        }
    }

    /// - Returns: nil where something is wrong with them, which has been reported.
    static func parts(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Parts? {
        switch definition["type"]?.string {
        case "linked": linked(key, definition, at: path, &schema)
        case "event_sequence": events(key, definition, at: path, &schema)
        default: correlated(key, definition)
        }
    }

    private static func correlated(_ key: StreamKey, _ definition: JSONValue) -> Parts {
        ["x", "y"].map { name in
            let generator = CorrelatedGenerator(
                key: key, isSecond: name == "y", mean: definition[name]?["mean"]?.double ?? 0,
                deviation: definition[name]?["deviation"]?.double ?? 1,
                correlation: definition["correlation"]?.double ?? 0, decimals: definition["decimals"]?.integer ?? 2)
            return (name: name, generator: generator)
        }
    }

    private static func linked(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Parts? {
        guard let columns = columns(definition, at: path, &schema) else { return nil }
        var choice: WeightedChoice?
        if definition["weights"] != nil {
            let rows = columns.first?.values.count ?? 0
            guard let weights = StatisticalCompiler.weights(definition, for: rows, at: path, &schema) else {
                return nil
            }
            choice = WeightedChoice(weights: weights)
        }
        return columns.map { name, values in
            (name, LinkedGenerator(key: key, values: values, choice: choice))
        }
    }

    private static func columns(
        _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> [(name: String, values: ListedValues)]? {
        switch (definition["fields"], definition["rows"], definition["source"]) {
        case (let fields?, let rows?, nil):
            let names = fields.elements.compactMap(\.string)
            if let index = rows.elements.firstIndex(where: { $0.elements.count != names.count }) {
                let row = rows.elements[index]
                let message = "\(names.count) values are expected, one a part, not \(row.elements.count)"
                schema.report("\(path).rows[\(index)]", row, message)
                return nil
            }
            return names.enumerated().map { place, name in
                (name, ListedValues(rows.elements.map { $0.elements[place] }))
            }
        case (nil, nil, let value?):
            guard let source = value.string, let table = schema.table(source, value, at: "\(path).source") else {
                return nil
            }
            return (table.first ?? []).enumerated().map { place, name in
                (name, ListedValues(table.dropFirst().map { $0[place] }))
            }
        default: return nil
        }
    }

    private static func events(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Parts? {
        guard
            let days = LogicCompiler.days(definition, from: "2020-01-01", to: "2029-12-31", at: path, &schema)
        else { return nil }
        let seconds = ["seconds": 1.0, "minutes": 60, "hours": 3600, "days": 86_400]
        var events: [EventSequence.Event] = []
        for (index, event) in (definition["events"]?.elements ?? []).enumerated() {
            let name = event["name"]?.string ?? ""
            guard name != "state", !events.contains(where: { $0.name == name }) else {
                schema.report("\(path).events[\(index)].name", event["name"], "the name \"\(name)\" is taken")
                return nil
            }
            let unit = seconds[event["unit"]?.string ?? "hours"] ?? 3600
            let low = event["min"]?.double ?? 1
            let high = event["max"]?.double ?? max(low, 24)
            guard low <= high, high * unit <= 1e10 else {
                let message = "the least time is above the greatest, or that is above 300 years"
                schema.report("\(path).events[\(index)]", event, message)
                return nil
            }
            events.append(
                EventSequence.Event(
                    name: name, probability: event["probability"]?.double ?? 1,
                    gap: Int64((low * unit).rounded())...Int64((high * unit).rounded()),
                    isTerminal: event["terminal"]?.boolean ?? false))
        }
        let longest = events.dropFirst().reduce(0) { $0 + $1.gap.upperBound }
        guard days.upperBound * 86_400 + 86_399 + longest <= CalendarDay.lastSecond else {
            schema.report(path, definition, "the last event may be after the year 9999")
            return nil
        }
        let sequence = EventSequence(
            key: key, start: days.lowerBound * 86_400...days.upperBound * 86_400 + 86_399, events: events)
        let times = events.indices.map {
            (events[$0].name, EventTimeGenerator(sequence: sequence, event: $0) as any Generator)
        }
        return times + [("state", EventStateGenerator(sequence: sequence))]
    }
}
