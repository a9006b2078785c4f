import Gateway
import Logging

/// Reads the configuration again. A file with a fault is reported, and what is in force stays.
actor Reloader {
    private let path: String
    private let assembly: Assembly
    private let listeners: [ListenerServices]
    private let started: Configuration
    private let logger: Logger

    init(
        path: String, assembly: sending Assembly, listeners: [ListenerServices], started: Configuration, logger: Logger
    ) {
        self.path = path
        self.assembly = assembly
        self.listeners = listeners
        self.started = started
        self.logger = logger
    }

    func reload() {
        do {
            let configuration = try ConfigurationReader.read(path: path)
            let built = try assembly.listeners(configuration)
            for services in listeners {
                let name = services.configuration.name
                guard let new = built.first(where: { $0.name == name }) else {
                    logger.warning("listener “\(name)” is no longer in the file; it goes on until a restart")
                    continue
                }
                if new.address != started.listeners.first(where: { $0.name == name })?.address {
                    logger.warning("listener “\(name)” changes its address only at a restart")
                }
                services.replace(new)
            }
            for new in built where !listeners.contains(where: { $0.configuration.name == new.name }) {
                logger.warning("listener “\(new.name)” is new and starts at a restart")
            }
            logger.notice("configuration reloaded")
        } catch {
            logger.error("reload failed, the running configuration stays: \(error)")
        }
    }
}
