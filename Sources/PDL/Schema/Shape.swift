/// What a part of a schema may look like. One definition (``PDLShapes``) both validates schemas and is printed as JSON Schema.
indirect enum Shape: Sendable {
    case string
    /// One of these.
    case choice([String])
    /// A name that others refer to: a letter or underscore, then letters, digits and underscores.
    case name
    /// A name, or two with a point between: a part of what a generator gives.
    case reference
    /// An entity's name and a field's, with a point between.
    case path
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case boolean
    /// A string, number or boolean.
    case scalar
    case array(Shape, atLeast: Int)
    /// Any names, each with a value of the shape.
    case map(Shape)
    case object(ObjectShape)
    /// Objects that a member tells apart.
    case variants(by: String, [String: ObjectShape])
}

/// The members of an object, in the order of the documentation.
struct ObjectShape: Sendable {
    struct Member: Sendable {
        var name: String
        var shape: Shape
        var isRequired: Bool
        var about: String
    }

    var about: String
    var members: [Member]
    /// Of these groups of members, one is there, and no more.
    var alternatives: [[String]] = []
    /// Tells variants of a variant apart: a `logic` generator by its kind.
    var variants: (by: String, shapes: [String: ObjectShape])?

    init(
        _ about: String, _ members: [Member], alternatives: [[String]] = [],
        variants: (by: String, shapes: [String: ObjectShape])? = nil
    ) {
        self.about = about
        self.members = members
        self.alternatives = alternatives
        self.variants = variants
    }
}

func required(_ name: String, _ shape: Shape, _ about: String) -> ObjectShape.Member {
    ObjectShape.Member(name: name, shape: shape, isRequired: true, about: about)
}

func optional(_ name: String, _ shape: Shape, _ about: String) -> ObjectShape.Member {
    ObjectShape.Member(name: name, shape: shape, isRequired: false, about: about)
}
