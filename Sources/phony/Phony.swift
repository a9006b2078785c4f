import ArgumentParser
import Foundation

@main
struct Phony: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phony",
        abstract: "A gateway that answers with stand-ins for personal data.",
        discussion: "Example: phony serve --config phony.yaml", version: Version.current,
        subcommands: [Serve.self, Check.self, Explain.self, Train.self, Info.self, Generate.self, KeysCommand.self])

    /// ArgumentParser's own exit code for wrong use is 64; here it is 2.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let code = exitCode(for: error)
            guard code == .validationFailure else { exit(withError: error) }
            standardError(fullMessage(for: error))
            Foundation.exit(2)
        }
    }
}

struct ConfigurationOption: ParsableArguments {
    @Option(name: .long, help: "The configuration file.")
    var config: String
}
