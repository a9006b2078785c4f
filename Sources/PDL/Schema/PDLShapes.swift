/// PDL 1.0: what a `schema.pdl.json` may hold (docs/pdl.md).
enum PDLShapes {
    static let version = "1.0"

    static let schema = ObjectShape(
        "A schema: generators, the entities whose fields they fill, and how many of each a scenario has.",
        [
            optional("$schema", .string, "where the JSON Schema of PDL is"),
            required("version", .choice([version]), "the version of PDL"),
            optional("name", .string, "what the schema is called"),
            optional("description", .string, "what it is for"),
            optional(
                "inherits", .string,
                "the schema that this one goes on from: of a package, as base, or a file, as x.json"),
            optional("locale", .string, "whose models, letters and case, as in tr_TR"),
            optional(
                "metadata",
                .object(
                    ObjectShape(
                        "About the schema.",
                        [
                            optional("author", .string, "who wrote it"),
                            optional("license", .string, "under which licence it is"),
                            optional("tags", .array(.string, atLeast: 0), "what it can be found by"),
                        ])), "about the schema"),
            optional("generators", .map(generator), "generators by name"),
            optional("entities", .map(.object(entity)), "entities by name; one at least, here or inherited"),
            optional("relationships", .array(.object(relationship), atLeast: 0), "which fields refer to which"),
            optional("scenarios", .map(.map(.integer(0...1_000_000_000_000))), "by name, how many of each entity"),
        ])

    private static let entity = ObjectShape(
        "An entity: a table, a kind of record.",
        [required("fields", .map(.object(field)), "fields by name, in the order of the columns")])

    private static let relationship = ObjectShape(
        "A field whose values are those of another entity's field.",
        [
            required("from", .path, "as Order.user_id: of many-to-one and one-to-one, the field that refers"),
            required("to", .path, "as User.id: the field that is referred to"),
            required(
                "cardinality", .choice(["one-to-one", "one-to-many", "many-to-one", "many-to-many"]),
                "how many records of the one go with how many of the other"),
            optional("through", .name, "of many-to-many: what the entity of pairs is called (From_To)"),
        ])

    private static let field = ObjectShape(
        "A field of an entity.",
        [
            optional(
                "generator", .reference,
                "the name of the generator that fills it, or name.part; not where a relationship does"),
            optional("unique", .boolean, "no two records have the same value"),
            optional("nullable", .number(0...1), "the share of records in which it is null"),
        ])

    static let generator = Shape.variants(
        by: "type",
        [
            "logic": logic, "list": list, "model": model, "template": template, "statistical": statistical,
            "linked": linked, "event_sequence": eventSequence,
        ])

    private static let type = required("type", .string, "the kind of generator")

    // MARK: generators

    private static let model = ObjectShape(
        "A value that an n-gram model invents.",
        [
            required(
                "source", .string,
                "a model of a locale, as in en_US/first_names, or of the schema's, as in first_names, or a file, as in models/x.ngram"
            ),
            optional(
                "generation",
                .object(
                    ObjectShape(
                        "How the model is used.",
                        [
                            optional(
                                "mode", .choice(["word", "sentence", "paragraph", "text"]), "what is generated (word)"),
                            optional("startsWith", .string, "what a word begins with"),
                            optional("maxLength", .integer(1...4096), "of a word, in characters"),
                            optional("bytes", .integer(1...1_000_000), "of a text, at most"),
                        ])), "how the model is used"),
        ])

    private static let list = ObjectShape(
        "One of some values.",
        [
            optional("values", .array(.scalar, atLeast: 1), "the values"),
            optional("weights", .array(.number(0...1e12), atLeast: 1), "how much each value weighs"),
            optional("source", .string, "a file of one value a line, behind a tab its weight, as in lists/x.txt"),
        ], alternatives: [["values"], ["source"]])

    private static let template = ObjectShape(
        "A text with expressions in it.",
        [required("pattern", .string, "the text, with expressions between {{ and }}")])

