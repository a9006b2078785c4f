import Masking
import Yams

/// One entry of `policies`.
struct PolicyReader {
    let reader: YAMLReader
    let name: String

    func policy(_ node: Node) -> Policy? {
        guard let mapping = reader.mapping(node, "policy “\(name)”") else { return nil }
        mapping.allow(
            ["profile", "default", "notifications", "columns", "launder"],
            later: ["packages", "aggregates", "functions", "writes"])
        var policy = Policy(name: name)
        if let profile = mapping["profile"] {
            if profile.string == "human" {
                reader.report("profile: human is not there in this version", at: profile)
            } else {
                policy.profile = reader.choice(profile, "profile", of: Policy.Profile.self) ?? .app
            }
        }
        if let node = mapping["default"] {
            policy.defaultVerdict = reader.choice(node, "default", of: Policy.Default.self) ?? .redact
        }
        if let node = mapping["notifications"] {
            policy.notifications = reader.choice(node, "notifications", of: Policy.Notifications.self) ?? .redact
        }
        if let node = mapping["launder"], node.string != "allow" {
            reader.report(
                "launder: \(node.string ?? "?") is not enforced by this version; only launder: allow can be stated",
                at: node)
        }
        if let node = mapping["columns"], let columns = reader.mapping(node, "columns") {
            for (key, value) in columns.mapping {
                guard let text = reader.string(key, "a column name") else { continue }
                let pattern: ColumnPattern
                do {
                    pattern = try ColumnPattern(text)
                } catch {
                    reader.report(error.message, at: key)
                    continue
                }
                guard let verdict = verdict(value, of: text) else { continue }
                let origin = "\(reader.file):\(key.mark?.line ?? 0)"
                let rival = policy.entries.first {
                    $0.verdict != verdict && $0.pattern.specificity == pattern.specificity
                        && $0.pattern.overlaps(pattern)
                }
                if let rival {
                    reader.report(
                        """
                        “\(pattern)” and “\(rival.pattern)” (\(rival.origin)) are equally specific and may name the same \
                        column with different rules; narrow one of them
                        """, at: key)
                }
                policy.entries.append(.init(pattern: pattern, verdict: verdict, origin: origin))
            }
        }
        return policy
    }

    private static let words = ["pass"] + TransformKind.allCases.map(\.rawValue)

    private func verdict(_ node: Node, of column: String) -> Verdict? {
        if case .scalar = node {
            return verdict(word: node.string ?? "", options: nil, at: node)
        }
        guard let mapping = reader.mapping(node, "the rule of \(column)"), let word = mapping.require("transform")
        else {
            return nil
        }
        guard let text = reader.string(word, "transform") else { return nil }
        return verdict(word: text, options: mapping, at: word)
    }

    private func verdict(word: String, options: YAMLMapping?, at node: Node) -> Verdict? {
        if word == "pass" {
            options?.allow(["transform"])
            return .pass
        }
        guard let kind = TransformKind(rawValue: word) else {
            reader.report("unknown transform “\(word)”\(YAMLReader.suggestion(word, Self.words))", at: node)
            return nil
        }
        var rule = TransformRule(kind: kind)
        if let options { read(options, into: &rule) }
        if kind == .constant, options?["value"] == nil {
            reader.report("constant needs a value: {transform: constant, value: …}", at: node)
        }
        return kind == .redact ? .redact : .transform(rule)
    }

    private func read(_ options: YAMLMapping, into rule: inout TransformRule) {
        options.allow(["transform", "inbound"] + rule.kind.options.sorted(), later: ["when", "keep_null"])
        if let node = options["inbound"], node.string != "real" {
            reader.report("inbound: \(node.string ?? "?") is not there in this version; only inbound: real", at: node)
        }
        let limit = 0...10_000
        if let node = options["domain"] { rule.domain = reader.string(node, "domain") ?? rule.domain }
        if let node = options["value"] { rule.value = reader.string(node, "value") ?? "" }
        if let node = options["keep_first"] { rule.keepFirst = reader.integer(node, "keep_first", in: limit) ?? 0 }
        if let node = options["keep_last"] { rule.keepLast = reader.integer(node, "keep_last", in: limit) ?? 0 }
        if let node = options["pad"], let pad = reader.string(node, "pad") {
            if pad.utf8.count == 1, pad.utf8.allSatisfy({ $0 > 31 && $0 < 127 }) {
                rule.pad = pad
            } else {
                reader.report("pad must be one ASCII character", at: node)
            }
        }
        if let node = options["unique"] { rule.unique = reader.bool(node, "unique") ?? false }
        if let node = options["keep_domain"] { rule.keepDomain = reader.bool(node, "keep_domain") ?? false }
        if let node = options["keep_country"] { rule.keepCountry = reader.bool(node, "keep_country") ?? true }
        if let node = options["max_days"] { rule.maxDays = reader.integer(node, "max_days", in: 1...365_000) ?? 365 }
    }
}
