import CoreMetrics
import Synchronization

/// The metrics of this process, kept for Prometheus to fetch (text format 0.0.4). Counters become counters, gauges
/// gauges, timers histograms of seconds with fixed buckets.
final class PrometheusRegistry: MetricsFactory, Sendable {
    private struct Key: Hashable {
        var label: String
        var dimensions: [[String]]
    }

    private enum Metric: Sendable {
        case counter(CounterValue)
        case gauge(GaugeValue)
        case histogram(HistogramValue)
    }

    private let metrics = Mutex<[Key: Metric]>([:])

    private static let help: [String: String] = [
        "phony_connections": "Client connections that are open.",
        "phony_connections_total": "Client connections accepted.",
        "phony_requests_total": "Messages of clients that ask the server for something.",
        "phony_rows_total": "Rows relayed.",
        "phony_masked_values_total": "Values replaced by stand-ins or placeholders.",
        "phony_observed_columns_total": "Result columns that profile observe let pass and another would have masked.",
        "phony_upstream_received_bytes_total": "Bytes received from database servers.",
        "phony_client_sent_bytes_total": "Bytes sent to clients.",
        "phony_client_received_bytes_total": "Bytes received from clients.",
        "phony_session_failures_total": "Sessions that ended with an error.",
        "phony_refusals_total": "Connections, statements and results refused, by reason.",
        "phony_request_seconds": "Time from a request to the answer of the last one under way.",
        "phony_oldest_active_request_seconds": "Age of the oldest request under way.",
    ]

    private func metric(_ label: String, _ dimensions: [(String, String)], make: () -> Metric) -> Metric {
        let key = Key(label: label, dimensions: dimensions.map { [$0.0, $0.1] })
        return metrics.withLock { metrics in
            if let known = metrics[key] { return known }
            let made = make()
            metrics[key] = made
            return made
        }
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        if case .counter(let value) = metric(label, dimensions, make: { .counter(CounterValue()) }) { return value }
        return CounterValue()
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        if case .gauge(let value) = metric(label, dimensions, make: { .gauge(GaugeValue()) }) { return value }
        return GaugeValue()
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        if case .histogram(let value) = metric(label, dimensions, make: { .histogram(HistogramValue()) }) {
            return value
        }
        return HistogramValue()
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    // MARK: text

    func text() -> String {
        let all = metrics.withLock { $0 }
        var output = ""
        for (label, entries) in Dictionary(grouping: all, by: \.key.label).sorted(by: { $0.key < $1.key }) {
            guard let kind = entries.first?.value else { continue }
            if let help = Self.help[label] { output += "# HELP \(label) \(help)\n" }
            output += "# TYPE \(label) \(Self.type(kind))\n"
            for (key, metric) in entries.sorted(by: {
                $0.key.dimensions.joined().joined() < $1.key.dimensions.joined().joined()
            }) {
                let labels = key.dimensions.map { "\($0[0])=\"\(Self.escaped($0[1]))\"" }
                switch metric {
                case .counter(let value): output += Self.line(label, labels, "\(value.count)")
                case .gauge(let value): output += Self.line(label, labels, "\(value.value)")
                case .histogram(let value): output += value.lines(label, labels)
                }
            }
        }
        return output
    }

    private static func type(_ metric: Metric) -> String {
        switch metric {
        case .counter: "counter"
        case .gauge: "gauge"
        case .histogram: "histogram"
        }
    }

    fileprivate static func line(_ name: String, _ labels: [String], _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels.joined(separator: ","))} \(value)\n"
    }

    private static func escaped(_ value: String) -> String {
        var result = ""
        for character in value {
            switch character {
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            case "\n": result += "\\n"
            default: result.append(character)
            }
        }
        return result
    }
}

private final class CounterValue: CounterHandler, Sendable {
    private let value = Atomic<Int64>(0)

    var count: Int64 { value.load(ordering: .relaxed) }

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }
}

private final class GaugeValue: RecorderHandler, Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func record(_ value: Int64) { record(Double(value)) }
    func record(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }
}

private final class HistogramValue: TimerHandler, Sendable {
    /// Upper bounds in seconds.
    private static let bounds: [Double] = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
    ]

    private struct State {
        var counts = [UInt64](repeating: 0, count: bounds.count + 1)
        var sum = 0.0
    }

    private let state = Mutex(State())

    func recordNanoseconds(_ duration: Int64) {
        let seconds = Double(duration) / 1e9
        let bucket = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[bucket] += 1
            state.sum += seconds
        }
    }

    func lines(_ name: String, _ labels: [String]) -> String {
        let state = self.state.withLock { $0 }
        var output = ""
        var total: UInt64 = 0
        for (bound, count) in zip(Self.bounds, state.counts) {
            total += count
            output += PrometheusRegistry.line("\(name)_bucket", labels + ["le=\"\(bound)\""], "\(total)")
        }
        total += state.counts[Self.bounds.count]
        output += PrometheusRegistry.line("\(name)_bucket", labels + ["le=\"+Inf\""], "\(total)")
        output += PrometheusRegistry.line("\(name)_sum", labels, "\(state.sum)")
        output += PrometheusRegistry.line("\(name)_count", labels, "\(total)")
        return output
    }
}