    private static let logic = ObjectShape(
        "A computed value.", [type],
        variants: (
            by: "kind",
            [
                "uuid": ObjectShape(
                    "A UUID.", [optional("version", .choice(["4", "7"]), "4 (random) or 7 (by time)")]),
                "integer": ObjectShape(
                    "A whole number, each as likely as the others.",
                    [
                        optional("min", .integer(.min ... .max), "the least (0)"),
                        optional("max", .integer(.min ... .max), "the greatest (2147483647)"),
                    ]),
                "float": ObjectShape(
                    "A number with decimals.",
                    [
                        optional("min", .number(-1e15...1e15), "the least (0)"),
                        optional("max", .number(-1e15...1e15), "the greatest (1)"),
                        optional("decimals", .integer(0...15), "digits behind the point (2)"),
                    ]),
                "boolean": ObjectShape("True or false.", [optional("true", .number(0...1), "the share of true (0.5)")]),
                "date": ObjectShape("A day.", span),
                "datetime": ObjectShape("A time of a day, to the second, in UTC.", span),
                "time": ObjectShape(
                    "A time of the day, to the second.",
                    [
                        optional("from", .string, "the first, as in 08:30 or 08:30:00 (00:00:00)"),
                        optional("to", .string, "the last (23:59:59)"),
                    ]),
                "regex": ObjectShape(
                    "A text by a regular expression.",
                    [
                        required(
                            "pattern", .string,
                            """
                            literals, . \\d \\w \\s, classes, groups, | and ? * + {n,m}; what has no end has at most eight more \
                            than it must
                            """)
                    ]),
                "phone": ObjectShape(
                    "A telephone number as its country writes it, with the country's code.",
                    [
                        optional(
                            "country", .choice(PhoneNumbers.patterns.keys.sorted()), "whose (the locale's, or else US)")
                    ]),
                "sequence": ObjectShape(
                    "Numbers in order, the first record's first.",
                    [
                        optional("start", .integer(-(1 << 53)...(1 << 53)), "the first (1)"),
                        optional("step", .integer(-1_000_000_000...1_000_000_000), "from each to the next (1)"),
                    ]),
                "ip": ObjectShape(
                    "An IP address of a network that is for private use or documentation.",
                    [optional("version", .choice(["4", "6"]), "4 (of 10.0.0.0/8) or 6 (of 2001:db8::/64)")]),
                "mac": ObjectShape("A hardware address that no maker gives.", []),
                "iban": ObjectShape(
                    "An account number with fitting check digits.",
                    [
                        optional(
                            "country", .choice(ChecksumGenerator.accounts.keys.sorted()),
                            "whose (the locale's, or else DE)")
                    ]),
                "payment_card": ObjectShape(
                    "A card number with a fitting check digit.",
                    [optional("brand", .choice(ChecksumGenerator.cards.keys.sorted()), "whose (visa)")]),
                "mask": ObjectShape(
                    "Letters and digits by a mask.",
                    [
                        required(
                            "mask", .string,
                            """
                            # non-zero digit, % digit, ! upper, @ lower, ? letter, ^ upper hexadecimal, _ lower hexadecimal, \
                            . hexadecimal, ( non-zero digit or upper, ) non-zero digit or lower, & non-zero digit or letter, \
                            + digit or upper, $ digit or lower, * digit or letter; \\ before what stands for itself
                            """)
                    ]),
            ]
        ))

