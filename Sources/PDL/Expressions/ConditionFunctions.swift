import Keys

/// Conditions, and what depends on them or on chance.
enum ConditionFunctions {
    static let all: [Function] = [
        Function(
            name: "if", parameters: [.boolean, .any, .any], required: 3, result: .alike(from: 1),
            nulls: .chosen { call in chosen(call) },
            about: "if(condition, a, b): a where the condition is true, else b"
        ) { call in selected(chosen(call), from: 1, call) },
        Function(
            name: "choice", parameters: [.any], required: 1, isVariadic: true, result: .alike(from: 0),
            nulls: .chosen { call in drawn(call) },
            about: "choice(a, b, …): any of them, each as likely as the others"
        ) { call in selected(drawn(call), from: 0, call) },
        comparison("equal", "whether they are the same") { $0 == 0 },
        comparison("less", "whether a comes before b") { $0 < 0 },
        comparison("greater", "whether a comes behind b") { $0 > 0 },
        onBooleans("and", "whether all are true") { $0.allSatisfy { $0 } },
        onBooleans("or", "whether one is true") { $0.contains(true) },
        Function(
            name: "not", parameters: [.boolean], required: 1, result: .fixed(.boolean),
            about: "not(condition): whether it is false"
        ) { call in .boolean(call.columns[0].booleans.map { !$0 }) },
        Function(
            name: "empty", parameters: [.text], required: 1, result: .fixed(.boolean),
            about: "empty(value): whether there is none, or a text without characters"
        ) { call in .boolean(call.texts(0).map { $0.count == 0 }) },
        Function(
            name: "contains", parameters: [.text, .text], required: 2, result: .fixed(.boolean),
            about: "contains(text, part): whether the part stands in the text"
        ) { call in
            let (texts, parts) = (call.texts(0), call.texts(1))
            return .boolean(
                call.rows.map { parts[$0].count == 0 || TextSearch(parts[$0]).find(in: texts[$0]) != nil })
        },
    ]

    private static func onBooleans(
        _ name: String, _ about: String, _ body: @escaping @Sendable ([Bool]) -> Bool
    ) -> Function {
        Function(
            name: name, parameters: [.boolean], required: 1, isVariadic: true, result: .fixed(.boolean),
            about: "\(name)(a, b, …): \(about)"
        ) { call in
            let columns = call.columns.map(\.booleans)
            return .boolean(call.rows.map { row in body(columns.map { $0[row] }) })
        }
    }

    // MARK: comparing

    private static func comparison(
        _ name: String, _ about: String, _ body: @escaping @Sendable (Int) -> Bool
    ) -> Function {
        Function(
            name: name, parameters: [.any, .any], required: 2, result: .fixed(.boolean),
            about: "\(name)(a, b): \(about): numbers and times by what they are, all else as text, byte by byte"
        ) { call in .boolean(order(call).map(body)) }
    }

    /// By row: below 0, 0 or above 0.
    private static func order(_ call: Call) -> [Int] {
        let (one, other) = (call.columns[0], call.columns[1])
        if one.isOrdered(like: other) {
            let (one, other, _) = NumberFunctions.aligned(one, other)
            return call.rows.map { one[$0] < other[$0] ? -1 : one[$0] > other[$0] ? 1 : 0 }
        }
        let (texts, others) = (call.texts(0), call.texts(1))
        return call.rows.map { row in
            if texts[row].bytes.elementsEqual(others[row].bytes) { return 0 }
            return texts[row].bytes.lexicographicallyPrecedes(others[row].bytes) ? -1 : 1
        }
    }

    // MARK: choosing

    /// The argument that is taken, by row. A condition without a value is not true.
    private static func chosen(_ call: Call) -> [Int] {
        let conditions = call.columns[0].booleans
        let nulls = call.nulls[0]
        return call.rows.map { conditions[$0] && nulls?[$0] != true ? 1 : 2 }
    }

    private static func drawn(_ call: Call) -> [Int] {
        call.block.rows.map { row in
            var random = call.environment.key.stream(row: row)
            return Int(random.below(UInt64(call.columns.count)))
        }
    }

    private static func selected(_ arguments: [Int], from first: Int, _ call: Call) -> Column {
        Column.selected(call.columns, arguments, from: first, call)
    }
}

extension Column {
    /// Of each row what the argument says, as what all arguments from the first on are, or as text where they differ.
    fileprivate static func selected(_ columns: [Column], _ arguments: [Int], from first: Int, _ call: Call) -> Column {
        let choices = columns[first...]
        let type = ValueType.common(choices.map(\.type))
        func pick<Value>(_ values: (Column) -> [Value]) -> [Value] {
            let columns = choices.map(values)
            return arguments.indices.map { columns[arguments[$0] - first][$0] }
        }
        switch type {
        case .text:
            let texts = choices.indices.map { call.texts($0) }
            return .text(arguments.indices.map { texts[arguments[$0] - first][$0] })
        case .boolean: return .boolean(pick(\.booleans))
        case .integer: return .integer(pick(\.integers))
        case .date: return .date(pick(\.integers))
        case .time: return .time(pick(\.integers))
        case .datetime: return .datetime(pick(\.integers))
        case .decimal:
            let decimals = choices.reduce(0) { max($0, $1.scaled.decimals) }
            return .decimal(
                pick { column in
                    let (values, own) = column.scaled
                    let factor = NumberFunctions.power(decimals - own)
                    return values.map { NumberFunctions.clamped(Int128($0) * factor) }
                }, decimals: decimals)
        }
    }
}
