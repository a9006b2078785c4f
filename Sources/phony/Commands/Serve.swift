import ArgumentParser
import CoreMetrics
import Foundation
import Gateway
import Logging
import Masking
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves every listener that the configuration names.",
        discussion: """
            Prints one line, “phony ready”, with the addresses once all of them accept. SIGTERM and SIGINT drain, a second \
            one stops at once; SIGHUP reads policies and certificates again.

            Example: phony serve --config phony.yaml
            """)

    @OptionGroup var options: ConfigurationOption

    @Option(name: .long, help: "The least severe messages that are logged.")
    var logLevel = LogLevel.info

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many event loops carry the sessions, a thread each (half of the processors, at least one).",
            discussion: "One is cheapest beside a database on the same machine; a machine of its own has use for all."))
    var eventLoops: Int?

    func validate() throws {
        if let eventLoops, !(1...1024).contains(eventLoops) {
            throw ValidationError("--event-loops takes a number from 1 to 1024, not \(eventLoops)")
        }
    }

    func run() async throws {
        let level = logLevel.level
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        try await reporting { try await serve(registry: registry, logger: Logger(label: "phony")) }
    }

    private func serve(registry: PrometheusRegistry, logger: Logger) async throws {
        let configuration = try ConfigurationReader.read(path: options.config)
        guard !configuration.listeners.isEmpty else {
            throw CommandFailure(description: "\(options.config): there are no listeners to serve")
        }
        let assembly = Assembly()
        let analyses = AnalysisCache()
        let listeners = try assembly.listeners(configuration).map {
            ListenerServices(configuration: $0, logger: logger, analyses: analyses)
        }
        for warning in assembly.warnings { logger.warning("\(warning)") }
        for listener in configuration.listeners where listener.policy == nil {
            logger.notice("listener “\(listener.name)” has no policy of its own: it relays everything as it is")
        }
        for policy in configuration.policies.values where policy.profile == .off {
            logger.notice("policy “\(policy.name)” is off: its listeners relay everything as it is")
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: eventLoops ?? max(1, System.coreCount / 2))
        var metrics: MetricsServer?
        if let address = configuration.metrics {
            metrics = try await MetricsServer.bind(address, registry: registry, group: group)
        }
        let metricsAddress = configuration.metrics.map {
            ListenAddress(host: $0.host, port: metrics?.port ?? $0.port).description
        }
        let gateway = Gateway(listeners: listeners, group: group, logger: logger) { ready in
            var words = ready.map { "\($0.name)=\($0.address)" }
            if let metricsAddress { words.append("metrics=\(metricsAddress)") }
            // Not print: whoever waits for the line reads a pipe, which is buffered.
            FileHandle.standardOutput.write(Data("phony ready \(words.joined(separator: " "))\n".utf8))
        }
        let reloader = Reloader(
            path: options.config, assembly: assembly, listeners: listeners, started: configuration, logger: logger)
        var services: [any Service] = [gateway]
        if let metrics { services.insert(metrics, at: 0) }
        let serviceGroup = ServiceGroup(services: services, logger: logger)
        // Before anything is ready: whoever waits for that may send a signal at once.
        let watcher = await SignalWatcher(logger: logger, reload: reloader, group: serviceGroup)
        let watching = Task { await watcher.run() }
        defer { watching.cancel() }
        try await serviceGroup.run()
    }
}

enum LogLevel: String, CaseIterable, ExpressibleByArgument {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}
