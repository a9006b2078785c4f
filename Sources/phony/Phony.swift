import ArgumentParser

@main
struct Phony: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "phony",
        abstract: "A gateway that answers with stand-ins for personal data.",
        discussion: "Example: phony serve --config phony.yaml",
        subcommands: [Serve.self, Check.self, Explain.self, KeysCommand.self])
}

struct ConfigurationOption: ParsableArguments {
    @Option(name: .long, help: "The configuration file.")
    var config: String
}
