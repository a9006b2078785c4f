/// Upper, lower and title case as a language has it: Unicode's default mappings (Unicode Standard 3.13) and SpecialCasing.txt's
/// conditions for final sigma, Turkish, Azeri and Lithuanian. Whatever the machine's own locale is.
package struct CaseMapping: Sendable, Hashable {
    private enum Language: Sendable, Hashable {
        case other, turkic, lithuanian
    }

    private let language: Language

    /// ASCII letters change case as ASCII has it.
    package var isDefault: Bool { language != .turkic }

    /// - Parameter locale: of the shape `tr`, `tr_TR` or `az-Latn-AZ`; only its language counts.
    package init(locale: String = "") {
        switch locale.prefix(while: { $0.isLetter }).lowercased() {
        case "tr", "az": language = .turkic
        case "lt": language = .lithuanian
        default: language = .other
        }
    }

    package func lowercase(_ text: some StringProtocol) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            result.append(contentsOf: lowercase(scalar, at: place, of: scalars).unicodeScalars)
        }
        return String(result)
    }

    package func uppercase(_ text: some StringProtocol) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            switch (language, scalar) {
            case (.turkic, "i"): result.append("İ")
            // The dot that lower case shows under another mark is not one of upper case.
            case (.lithuanian, "\u{307}") where Self.follows(scalars[..<place], where: Self.isSoftDotted): break
            default: result.append(contentsOf: scalar.properties.uppercaseMapping.unicodeScalars)
            }
        }
        return String(result)
    }

    /// The first letter large, and so behind a space, hyphen, apostrophe or other non-letter, but for a single letter behind
    /// an apostrophe ("Baker's"); the others small.
    package func titlecase(_ text: some StringProtocol) -> String {
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var isInside = false
        for (place, scalar) in scalars.enumerated() {
            let isLetter = scalar.properties.isAlphabetic
            if isLetter, !isInside, !Self.isSuffix(at: place, of: scalars) {
                result.append(contentsOf: titlecase(scalar).unicodeScalars)
            } else {
                result.append(contentsOf: lowercase(scalar, at: place, of: scalars).unicodeScalars)
            }
            isInside = isLetter || isInside && Self.isMark(scalar)
        }
        return String(result)
    }

    /// The first letter large, the rest as it stands.
    package func capitalize(_ text: some StringProtocol) -> String {
        guard let first = text.unicodeScalars.first else { return "" }
        var result = titlecase(first)
        result.unicodeScalars.append(contentsOf: text.unicodeScalars.dropFirst())
        return result
    }

    private func titlecase(_ scalar: Unicode.Scalar) -> String {
        language == .turkic && scalar == "i" ? "İ" : scalar.properties.titlecaseMapping
    }

    private func lowercase(_ scalar: Unicode.Scalar, at place: Int, of scalars: [Unicode.Scalar]) -> String {
        let behind = scalars[(place + 1)...]
        switch (language, scalar) {
        case (.turkic, "I"): return behind.first == "\u{307}" ? "i" : "ı"
        case (.turkic, "İ"): return "i"
        case (.turkic, "\u{307}") where place > 0 && scalars[place - 1] == "I": return ""
        case (.lithuanian, "Ì"): return "i\u{307}\u{300}"
        case (.lithuanian, "Í"): return "i\u{307}\u{301}"
        case (.lithuanian, "Ĩ"): return "i\u{307}\u{303}"
        case (.lithuanian, "I"), (.lithuanian, "J"), (.lithuanian, "Į"):
            let small = scalar.properties.lowercaseMapping
            return Self.isMark(behind.first) && Self.isAbove(behind) ? small + "\u{307}" : small
        case (_, "Σ"):
            let isFinal =
                Self.follows(scalars[..<place], where: { $0.properties.isCased })
                && !Self.precedes(behind, where: { $0.properties.isCased })
            return isFinal ? "ς" : "σ"
        default: return scalar.properties.lowercaseMapping
        }
    }

    // MARK: conditions

    /// Past what case ignores, the last of these is such a one.
    private static func follows(
        _ before: ArraySlice<Unicode.Scalar>, where isSuch: (Unicode.Scalar) -> Bool
    ) -> Bool {
        before.last { !$0.properties.isCaseIgnorable || isSuch($0) }.map(isSuch) ?? false
    }

    private static func precedes(
        _ behind: ArraySlice<Unicode.Scalar>, where isSuch: (Unicode.Scalar) -> Bool
    ) -> Bool {
        behind.first { !$0.properties.isCaseIgnorable || isSuch($0) }.map(isSuch) ?? false
    }

    /// A mark above stands among the marks that follow.
    private static func isAbove(_ behind: ArraySlice<Unicode.Scalar>) -> Bool {
        behind.prefix { isMark($0) }.contains { $0.properties.canonicalCombiningClass == .above }
    }

    private static func isSuffix(at place: Int, of scalars: [Unicode.Scalar]) -> Bool {
        place > 1 && ["'", "’"].contains(scalars[place - 1])
            && (place + 1 == scalars.count || !scalars[place + 1].properties.isAlphabetic)
    }

    private static func isMark(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { $0.properties.canonicalCombiningClass != .notReordered } ?? false
    }

    private static func isSoftDotted(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isSoftDotted }
}
