import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// SIGTERM and SIGINT: drain; once more: stop at once. SIGHUP: reload.
struct SignalWatcher {
    let logger: Logger
    let reload: Reloader
    let group: ServiceGroup
    private let signals: UnixSignalsSequence

    /// From here on no signal ends the process by itself.
    init(logger: Logger, reload: Reloader, group: ServiceGroup) async {
        self.logger = logger
        self.reload = reload
        self.group = group
        signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
    }

    /// Outlives the graceful shutdown it starts, to hear the second signal.
    func run() async {
        var isStopping = false
        for await signal in signals {
            if signal == .sighup {
                await reload.reload()
                continue
            }
            if isStopping {
                logger.notice("second signal: stopping at once")
                exit(1)
            }
            isStopping = true
            logger.notice("draining: a second signal stops at once")
            await group.triggerGracefulShutdown()
        }
    }
}
