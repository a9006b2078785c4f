import Foundation
import Gateway
import Masking
import Yams

/// Reads version 1 of `phony.yaml`. Whatever it does not know is an error.
struct ConfigurationReader {
    let reader: YAMLReader
    let folder: String

    static func read(path: String) throws -> Configuration {
        guard let data = FileManager.default.contents(atPath: path) else {
            let exists = FileManager.default.fileExists(atPath: path)
            throw ConfigurationProblem(
                file: path, message: exists ? "the file cannot be read" : "there is no such file")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw ConfigurationProblem(file: path, message: "the file is not UTF-8 text")
        }
        return try read(text: text, path: path)
    }

    static func read(text: String, path: String) throws -> Configuration {
        let reader = YAMLReader(file: path)
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw problem(error, path, text)
        }
        guard let root else { throw ConfigurationProblem(file: path, message: "the file is empty") }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().standardizedFileURL.path
        let configuration = ConfigurationReader(reader: reader, folder: folder).configuration(root)
        guard reader.problems.isEmpty, let configuration else {
            throw ConfigurationProblems(problems: reader.problems)
        }
        return configuration
    }

    private static func problem(_ error: YamlError, _ path: String, _ text: String) -> ConfigurationProblem {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return ConfigurationProblem(file: path, line: mark.line, message: "not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.map { "“\($0)”" }.sorted()
            let first = duplicates.first.map { "\($0)" } ?? ""
            return ConfigurationProblem(
                file: path, line: secondLine(of: first, in: text, from: context.mark.line) ?? context.mark.line,
                message: "the key \(YAMLReader.list(names)) is given twice")
        default: return ConfigurationProblem(file: path, message: "not valid YAML")
        }
    }

    /// Yams says where the mapping begins; the reader wants to know where the key stands again.
    private static func secondLine(of key: String, in text: String, from start: Int) -> Int? {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let found = lines.indices.dropFirst(max(0, start - 1)).filter { index in
            let line = lines[index].trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "'\"-")))
            return line.hasPrefix(key)
        }
        return found.count > 1 ? found[found.startIndex + 1] + 1 : nil
    }

    private func configuration(_ root: Node) -> Configuration? {
        guard let top = reader.mapping(root, "the configuration") else { return nil }
        top.allow(
            ["version", "state", "key", "listeners", "policies", "metrics"],
            later: ["health", "limits", "audit", "store", "jobs", "mock", "registry", "detect", "tenants"])
        if let version = top.require("version"), version.int != 1 {
            reader.report("version is \(version.string ?? "?"); this Phony reads version: 1", at: version)
        }
        if let state = top["state"] { _ = reader.string(state, "state") }
        var policies: [String: Policy] = [:]
        if let node = top["policies"], let mapping = reader.mapping(node, "policies") {
            for (name, value) in mapping.mapping {
                let name = name.string ?? ""
                policies[name] = PolicyReader(reader: reader, name: name).policy(value)
            }
        }
        var listeners: [Configuration.Listener] = []
        for node in top["listeners"].map({ reader.sequence($0, "listeners") }) ?? [] {
            let parsed = ListenerReader(reader: reader, folder: folder, policies: Set(policies.keys)).listener(node)
            guard let parsed else { continue }
            if let twin = listeners.first(where: { $0.name == parsed.name }) {
                reader.report("a listener named “\(parsed.name)” stands already in line \(twin.line)", at: node)
            } else if parsed.address.port != 0, let twin = listeners.first(where: { $0.address == parsed.address }) {
                reader.report(
                    "listener “\(twin.name)” in line \(twin.line) listens on \(parsed.address) already", at: node)
            }
            listeners.append(parsed)
        }
        let key = top["key"].flatMap { reader.secret($0, "key", relativeTo: folder) }
        let needsKey = listeners.contains { listener in
            ([listener.policy] + listener.clients.map(\.policy)).contains { name in
                name.flatMap { policies[$0] }?.isActive == true
            }
        }
        if needsKey, top["key"] == nil {
            reader.report("a policy is in use, but there is no “key”; make one with phony keys init", at: root)
        }
        return Configuration(
            file: reader.file, key: key, keyLine: top["key"]?.mark?.line, listeners: listeners, policies: policies,
            metrics: top["metrics"].flatMap { node in
                reader.string(node, "metrics").flatMap { reader.address($0, "metrics", at: node) }
            })
    }
}

extension YAMLReader {
    /// `127.0.0.1:6432`, `[::1]:6432`.
    func address(_ text: String, _ what: String, at node: Node) -> ListenAddress? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else {
            report("\(what) is “\(text)”; it must be ADDRESS:PORT, such as 127.0.0.1:6432", at: node)
            return nil
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host.isEmpty || host == "*" { host = "0.0.0.0" }
        return ListenAddress(host: host, port: port)
    }
}
