/// One thing that is wrong with a configuration file, and where.
struct ConfigurationProblem: Error, Sendable, Equatable, CustomStringConvertible {
    var file: String
    /// From 1; `nil` where it is about the file as a whole.
    var line: Int?
    var message: String

    var description: String {
        if let line { "\(file):\(line): \(message)" } else { "\(file): \(message)" }
    }
}

struct ConfigurationProblems: Error, Sendable, CustomStringConvertible {
    var problems: [ConfigurationProblem]

    var description: String { problems.map(\.description).joined(separator: "\n") }
}
