/// What names stand for, with a place of its own for the unnamed statement or portal, which most messages mean.
struct NameTable<Value> {
    private var unnamed: Value?
    private var named: [[UInt8]: Value] = [:]

    subscript(name: [UInt8]) -> Value? {
        get { name.isEmpty ? unnamed : named.isEmpty ? nil : named[name] }
        set {
            if name.isEmpty {
                unnamed = newValue
            } else if newValue != nil || !named.isEmpty {
                named[name] = newValue
            }
        }
    }

    mutating func removeAll() {
        unnamed = nil
        if !named.isEmpty { named.removeAll() }
    }

    var values: [Value] { (unnamed.map { [$0] } ?? []) + named.values }
}
