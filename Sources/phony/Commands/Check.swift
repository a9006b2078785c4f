import ArgumentParser
import Gateway
import Lineage
import Masking

struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Validates a configuration, and with --upstream its rules against the live schema.",
        discussion: """
            --resolved prints every rule and where it stands; with --upstream, the final rule of every column of the \
            database that is protected, and why.

            Example: phony check --config phony.yaml --upstream --resolved
            """)

    @OptionGroup var options: ConfigurationOption
    @Flag(name: .long, help: "Compare the policies with the databases behind the listeners.")
    var upstream = false
    @Flag(name: .long, help: "Print every rule; with --upstream, every protected column's final one.")
    var resolved = false
    @Option(name: .long, help: "Only this listener.")
    var listener: String?
    @Option(name: .long, help: "The database to look at, where the upstream URL names none.")
    var database: String?
    @Flag(name: .long, help: "Print JSON.")
    var json = false

    private struct Report: Encodable {
        var problems: [Problem] = []
        var columns: [Column] = []

        struct Problem: Encodable {
            var severity: String
            var message: String
        }

        struct Column: Encodable {
            var listener: String
            var database: String
            var column: String
            var verdict: String
            var reason: String
        }
    }

    func run() async throws {
        try await reporting {
            let configuration = try ConfigurationReader.read(path: options.config)
            let assembly = Assembly()
            _ = try assembly.listeners(configuration)
            var report = Report()
            report.problems += assembly.warnings.map { .init(severity: "warning", message: $0) }
            if resolved, !upstream { listEntries(configuration, &report) }
            if upstream {
                let names = listener.map { [$0] } ?? configuration.listeners.map(\.name)
                for name in names { try await look(at: name, configuration, &report) }
            }
            if json { try printJSON(report) } else { printText(report, configuration) }
            if report.problems.contains(where: { $0.severity == "error" }) { throw ExitCode(1) }
        }
    }

    private func listEntries(_ configuration: Configuration, _ report: inout Report) {
        for listener in configuration.listeners where self.listener == nil || self.listener == listener.name {
            guard let policy = listener.policy.flatMap({ configuration.policies[$0] }) else { continue }
            for entry in policy.entries {
                report.columns.append(
                    .init(
                        listener: listener.name, database: listener.upstream.database ?? "*",
                        column: entry.pattern.description, verdict: entry.verdict.label, reason: entry.origin))
            }
        }
    }

    private func look(at name: String, _ configuration: Configuration, _ report: inout Report) async throws {
        let session = try await UpstreamSession.open(configuration, listener: name, database: database)
        let protection = try await session.client.protect(session.policy, database: session.database).protection
        await session.client.close()
        report.problems += protection.problems.map { .init(severity: $0.severity.rawValue, message: $0.message) }
        for (reference, ruled) in protection.verdicts {
            guard let relation = protection.catalog.relations[reference.relation],
                let column = relation.column(reference.column)
            else { continue }
            let full = "\(relation.schema).\(relation.name).\(column.name)"
            if case .transform(let rule) = ruled.verdict {
                let type = protection.valueType(oid: column.type, modifier: column.typeModifier)
                if !rule.supports(type.kind) {
                    report.problems.append(
                        .init(
                            severity: "error",
                            message: """
                                \(full): the transform \(rule.kind.rawValue) does not fit the column's type \
                                (\(ruled.reason)); its values would be redacted
                                """))
                }
            }
            if resolved {
                report.columns.append(
                    .init(
                        listener: name, database: session.database, column: full, verdict: ruled.verdict.label,
                        reason: ruled.reason))
            }
        }
        report.columns.sort { $0.column < $1.column }
    }

    private func printText(_ report: Report, _ configuration: Configuration) {
        for problem in report.problems { print("\(problem.severity): \(problem.message)") }
        for column in report.columns {
            print("\(column.column): \(column.verdict)  (\(column.reason))")
        }
        let count = configuration.listeners.count
        let isSound = !report.problems.contains { $0.severity == "error" }
        print(
            "\(configuration.file): \(isSound ? "sound" : "not sound"), \(count) listener(s), \(configuration.policies.count) policy(ies)"
        )
    }
}

extension Verdict {
    /// As the configuration would write it.
    var label: String {
        switch self {
        case .pass: "pass"
        case .transform(let rule): rule.kind.rawValue
        case .redact: "redact"
        case .refuse: "refuse"
        }
    }
}
