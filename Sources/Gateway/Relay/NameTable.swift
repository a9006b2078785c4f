/// What names stand for. The unnamed statement or portal has a place of its own, and so has the name last asked for: most
/// messages mean one of these two.
struct NameTable<Value> {
    private var unnamed: Value?
    private var named: [[UInt8]: Value] = [:]
    private var last: (name: [UInt8], value: Value)?

    subscript(name: [UInt8]) -> Value? {
        mutating get {
            if name.isEmpty { return unnamed }
            if let last, last.name == name { return last.value }
            guard !named.isEmpty, let value = named[name] else { return nil }
            last = (name, value)
            return value
        }
        set {
            if name.isEmpty {
                unnamed = newValue
            } else if newValue != nil || !named.isEmpty {
                named[name] = newValue
                last = newValue.map { (name, $0) }
            }
        }
    }

    /// Looks at a value where it lies.
    mutating func withValue<Result>(_ name: [UInt8], _ body: (Value?) -> Result) -> Result {
        name.isEmpty ? body(unnamed) : body(self[name])
    }

    mutating func removeAll() {
        unnamed = nil
        last = nil
        if !named.isEmpty { named.removeAll() }
    }

    var values: [Value] { (unnamed.map { [$0] } ?? []) + named.values }
}
