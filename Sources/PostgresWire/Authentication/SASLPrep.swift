import Foundation

/// Prepares a password so that two ways to type it become one (RFC 4013, a profile of RFC 3454).
package enum SASLPrep {
    /// The prepared text; `nil` if it may not be a password: empty when prepared, prohibited or unassigned characters,
    /// or directions mixed.
    package static func prepare(_ text: String) -> String? {
        if text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) { return text.isEmpty ? nil : text }
        var mapped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if SASLPrepTables.nonASCIISpaces.contains(scalar) {
                mapped.append(" ")
            } else if !SASLPrepTables.mappedToNothing.contains(scalar) {
                mapped.append(scalar)
            }
        }
        let normalized = String(mapped).precomposedStringWithCompatibilityMapping
        let scalars = normalized.unicodeScalars
        guard !scalars.isEmpty, isPermitted(scalars), isOneDirection(scalars) else { return nil }
        return normalized
    }

    /// What PostgreSQL feeds to SCRAM: the prepared password, or its raw bytes where preparing fails.
    package static func normalized(_ password: [UInt8]) -> [UInt8] {
        guard let text = String(validating: password, as: UTF8.self), let prepared = prepare(text) else {
            return password
        }
        return Array(prepared.utf8)
    }

    private static func isPermitted(_ scalars: String.UnicodeScalarView) -> Bool {
        scalars.allSatisfy {
            !SASLPrepTables.prohibited.contains($0) && !SASLPrepTables.nonASCIISpaces.contains($0)
                && !SASLPrepTables.unassigned.contains($0)
        }
    }

    /// RFC 3454, section 6: with one right-to-left character, none may be left-to-right, and the first and the last
    /// must be right-to-left.
    private static func isOneDirection(_ scalars: String.UnicodeScalarView) -> Bool {
        guard scalars.contains(where: SASLPrepTables.rightToLeft.contains) else { return true }
        guard let first = scalars.first, let last = scalars.last else { return true }
        return !scalars.contains(where: SASLPrepTables.leftToRight.contains)
            && SASLPrepTables.rightToLeft.contains(first) && SASLPrepTables.rightToLeft.contains(last)
    }
}
