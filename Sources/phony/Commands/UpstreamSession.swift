import ArgumentParser
import Foundation
import Gateway
import Masking
import NIOPosix
import PostgresWire

/// A connection to the database behind a listener, for commands that look at the live schema.
struct UpstreamSession {
    let client: CatalogueClient
    let listener: Configuration.Listener
    let policy: Policy
    let database: String

    /// Uses the listener's `catalog` credentials.
    static func open(
        _ configuration: Configuration, listener name: String?, database: String?
    ) async throws -> UpstreamSession {
        let listener = try choose(configuration, name)
        guard let user = listener.upstream.catalogUser else {
            throw ConfigurationProblem(
                file: configuration.file, line: listener.line,
                message: """
                    listener “\(listener.name)” has no credentials to read the catalogue with; add \
                    upstream.catalog: {user: …, password: {env: …}}
                    """)
        }
        let built = try Assembly().listeners(configuration).first { $0.name == listener.name }
        guard let upstream = built?.upstream else {
            throw CommandFailure(description: "listener “\(listener.name)” cannot be set up")
        }
        let password: Secret?
        do {
            password = try listener.upstream.catalogPassword?.resolve()
        } catch {
            throw ConfigurationProblem(
                file: configuration.file, line: listener.line, message: "the catalogue password: \(error.message)")
        }
        let database = database ?? listener.upstream.database ?? user
        let client = try await CatalogueClient.connect(
            to: upstream, user: user, password: password, database: database,
            group: MultiThreadedEventLoopGroup.singleton)
        let policy = listener.policy.flatMap { configuration.policies[$0] } ?? Policy(name: "off", profile: .off)
        return UpstreamSession(client: client, listener: listener, policy: policy, database: database)
    }

    static func choose(_ configuration: Configuration, _ name: String?) throws -> Configuration.Listener {
        guard let name else {
            guard let only = configuration.listeners.first, configuration.listeners.count == 1 else {
                let names = configuration.listeners.map(\.name)
                throw CommandFailure(
                    description: names.isEmpty
                        ? "\(configuration.file): there are no listeners"
                        : "say which listener is meant: --listener \(names.joined(separator: " | "))")
            }
            return only
        }
        guard let found = configuration.listeners.first(where: { $0.name == name }) else {
            let names = configuration.listeners.map(\.name)
            throw CommandFailure(
                description: "there is no listener “\(name)”\(YAMLReader.suggestion(name, names))")
        }
        return found
    }
}

/// Prints a value as JSON, keys sorted, on standard output.
func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
}
