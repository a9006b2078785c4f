/// One policy as the configuration states it, before any database is known.
package struct Policy: Sendable {
    package enum Profile: String, Sendable, CaseIterable {
        /// Unproven columns are redacted; filters and joins on protected columns are allowed.
        case app
        /// Nothing is changed; what would have been is counted.
        case observe
        /// No policy: the traffic is relayed.
        case off
    }

    package enum Default: String, Sendable, CaseIterable { case pass, redact }

    /// NotificationResponse payloads: their sender's statement is unknown, so a policy that protects anything hides them
    /// unless it says otherwise.
    package enum Notifications: String, Sendable, CaseIterable { case pass, redact }

    package struct Entry: Sendable {
        package var pattern: ColumnPattern
        package var verdict: Verdict
        /// File and line, for messages.
        package var origin: String

        package init(pattern: ColumnPattern, verdict: Verdict, origin: String) {
            self.pattern = pattern
            self.verdict = verdict
            self.origin = origin
        }
    }

    package var name: String
    package var profile: Profile
    package var defaultVerdict: Default
    package var notifications: Notifications
    package var entries: [Entry]

    package init(
        name: String, profile: Profile = .app, defaultVerdict: Default = .pass,
        notifications: Notifications = .redact, entries: [Entry] = []
    ) {
        self.name = name
        self.profile = profile
        self.defaultVerdict = defaultVerdict
        self.notifications = notifications
        self.entries = entries
    }

    /// Whether any answer can differ from the server's. If not, sessions relay frames without reading statements.
    package var isActive: Bool {
        guard profile != .off else { return false }
        return defaultVerdict == .redact || entries.contains { $0.verdict.isProtected }
    }

    /// The entry that decides for a column, and the entries that contradict it with equal weight.
    package func decision(database: String, schema: String, table: String, column: String) -> Decision? {
        var best: [Entry] = []
        for entry in entries {
            let pattern = entry.pattern
            guard pattern.matches(database: database), pattern.column.matches(column), pattern.table.matches(table),
                pattern.schema.matches(schema)
            else { continue }
            if let leader = best.first {
                if leader.pattern.specificity > pattern.specificity { continue }
                if leader.pattern.specificity < pattern.specificity { best.removeAll() }
            }
            best.append(entry)
        }
        guard let first = best.first else { return nil }
        return Decision(entry: first, rivals: best.dropFirst().filter { $0.verdict != first.verdict })
    }

    package struct Decision: Sendable {
        package var entry: Entry
        package var rivals: [Entry]

        package var verdict: Verdict { rivals.isEmpty ? entry.verdict : .redact }
    }
}
