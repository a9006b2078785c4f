internal import Lineage

/// Tells which entries of a target list carry no stored data.
struct OutputReader {
    let tree: JSONTape

    func outputs(_ list: Int?) -> OutputList {
        var leading: [Bool] = []
        var sinceStar: [Bool] = []
        var hasStar = false
        for element in tree.elements(list) {
            let value = tree.member(tree.node(element, "ResTarget"), "val")
            if isStar(value) {
                hasStar = true
                sinceStar = []
            } else if hasStar {
                sinceStar.append(carriesNoData(value))
            } else {
                leading.append(carriesNoData(value))
            }
        }
        return OutputList(leading: leading, trailing: sinceStar.reversed(), hasStar: hasStar)
    }

    /// `*`, `t.*`, `(expression).*`: any number of columns.
    private func isStar(_ value: Int?) -> Bool {
        let names =
            tree.member(tree.node(value, "ColumnRef"), "fields")
            ?? tree.member(tree.node(value, "A_Indirection"), "indirection")
        return tree.elements(names).last.map { tree.node($0, "A_Star") != nil } ?? false
    }

    private func carriesNoData(_ value: Int?) -> Bool {
        var value = value
        while let cast = tree.node(value, "TypeCast") {
            guard isBuiltInType(tree.member(cast, "typeName")) else { return false }
            value = tree.member(cast, "arg")
            // Only a literal, NULL, parameter or count under the casts.
            guard tree.node(value, "TypeCast") != nil || isConstant(value) || isPlainCount(value) else { return false }
        }
        return isConstant(value) || isPlainCount(value) || isExists(value)
            || tree.node(value, "SQLValueFunction") != nil
    }

    private func isConstant(_ value: Int?) -> Bool {
        tree.node(value, "A_Const") != nil || tree.node(value, "ParamRef") != nil
    }

    private func isExists(_ value: Int?) -> Bool {
        guard let type = tree.member(tree.node(value, "SubLink"), "subLinkType") else { return false }
        return tree.equals(type, "EXISTS_SUBLINK")
    }

    /// `count(*)` and nothing more: a FILTER or window makes it an answer about rows chosen by value.
    private func isPlainCount(_ value: Int?) -> Bool {
        guard let call = tree.node(value, "FuncCall"), tree.isTrue(tree.member(call, "agg_star")),
            tree.member(call, "agg_filter") == nil, tree.member(call, "over") == nil,
            tree.member(call, "agg_order") == nil
        else { return false }
        let name = tree.elements(tree.member(call, "funcname")).map {
            tree.string(tree.member(tree.node($0, "String"), "sval"))
        }
        return name == ["count"] || name == ["pg_catalog", "count"]
    }

    /// A cast to a user's type may run a user's function.
    private func isBuiltInType(_ type: Int?) -> Bool {
        let names = tree.elements(tree.member(type, "names"))
            .compactMap { tree.string(tree.member(tree.node($0, "String"), "sval")) }
        guard let name = names.last, names.count < 3 else { return false }
        if names.count == 2, names[0] != "pg_catalog" { return false }
        return Self.builtInTypes.contains(name)
    }

    static let builtInTypes: Set<String> = [
        "bool", "int2", "int4", "int8", "float4", "float8", "numeric", "money", "oid", "text", "varchar", "bpchar",
        "char", "name", "bytea", "date", "time", "timetz", "timestamp", "timestamptz", "interval", "uuid", "json",
        "jsonb", "xml", "bit", "varbit", "inet", "cidr", "macaddr", "macaddr8", "point", "line", "lseg", "box", "path",
        "polygon", "circle", "tsvector", "tsquery", "int4range", "int8range", "numrange", "tsrange", "tstzrange",
        "daterange",
    ]
}
