import ArgumentParser
import Gateway
import Lineage
import Masking
import PostgresLineage
import PostgresWire

struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what becomes of each output column of a statement, and why.",
        discussion: """
            The statement is planned by the server, not run. The listener needs upstream.catalog credentials.

            Example: phony explain --config phony.yaml --sql "SELECT id, email FROM users"
            """)

    @OptionGroup var options: ConfigurationOption
    @Option(name: .long, help: "One SQL statement.")
    var sql: String
    @Option(name: .long, help: "The listener, where there are several.")
    var listener: String?
    @Option(name: .long, help: "The database, where the upstream URL names none.")
    var database: String?
    @Flag(name: .long, help: "Print JSON.")
    var json = false

    private struct Answer: Encodable {
        var column: String
        var verdict: String
        var reason: String
        var stillInferable: String?
    }

    func run() async throws {
        try await reporting {
            let configuration = try ConfigurationReader.read(path: options.config)
            let session = try await UpstreamSession.open(configuration, listener: listener, database: database)
            let known = try await session.client.protect(session.policy, database: session.database)
            let description = try await session.client.describe(sql)
            await session.client.close()
            let answers = answers(known, description, active: session.policy.isActive)
            if json {
                try printJSON(answers)
            } else if answers.isEmpty {
                print("the statement returns no rows")
            } else {
                for answer in answers {
                    print("\(answer.column): \(answer.verdict) — \(answer.reason)")
                    if let note = answer.stillInferable { print("    still to be inferred: \(note)") }
                }
            }
        }
    }

    private func answers(_ known: ProtectedDatabase, _ description: RowDescription?, active: Bool) -> [Answer] {
        guard let description else { return [] }
        let analysis = PostgresAnalyzer.analyze(Array(sql.utf8))?.first ?? .unknown
        var resolved = analysis
        resolved.outputs = known.resolver.outputs(of: analysis)
        let context = StatementContext(
            analysis: resolved, reach: known.resolver.resolve(analysis), protection: known.protection)
        let count = description.columns.count
        return description.columns.enumerated().map { index, column in
            guard active else {
                return Answer(column: column.nameText, verdict: "pass", reason: "the policy protects nothing")
            }
            let output = OutputColumn(
                relation: column.tableOID, attribute: column.attribute, type: column.typeOID,
                typeModifier: column.typeModifier, format: .text)
            let ruled = known.protection.verdict(of: output, at: index, of: count, in: context)
            var note: String?
            if case .transform(let rule) = ruled.verdict { note = rule.kind.card.whatItLeaks }
            return Answer(
                column: column.nameText, verdict: ruled.verdict.label, reason: ruled.reason, stillInferable: note)
        }
    }
}
