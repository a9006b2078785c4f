import Metrics

/// The gateway's counters, by listener. Labels are names from the configuration and fixed words, never values.
package final class GatewayMetrics: Sendable {
    private let name: String
    private let open: Gauge
    private let accepted: Counter
    private let requests: Counter
    private let rows: Counter
    private let masked: Counter
    private let wouldMask: Counter
    private let fromServer: Counter
    private let toClient: Counter
    private let fromClient: Counter
    private let errors: Counter
    private let latency: Metrics.Timer
    private let oldest: Gauge

    package init(listener name: String) {
        self.name = name
        let dimensions = [("listener", name)]
        open = Gauge(label: "phony_connections", dimensions: dimensions)
        accepted = Counter(label: "phony_connections_total", dimensions: dimensions)
        requests = Counter(label: "phony_requests_total", dimensions: dimensions)
        rows = Counter(label: "phony_rows_total", dimensions: dimensions)
        masked = Counter(label: "phony_masked_values_total", dimensions: dimensions)
        wouldMask = Counter(label: "phony_observed_columns_total", dimensions: dimensions)
        fromServer = Counter(label: "phony_upstream_received_bytes_total", dimensions: dimensions)
        toClient = Counter(label: "phony_client_sent_bytes_total", dimensions: dimensions)
        fromClient = Counter(label: "phony_client_received_bytes_total", dimensions: dimensions)
        errors = Counter(label: "phony_session_failures_total", dimensions: dimensions)
        latency = Metrics.Timer(label: "phony_request_seconds", dimensions: dimensions)
        oldest = Gauge(label: "phony_oldest_active_request_seconds", dimensions: dimensions)
    }

    func sessionOpened(now open: Int) {
        accepted.increment()
        self.open.record(open)
    }

    func sessionClosed(now open: Int, failed: Bool) {
        self.open.record(open)
        if failed { errors.increment() }
    }

    func received(fromServer bytes: Int) { fromServer.increment(by: bytes) }
    func received(fromClient bytes: Int) { fromClient.increment(by: bytes) }
    func sent(toClient bytes: Int) { toClient.increment(by: bytes) }

    func answered(after nanoseconds: UInt64) { latency.recordNanoseconds(Int64(clamping: nanoseconds)) }

    package func oldestActive(seconds: Double) { oldest.record(seconds) }

    func take(_ counters: inout RelayCounters) {
        if counters.requests > 0 { requests.increment(by: counters.requests) }
        if counters.rows > 0 { rows.increment(by: counters.rows) }
        if counters.maskedValues > 0 { masked.increment(by: counters.maskedValues) }
        if counters.wouldMask > 0 { wouldMask.increment(by: counters.wouldMask) }
        counters.requests = 0
        counters.rows = 0
        counters.maskedValues = 0
        counters.wouldMask = 0
        guard !counters.refusals.isEmpty else { return }
        for (reason, count) in counters.refusals { refused(reason, count) }
        counters.refusals.removeAll()
    }

    func refused(_ reason: String, _ count: Int = 1) {
        Counter(label: "phony_refusals_total", dimensions: [("listener", name), ("reason", reason)])
            .increment(by: count)
    }
}
