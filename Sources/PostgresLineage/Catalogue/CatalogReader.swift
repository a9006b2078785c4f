package import Lineage

/// Makes a ``Catalog`` of the rows that ``CatalogQueries`` yields.
///
/// A row that cannot be read is left out: whatever it would have described is then unknown wherever it is named.
package struct CatalogReader {
    package typealias Row = [[UInt8]?]

    private let results: [[Row]]

    /// - Parameter results: the rows of each statement of ``CatalogQueries/text``, in its order, fields in text form.
    /// - Returns: `nil` unless there is a result for every part.
    package static func catalog(results: [[Row]]) -> Catalog? {
        guard results.count == CatalogPart.allCases.count else { return nil }
        return CatalogReader(results: results).catalog()
    }

    private func rows(_ part: CatalogPart) -> [CatalogRow] { results[part.rawValue].map(CatalogRow.init) }

    private func catalog() -> Catalog {
        let sensitive = SensitiveObjects(rows(.sensitive))
        var relations = readRelations()
        let functionRows = rows(.functions).compactMap { CatalogFunctionRow($0) }
        let compiled = Set(functionRows.filter(\.isCompiled).map(\.id))
        let operators = rows(.operators).compactMap { row -> CatalogOperator? in
            guard let schema = row.text(0), let name = row.text(1), let function = row.id(2), function != 0 else {
                return nil
            }
            return CatalogOperator(schema: schema, name: name, function: function)
        }.filter { !compiled.contains($0.function) }

        var functions = CatalogFunctionBuilder(
            rows: functionRows, relations: relations, operators: operators, sensitive: sensitive)
        for row in rows(.rules) { apply(row, to: &relations, sensitive: sensitive) }
        for row in rows(.dependencies) {
            guard let owner = row.id(1), let target = row.id(3) else { continue }
            switch (row.text(0), row.text(2)) {
            case ("r", "f"): relations[owner]?.calls.insert(target)
            case ("r", "r"): relations[owner]?.reads.insertUnlessHarmless(target, sensitive)
            case ("w", "f"): relations[owner]?.writeCalls.insert(target)
            case ("w", "r"): relations[owner]?.writeReads.insert(target)
            case ("f", "f"): functions.add(call: target, to: owner)
            default: continue
            }
        }
        return Catalog(
            relations: Array(relations.values), functions: functions.functions(), types: readTypes(),
            constraintNames: Set(rows(.constraints).compactMap { $0.text(0) }),
            operators: operators,
            ambientFunctions: Set(rows(.ambient).compactMap { $0.id(0) }).subtracting(compiled),
            rowFunctions: Set(functionRows.filter(\.mayTakeRow).map(\.id)),
            unaryFunctions: Set(functionRows.filter(\.isUnary).map(\.id)),
            writingFunctions: functions.writing)
    }

    private func readRelations() -> [UInt32: CatalogRelation] {
        var relations: [UInt32: CatalogRelation] = [:]
        for row in rows(.relations) {
            guard let id = row.id(0), let schema = row.text(1), let name = row.text(2) else { continue }
            relations[id] = CatalogRelation(id: id, schema: schema, name: name, kind: kind(row.text(3)), columns: [])
        }
        for row in rows(.columns) {
            guard let id = row.id(0), let number = row.text(1).flatMap({ Int16($0) }), let name = row.text(2),
                let type = row.id(3)
            else { continue }
            relations[id]?.columns.append(
                CatalogColumn(
                    number: number, name: name, type: type,
                    typeModifier: row.text(4).flatMap { Int32($0) } ?? -1, isNotNull: row.flag(5),
                    isGenerated: row.flag(6)))
        }
        for id in relations.keys { relations[id]?.columns.sort { $0.number < $1.number } }
        for row in rows(.parents) {
            if let id = row.id(0), let parent = row.id(1) { relations[id]?.parents.append(parent) }
        }
        return relations
    }

    private func kind(_ code: String?) -> CatalogRelation.Kind {
        switch code {
        case "r": .table
        case "p": .partitionedTable
        case "v": .view
        case "m": .materializedView
        case "f": .foreignTable
        case "S": .sequence
        case "c": .compositeType
        default: .other
        }
    }

    /// A view's definition, or a rule on a table. One that cannot be read leads to object 0, which nobody knows.
    private func apply(
        _ row: CatalogRow, to relations: inout [UInt32: CatalogRelation], sensitive: SensitiveObjects
    ) {
        guard let id = row.id(0) else { return }
        let rule = row.bytes(2).flatMap { ViewRule(nodeTree: $0) }
        var reads: Set<UInt32> = []
        for read in rule?.relations ?? [] where read != id { reads.insertUnlessHarmless(read, sensitive) }
        if rule == nil { reads.insert(0) }
        var calls: Set<UInt32> = []
        for call in rule?.functions ?? [] { calls.insertUnlessHarmless(call, sensitive) }
        if row.flag(1) {
            relations[id]?.origins = rule?.origins ?? [:]
            relations[id]?.reads.formUnion(reads)
            relations[id]?.calls.formUnion(calls)
        } else {
            relations[id]?.writeReads.formUnion(reads)
            relations[id]?.writeCalls.formUnion(calls)
        }
    }

    private func readTypes() -> [CatalogType] {
        rows(.types).compactMap { row in
            guard let id = row.id(0), let schema = row.text(1), let name = row.text(2) else { return nil }
            let kind: CatalogType.Kind =
                switch row.text(3) {
                case "c": .composite
                case "d": .domain
                case "e": .enumeration
                case "r": .range
                case "m": .multirange
                case "p": .pseudo
                default: .base
                }
            let element = row.id(4).flatMap { $0 == 0 ? nil : $0 }
            let base = row.id(5).flatMap { $0 == 0 ? nil : $0 }
            return CatalogType(id: id, schema: schema, name: name, kind: kind, element: element, base: base)
        }
    }
}
