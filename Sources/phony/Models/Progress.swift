import Foundation

/// A line on standard error that says how far a long work is: on a terminal only, a few times a second.
struct Progress {
    private let isShown = isatty(2) == 1
    private var last = DispatchTime.now()
    private let start = DispatchTime.now()
    private var wasShown = false

    private static let interval: UInt64 = 200_000_000

    /// - Parameter text: asked for only where it is shown; is given the seconds since the start.
    mutating func show(_ text: (Double) -> String) {
        guard isShown else { return }
        let now = DispatchTime.now()
        guard now.uptimeNanoseconds - last.uptimeNanoseconds >= Self.interval else { return }
        last = now
        wasShown = true
        let seconds = Double(now.uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text(seconds))".utf8))
    }

    /// Takes the line away.
    mutating func end() {
        guard wasShown else { return }
        wasShown = false
        FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
    }
}