    private static let statistical = ObjectShape(
        "A value of a distribution.", [type],
        variants: (
            by: "distribution",
            [
                "normal": ObjectShape("Normal numbers.", spread(rounded: true)),
                "lognormal": ObjectShape(
                    "Numbers whose logarithm is normal: mean and deviation are of it.", spread(rounded: true)),
                "exponential": ObjectShape(
                    "Gaps between what happens at random.",
                    [required("rate", .number(1e-12...1e12), "one over the mean")] + rounded),
                "poisson": ObjectShape(
                    "How often something happens at random.",
                    [required("mean", .number(0...10_000), "the mean")] + bounds),
                "zipf": ObjectShape(
                    "Ranks from 1, k as often as 1 / k to the power of the exponent.",
                    [
                        required("count", .integer(1...1_000_000), "the greatest rank"),
                        optional("exponent", .number(0...10), "the exponent (1)"),
                    ]),
                "categorical": ObjectShape(
                    "One of some values by their weights.",
                    [
                        required("values", .array(.scalar, atLeast: 1), "the values"),
                        required("weights", .array(.number(0...1e12), atLeast: 1), "how much each weighs"),
                    ]),
                "histogram": ObjectShape(
                    "Numbers of bins by their weights, any number of a bin as likely as the others.",
                    [
                        required(
                            "edges", .array(.number(-1e15...1e15), atLeast: 2), "where bins begin and end, ascending"),
                        required("weights", .array(.number(0...1e12), atLeast: 1), "how much each bin weighs"),
                    ] + rounded),
                "correlated": ObjectShape(
                    "Two normal numbers that go together, as name.x and name.y.",
                    [
                        required("x", .object(ObjectShape("The first.", spread(rounded: false))), "the first"),
                        required("y", .object(ObjectShape("The second.", spread(rounded: false))), "the second"),
                        required("correlation", .number(-1...1), "how they go together"),
                        optional("decimals", .integer(0...15), "digits behind the point (2)"),
                    ]),
            ]
        ))

    private static let bounds = [
        optional("min", .number(-1e15...1e15), "the least; what lies below is drawn again"),
        optional("max", .number(-1e15...1e15), "the greatest; what lies above is drawn again"),
    ]

    private static let rounded = bounds + [optional("decimals", .integer(0...15), "digits behind the point (2)")]

    private static func spread(rounded isRounded: Bool) -> [ObjectShape.Member] {
        [
            required("mean", .number(-1e15...1e15), "the mean"),
            required("deviation", .number(0...1e15), "the standard deviation"),
        ] + (isRounded ? rounded : [])
    }

    private static let linked = ObjectShape(
        "Values that belong together, as name.city and name.postcode: a row is drawn whole.",
        [
            optional("fields", .array(.name, atLeast: 1), "what the parts are called"),
            optional("rows", .array(.array(.scalar, atLeast: 1), atLeast: 1), "the rows, a value for each part"),
            optional("weights", .array(.number(0...1e12), atLeast: 1), "how much each row weighs"),
            optional("source", .string, "a file of rows with tabs between the values, the first line the parts' names"),
        ], alternatives: [["fields", "rows"], ["source"]])

    private static let eventSequence = ObjectShape(
        "Times in order, as name.shipped, and name.state, the last event that happened.",
        [
            optional("from", .string, "the first day of the first event, as in 2020-01-31 (2020-01-01)"),
            optional("to", .string, "the last day of the first event (2029-12-31)"),
            required(
                "events",
                .array(
                    .object(
                        ObjectShape(
                            "An event.",
                            [
                                required("name", .name, "what it is called"),
                                optional(
                                    "probability", .number(0...1), "that it happens, if the sequence gets there (1)"),
                                optional("min", .number(0...1e9), "the least time after the one before (1)"),
                                optional("max", .number(0...1e9), "the greatest time after the one before (24)"),
                                optional(
                                    "unit", .choice(["seconds", "minutes", "hours", "days"]), "of min and max (hours)"),
                                optional(
                                    "terminal", .boolean,
                                    "nothing comes after it; where it does not happen, the next may"),
                            ])), atLeast: 1), "the events in order"),
        ])

    private static let span = [
        optional("from", .string, "the first, as in 2020-01-31 (1970-01-01)"),
        optional("to", .string, "the last (2037-12-31)"),
    ]
}
