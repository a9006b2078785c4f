/// The `options` parameter of a start-up, taken apart as PostgreSQL takes it: settings, and what else was asked.
///
/// Words are separated by white space; a backslash makes the next byte ordinary (`pg_split_opts`). Settings are written
/// `-c name=value`, `-cname=value` or `--name=value`, and a dash in a name stands for an underscore. A word that is
/// none of these is not interpreted: it goes to `others`, and whoever cannot vouch for it should refuse it.
package struct StartupOptions: Hashable, Sendable {
    /// In order, with whatever repeats.
    package private(set) var settings: [StartupMessage.Parameter] = []
    package private(set) var others: [[UInt8]] = []

    /// Never fails; an empty value is no options.
    package init(_ value: [UInt8]) {
        var words = Self.words(of: value)[...]
        while let word = words.popFirst() {
            if word.starts(with: Array("--".utf8)) {
                add(word.dropFirst(2), writtenAs: [word])
            } else if word == Array("-c".utf8) {
                let setting = words.popFirst()
                add(setting?[...] ?? [], writtenAs: setting.map { [word, $0] } ?? [word])
            } else if word.starts(with: Array("-c".utf8)) {
                add(word.dropFirst(2), writtenAs: [word])
            } else {
                others.append(word)
            }
        }
    }

    private mutating func add(_ setting: ArraySlice<UInt8>, writtenAs words: [[UInt8]]) {
        guard let equals = setting.firstIndex(of: UInt8(ascii: "=")), equals > setting.startIndex else {
            others += words
            return
        }
        let name = setting[..<equals].map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
        settings.append(StartupMessage.Parameter(name: name, value: Array(setting[(equals + 1)...])))
    }

    private static func words(of value: [UInt8]) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8]?
        var isEscaped = false
        for byte in value {
            if isEscaped {
                word = (word ?? []) + [byte]
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                word = word ?? []
                isEscaped = true
            } else if isSpace(byte) {
                if let finished = word { words.append(finished) }
                word = nil
            } else {
                word = (word ?? []) + [byte]
            }
        }
        if let finished = word { words.append(finished) }
        return words
    }

    /// `isspace` of the C locale.
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0d).contains(byte)
    }
}
