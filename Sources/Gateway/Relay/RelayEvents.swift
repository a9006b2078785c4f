/// What a relay tells its owner besides bytes: counts for metrics and facts for the log, never values.
package struct RelayCounters: Sendable, Equatable {
    package var requests = 0
    package var rows = 0
    package var maskedValues = 0
    package var wouldMask = 0
    package var refusals: [String: Int] = [:]

    package mutating func refuse(_ reason: String) { refusals[reason, default: 0] += 1 }
}

/// Why a session ends.
package struct RelayFailure: Error, Sendable, Equatable {
    package enum Side: String, Sendable { case client, server, gateway }

    package var side: Side
    /// For the log: message kinds, lengths and offsets, never content.
    package var message: String
    /// SQLSTATE of the FATAL error that the client is sent.
    package var sqlState: String
    /// A frame to the client is unfinished: no message can follow, the connection just closes.
    package var isMidFrame: Bool

    package init(side: Side, message: String, sqlState: String = "08P01", isMidFrame: Bool = false) {
        self.side = side
        self.message = message
        self.sqlState = sqlState
        self.isMidFrame = isMidFrame
    }
}
