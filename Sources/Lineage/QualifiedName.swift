/// A relation's or function's name as a statement wrote it: folded as its dialect folds, quotes removed.
package struct QualifiedName: Hashable, Sendable {
    /// `nil` where the statement left it to the search path.
    package var schema: String?
    package var name: String

    package init(schema: String? = nil, name: String) {
        self.schema = schema
        self.name = name
    }
}
