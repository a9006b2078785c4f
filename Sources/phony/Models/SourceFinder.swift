import Foundation
import NGram
import PDL

/// Finds the models and lists that a schema names: in the schema's own folder, then in the packages that ship with the
/// program.
struct SourceFinder: SourceResolver {
    /// Where the schema is.
    let folder: URL
    private let packages: [URL]

    init(folder: URL) {
        self.folder = folder
        packages = Self.packages
    }

    /// `PHONY_RULES`; beside an installed program, `share/phony/rules`; above a built one, the repository's `rules`.
    private static var packages: [URL] {
        if let given = ProcessInfo.processInfo.environment["PHONY_RULES"] {
            return given.split(separator: ":").map { URL(fileURLWithPath: String($0)) }
        }
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        if let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
            folder = URL(fileURLWithPath: program)
        }
        var found: [URL] = []
        for _ in 0..<5 {
            folder.deleteLastPathComponent()
            found += [folder.appendingPathComponent("share/phony/rules"), folder.appendingPathComponent("rules")]
        }
        return found.filter { FileManager.default.fileExists(atPath: $0.path) }
    }

    func model(_ source: String, for file: String?) throws -> NGramModel {
        if source.hasSuffix(".ngram") { return try ModelStore.load(path: try own(source, file).path) }
        let parts = source.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil }) else {
            throw CommandFailure(
                description:
                    "\"\(source)\" is no source: name a locale's model, as en_US/first_names, or a file, as models/x.ngram"
            )
        }
        if let file = packaged(source) { return try ModelStore.load(path: file) }
        throw CommandFailure(description: "there is no model \(source); there are \(available())")
    }

    func hasModel(_ source: String) -> Bool { packaged(source) != nil }

    /// Where the first package that has the model keeps it: of en_US/first_names, en_US/models/first_names.ngram.
    private func packaged(_ source: String) -> String? {
        let parts = source.split(separator: "/")
        guard parts.count == 2 else { return nil }
        let files = packages.map { $0.appendingPathComponent("\(parts[0])/models/\(parts[1]).ngram").path }
        return files.first { FileManager.default.fileExists(atPath: $0) }
    }

    func list(_ source: String, for file: String?) throws -> [(value: String, weight: Double)] {
        try table(source, for: file).enumerated().compactMap { number, parts in
            guard let value = parts.first, !value.isEmpty else { return nil }
            guard parts.count <= 2, let weight = parts.count == 1 ? 1 : Double(parts[1]), weight >= 0, weight.isFinite
            else {
                throw CommandFailure(description: "\(source):\(number + 1): the weight behind the tab is no number")
            }
            return (value, weight)
        }
    }

    func table(_ source: String, for file: String?) throws -> [[String]] {
        var lines = try LineReader(path: try own(source, file).path)
        var rows: [[String]] = []
        while let line = try lines.next() {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw CommandFailure(description: "\(source):\(lines.line): this is not UTF-8")
            }
            rows.append(text.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
            guard rows.count <= 10_000_000 else { throw CommandFailure(description: "\(source) has too many lines") }
        }
        return rows
    }

    func schema(_ name: String, for file: String?) throws -> JSONValue {
        if name.hasSuffix(".json") { return try read(try own(name, file)) }
        guard name.wholeMatch(of: /[A-Za-z0-9_-]+/) != nil else {
            throw CommandFailure(description: "\"\(name)\" is no schema: name a package, as base, or a file, as x.json")
        }
        for package in packages {
            let place = package.appendingPathComponent("\(name)/schema.pdl.json")
            if FileManager.default.fileExists(atPath: place.path) { return try read(place) }
        }
        throw CommandFailure(
            description: "there is no package \(name) with a schema; a file is named with its ending, as \(name).json")
    }

    private func read(_ place: URL) throws -> JSONValue {
        let contents = try LineReader.contents(path: place.path)
        do throws(JSONError) {
            return try JSONReader.read(contents, file: place.path)
        } catch {
            throw CommandFailure(
                description: "\(place.path):\(error.place.line):\(error.place.column): \(error.message)")
        }
    }

    /// A file of the folder of the schema that names it: no path leads out of it, since a schema may come from anybody.
    private func own(_ source: String, _ file: String?) throws -> URL {
        // By bytes, as the system reads it: a slash under an accent is a slash.
        let parts = source.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0.isEmpty || $0.elementsEqual("..".utf8) || $0.contains(0) }) else {
            throw CommandFailure(description: "\"\(source)\" leads out of the schema's folder")
        }
        let folder = file.map { URL(fileURLWithPath: $0).deletingLastPathComponent() } ?? folder
        let place = folder.appendingPathComponent(source)
        // Not by a symbolic link either; what is not there is told by whoever opens it.
        if let real = realpath(place.path, nil), let root = realpath(folder.path.isEmpty ? "." : folder.path, nil) {
            defer {
                free(real)
                free(root)
            }
            guard String(cString: real).hasPrefix(String(cString: root) == "/" ? "/" : String(cString: root) + "/")
            else {
                throw CommandFailure(description: "\"\(source)\" leads out of the schema's folder")
            }
            // A pipe that nobody writes to would be waited for.
            var status = stat()
            guard stat(real, &status) == 0, [S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) else {
                throw CommandFailure(description: "\(source) is no regular file")
            }
        }
        return place
    }

    private func available() -> String {
        var names: Set<String> = []
        for package in packages {
            let locales = (try? FileManager.default.contentsOfDirectory(atPath: package.path)) ?? []
            for locale in locales {
                let models = package.appendingPathComponent("\(locale)/models").path
                for file in (try? FileManager.default.contentsOfDirectory(atPath: models)) ?? []
                where file.hasSuffix(".ngram") { names.insert("\(locale)/\(file.dropLast(6))") }
            }
        }
        return names.isEmpty
            ? "none; make models trains them, or PHONY_RULES names the folder of packages"
            : names.sorted().joined(separator: ", ")
    }
}
