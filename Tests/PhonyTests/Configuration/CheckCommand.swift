import Foundation
import Testing

/// `phony check` on a configuration in a folder of its own. The types behind it belong to the executable alone, so what
/// is tested is what its user sees.
struct CheckCommand {
    var exitCode: Int32 = -1
    var output = ""
    /// Standard error, line by line, the path of the file taken away: `3: what is wrong`.
    var errors: [String] = []

    static let binary = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("phony")

    init(_ yaml: String, files: [String: String] = [:], arguments: [String] = []) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("phony-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("phony.yaml")
        try Data(yaml.utf8).write(to: file)
        for (name, text) in files {
            let path = folder.appendingPathComponent(name)
            try Data(text.utf8).write(to: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path.path)
        }
        let process = Process()
        process.executableURL = Self.binaryInUse
        process.arguments = ["check", "--config", file.path] + arguments
        process.environment = ["PHONY_TEST_KEY": Self.key, "PATH": "/usr/bin"]
        let out = Pipe()
        let error = Pipe()
        process.standardOutput = out
        process.standardError = error
        try process.run()
        let said = error.fileHandleForReading.readDataToEndOfFile()
        output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        exitCode = process.terminationStatus
        errors = String(decoding: said, as: UTF8.self).split(separator: "\n").map {
            $0.replacingOccurrences(of: "phony: ", with: "").replacingOccurrences(of: "\(file.path):", with: "")
                .replacingOccurrences(of: folder.path, with: ".").trimmingCharacters(in: .whitespaces)
        }
    }

    static let key = Data(0..<32).base64EncodedString()

    /// Tests run from a bundle beside the executable, or from a helper of the toolchain that loads it.
    private static var binaryInUse: URL {
        let beside = [
            binary,
            URL(fileURLWithPath: CommandLine.arguments.first ?? "").deletingLastPathComponent().appendingPathComponent(
                "phony"),
        ]
        let built = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../.build/release/phony")
        return (beside + [built]).first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? built
    }
}
