import Foundation
import PostgresWire
import Yams

/// Where a secret is to be found: `{env: NAME}` or `{file: PATH}`. Never the secret itself.
enum SecretReference: Sendable, Equatable {
    case environment(String)
    case file(String)

    struct Unavailable: Error {
        var message: String
    }

    func resolve() throws(Unavailable) -> Secret { Secret(try text()) }

    func text() throws(Unavailable) -> String {
        switch self {
        case .environment(let name):
            guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
                throw Unavailable(message: "the environment variable \(name) is not set")
            }
            return value
        case .file(let path):
            guard let data = FileManager.default.contents(atPath: path) else {
                var isFolder: ObjCBool = false
                let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                if isFolder.boolValue { throw Unavailable(message: "\(path) is a folder") }
                throw Unavailable(message: exists ? "the file \(path) cannot be read" : "there is no file \(path)")
            }
            guard data.count <= 64 * 1024, let text = String(data: data, encoding: .utf8) else {
                throw Unavailable(message: "the file \(path) is not a short text")
            }
            return text.trimmingCharacters(in: .newlines)
        }
    }
}

extension YAMLReader {
    func secret(_ node: Node, _ what: String, relativeTo folder: String) -> SecretReference? {
        guard case .mapping(let mapping) = node else {
            report("\(what) must not stand in the file; write {env: NAME} or {file: PATH}", at: node)
            return nil
        }
        guard mapping.count == 1, let entry = mapping.first, let key = entry.key.string, let value = entry.value.string
        else {
            report("\(what) must be {env: NAME} or {file: PATH}", at: node)
            return nil
        }
        switch key {
        case "env": return .environment(value)
        case "file": return .file(value.path(relativeTo: folder))
        case "sealed":
            report("\(what): sealed secrets are not there in this version; write {env: NAME} or {file: PATH}", at: node)
        default: report("\(what): unknown key “\(key)”; write {env: NAME} or {file: PATH}", at: node)
        }
        return nil
    }
}

extension String {
    /// Relative paths in a configuration start at its file.
    func path(relativeTo folder: String) -> String {
        hasPrefix("/")
            ? self
            : URL(fileURLWithPath: self, relativeTo: URL(fileURLWithPath: folder, isDirectory: true))
                .standardizedFileURL.path
    }
}
