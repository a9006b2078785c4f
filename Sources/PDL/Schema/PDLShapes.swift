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
            required("entities", .map(.object(entity)), "entities by name"),
            optional("scenarios", .map(.map(.integer(0...1_000_000_000_000))), "by name, how many of each entity"),
        ])

    private static let entity = ObjectShape(
        "An entity: a table, a kind of record.",
        [required("fields", .map(.object(field)), "fields by name, in the order of the columns")])

    private static let field = ObjectShape(
        "A field of an entity.",
        [
            required("generator", .name, "the name of the generator that fills it"),
            optional("unique", .boolean, "no two records have the same value"),
            optional("nullable", .number(0...1), "the share of records in which it is null"),
        ])

    static let generator = Shape.variants(
        by: "type",
        ["logic": logic, "list": list, "model": model, "template": template])

    private static let type = required("type", .string, "the kind of generator")

    // MARK: generators

    private static let model = ObjectShape(
        "A value that an n-gram model invents.",
        [
            required(
                "source", .string, "a model of the locale, as in en_US/first_names, or a file, as in models/x.ngram"),
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
        ])

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
                "sequence": ObjectShape(
                    "Numbers in order, the first record's first.",
                    [
                        optional("start", .integer(-(1 << 53)...(1 << 53)), "the first (1)"),
                        optional("step", .integer(-1_000_000_000...1_000_000_000), "from each to the next (1)"),
                    ]),
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

    private static let span = [
        optional("from", .string, "the first, as in 2020-01-31 (1970-01-01)"),
        optional("to", .string, "the last (2037-12-31)"),
    ]
}
