/// What is known of one database's relations, functions and types at one moment: immutable, shared by all sessions of
/// that database. A PostgreSQL OID identifies each object; other engines number their own.
package final class Catalog: Sendable {
    package let relations: [UInt32: CatalogRelation]
    package let functions: [UInt32: CatalogFunction]
    package let types: [UInt32: CatalogType]
    /// Names of constraints and indexes, which error messages may quote.
    package let constraintNames: Set<String>
    /// Operators outside the system schemas.
    package let operators: [CatalogOperator]
    /// Functions that run without being named anywhere: of casts, domain constraints and operator classes.
    package let ambientFunctions: Set<UInt32>
    /// Functions that `row.name` may call: those of one argument that may be a row.
    package let rowFunctions: Set<UInt32>
    /// Functions whose body may write to the relations that it names.
    package let writingFunctions: Set<UInt32>
    /// Functions that `(expression).name` may call: those of one argument.
    package let unaryFunctions: Set<UInt32>

    private let relationsByName: [String: [UInt32]]
    private let functionsByName: [String: [UInt32]]
    /// Every schema, relation, column and constraint name: what a server may say in an error without giving data away.
    package let identifiers: Set<String>

    package init(
        relations: [CatalogRelation], functions: [CatalogFunction], types: [CatalogType], constraintNames: Set<String>,
        operators: [CatalogOperator] = [], ambientFunctions: Set<UInt32> = [], rowFunctions: Set<UInt32> = [],
        unaryFunctions: Set<UInt32> = [], writingFunctions: Set<UInt32> = []
    ) {
        self.relations = Dictionary(relations.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.functions = Dictionary(functions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.types = Dictionary(types.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        self.constraintNames = constraintNames
        self.operators = operators
        self.ambientFunctions = ambientFunctions
        self.rowFunctions = rowFunctions
        self.unaryFunctions = unaryFunctions
        self.writingFunctions = writingFunctions
        relationsByName = Dictionary(grouping: relations, by: \.name).mapValues { $0.map(\.id) }
        functionsByName = Dictionary(grouping: functions, by: \.name).mapValues { $0.map(\.id) }
        var identifiers = constraintNames
        for relation in relations {
            identifiers.insert(relation.name)
            identifiers.insert(relation.schema)
            for column in relation.columns { identifiers.insert(column.name) }
        }
        self.identifiers = identifiers
    }

    /// Every relation a written name may mean. An unqualified name may mean one in any schema, because the search path
    /// belongs to the session and changes; the caller takes the strictest.
    package func relations(named name: QualifiedName) -> [CatalogRelation] {
        (relationsByName[name.name] ?? []).compactMap { relations[$0] }
            .filter { name.schema == nil || name.schema == $0.schema }
    }

    /// Every function a written name may mean, in any schema where it is unqualified, whatever its arguments.
    package func functions(named name: QualifiedName) -> [CatalogFunction] {
        (functionsByName[name.name] ?? []).compactMap { functions[$0] }
            .filter { name.schema == nil || name.schema == $0.schema }
    }
}

/// A table, view or other relation with the columns that exist now.
package struct CatalogRelation: Sendable {
    package enum Kind: Sendable, Hashable {
        case table, partitionedTable, view, materializedView, foreignTable, sequence, compositeType, other
    }

    package var id: UInt32
    package var schema: String
    package var name: String
    package var kind: Kind
    /// By ascending attribute number; dropped columns leave gaps.
    package var columns: [CatalogColumn]
    /// Tables this one is a partition or an inheritance child of.
    package var parents: [UInt32]
    /// Views: the base column (or the column of a further view) that each output column *is*, by attribute number, where
    /// it is a plain reference. Columns that are expressions are absent.
    package var origins: [Int16: ColumnReference]
    /// Every relation that is read where this one is read, direct ones only: by a view's definition or a row security
    /// policy.
    package var reads: Set<UInt32>
    /// Every function that the catalogue lists and that runs where this one is read: called by a view's definition or a
    /// policy.
    package var calls: Set<UInt32>
    /// Every relation that is read or written where this one is written: by rules and by foreign keys that cascade.
    package var writeReads: Set<UInt32> = []
    /// Every function that the catalogue lists and that runs where this one is written: of triggers, rules, defaults,
    /// check constraints and index expressions.
    package var writeCalls: Set<UInt32> = []

    package init(
        id: UInt32, schema: String, name: String, kind: Kind, columns: [CatalogColumn], parents: [UInt32] = [],
        origins: [Int16: ColumnReference] = [:], reads: Set<UInt32> = [], calls: Set<UInt32> = []
    ) {
        self.id = id
        self.schema = schema
        self.name = name
        self.kind = kind
        self.columns = columns
        self.parents = parents
        self.origins = origins
        self.reads = reads
        self.calls = calls
    }

    package func column(_ number: Int16) -> CatalogColumn? { columns.first { $0.number == number } }
    package func column(named name: String) -> CatalogColumn? { columns.first { $0.name == name } }
}

package struct CatalogColumn: Sendable, Hashable {
    /// The attribute number, from 1.
    package var number: Int16
    package var name: String
    package var type: UInt32
    package var typeModifier: Int32
    package var isNotNull: Bool
    package var isGenerated: Bool

    package init(
        number: Int16, name: String, type: UInt32, typeModifier: Int32 = -1, isNotNull: Bool = false,
        isGenerated: Bool = false
    ) {
        self.number = number
        self.name = name
        self.type = type
        self.typeModifier = typeModifier
        self.isNotNull = isNotNull
        self.isGenerated = isGenerated
    }
}

package struct ColumnReference: Hashable, Sendable {
    package var relation: UInt32
    package var column: Int16

    package init(relation: UInt32, column: Int16) {
        self.relation = relation
        self.column = column
    }
}

/// A function outside the system schemas.
package struct CatalogFunction: Sendable {
    package var id: UInt32
    package var schema: String
    package var name: String
    /// What its body may read.
    package var body: Body

    package enum Body: Sendable, Equatable {
        /// Compiled code of an extension that is known to read no relation.
        case harmless
        /// The relations and functions that the body names; the names are unqualified where the source left them so.
        case reads(relations: Set<QualifiedName>, functions: Set<QualifiedName>)
        /// Dynamic SQL, an untrusted language, or source that could not be read: it may read anything.
        case opaque
    }

    package init(id: UInt32, schema: String, name: String, body: Body) {
        self.id = id
        self.schema = schema
        self.name = name
        self.body = body
    }
}

/// An operator outside the system schemas and the function behind it.
package struct CatalogOperator: Sendable, Hashable {
    package var schema: String
    package var name: String
    package var function: UInt32

    package init(schema: String, name: String, function: UInt32) {
        self.schema = schema
        self.name = name
        self.function = function
    }
}

/// A type whose OID differs from database to database: an extension's or a user's.
package struct CatalogType: Sendable {
    package enum Kind: Sendable, Hashable { case base, composite, domain, enumeration, range, multirange, pseudo }

    package var id: UInt32
    package var schema: String
    package var name: String
    package var kind: Kind
    /// Array types: the element's type.
    package var element: UInt32?
    /// Domains: the type underneath.
    package var base: UInt32?

    package init(id: UInt32, schema: String, name: String, kind: Kind, element: UInt32? = nil, base: UInt32? = nil) {
        self.id = id
        self.schema = schema
        self.name = name
        self.kind = kind
        self.element = element
        self.base = base
    }
}
