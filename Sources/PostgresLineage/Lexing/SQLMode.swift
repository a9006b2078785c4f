/// How the server will read the bytes of a text: the two session settings that change what the same bytes mean.
package struct SQLMode: Hashable, Sendable {
    /// `false` also where the setting is not certain, as while a SET is under way: then only texts that read the same in
    /// both ways are read.
    package var standardConformingStrings: Bool
    /// Whether the client's encoding is UTF-8. In any other, only texts of ASCII bytes are read: some encodings hide
    /// quotes and backslashes inside wide characters.
    package var isUTF8: Bool

    package init(standardConformingStrings: Bool = true, isUTF8: Bool = true) {
        self.standardConformingStrings = standardConformingStrings
        self.isUTF8 = isUTF8
    }
}
