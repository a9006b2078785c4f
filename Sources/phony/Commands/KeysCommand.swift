import ArgumentParser
import Foundation
import Keys

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Makes and looks after master keys.", subcommands: [Init.self])

    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new master key: 32 random bytes, base64.",
            discussion: """
                Every stand-in is derived from the key: keep it, and keep it secret. An existing file is left alone.

                Example: phony keys init --out state/master.key
                """)

        @Option(name: .long, help: "The file to write; it must not exist.")
        var out = "state/master.key"

        func run() async throws {
            try await reporting {
                let folder = URL(fileURLWithPath: out).deletingLastPathComponent().path
                try? FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                let file = open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
                guard file >= 0 else {
                    throw CommandFailure(
                        description: errno == EEXIST
                            ? "\(out) exists already and is left as it is; name another file with --out"
                            : "\(out) cannot be written: \(String(cString: strerror(errno)))")
                }
                let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
                try handle.write(contentsOf: Data((MasterKey.generate().base64 + "\n").utf8))
                try handle.synchronize()
                print("wrote \(out)")
            }
        }
    }
}
