import Foundation
import Glibc

/// Where a command's bytes go: standard output, or a file that has its name only when it is whole. What is no regular file (a
/// device, a pipe) is written to as it is; behind a symbolic link, the file that it names is replaced.
final class OutputFile {
    private let name: String
    private let handle: FileHandle
    private let paths: (temporary: String, final: String)?
    private(set) var bytes = 0
    private var isComplete = false

    init(path: String?) throws {
        name = path ?? "the output"
        guard let path, path != "-" else {
            handle = .standardOutput
            paths = nil
            return
        }
        let final = Self.target(path)
        var status = stat()
        let isThere = stat(final, &status) == 0
        guard !isThere || status.st_mode & S_IFMT != S_IFDIR else {
            throw CommandFailure(description: "\(path) cannot be written: it is a folder")
        }
        if isThere, status.st_mode & S_IFMT != S_IFREG {
            handle = try Self.open(final, O_WRONLY | O_CLOEXEC, for: path)
            paths = nil
            return
        }
        let temporary = "\(final).\(getpid()).part"
        // Before it is there: a signal between the two would leave it.
        Self.unfinished.add(temporary)
        handle = try Self.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, for: path)
        paths = (temporary, final)
    }

    /// Behind symbolic links, as far as there is something.
    private static func target(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func open(_ path: String, _ flags: Int32, for name: String) throws -> FileHandle {
        let file = Glibc.open(path, flags, 0o644)
        guard file >= 0 else {
            let reason = errno == ENOENT ? "there is no such folder" : String(cString: strerror(errno))
            throw CommandFailure(description: "\(name) cannot be written: \(reason)")
        }
        return FileHandle(fileDescriptor: file, closeOnDealloc: true)
    }

    func write(_ bytes: [UInt8]) throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(handle.fileDescriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CommandFailure(description: "\(name) cannot be written: \(String(cString: strerror(errno)))")
            }
            done += count
        }
        self.bytes += bytes.count
    }

    /// Nothing more will be written: the file is closed, and has no name yet.
    func complete() throws {
        guard paths != nil else { return }
        try handle.synchronize()
        try handle.close()
        isComplete = true
    }

    /// All is there: the file gets its name.
    func finish() throws {
        guard let paths else { return }
        if !isComplete { try complete() }
        guard rename(paths.temporary, paths.final) == 0 else {
            throw CommandFailure(description: "\(paths.final) cannot be written: \(String(cString: strerror(errno)))")
        }
        Self.unfinished.remove(paths.temporary)
    }

    /// It will not be finished.
    func abandon() {
        guard let paths else { return }
        unlink(paths.temporary)
        Self.unfinished.remove(paths.temporary)
    }

    // MARK: interruption

    /// Files that must not stay when the program is told to stop.
    private final class Unfinished: @unchecked Sendable {
        private let lock = NSLock()
        private var paths: Set<String> = []
        private var sources: [any DispatchSourceSignal] = []

        func add(_ path: String) {
            lock.withLock {
                paths.insert(path)
                if sources.isEmpty { sources = [SIGINT, SIGTERM, SIGHUP].compactMap(watch) }
            }
        }

        func remove(_ path: String) { lock.withLock { _ = paths.remove(path) } }

        /// nil for one that the program was told to ignore (nohup). Returns when the signal is heard.
        private func watch(_ number: Int32) -> (any DispatchSourceSignal)? {
            var before = sigaction()
            sigaction(number, nil, &before)
            guard unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) != 1 else { return nil }
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            let registered = DispatchSemaphore(value: 0)
            source.setRegistrationHandler { registered.signal() }
            source.setEventHandler {
                for path in self.lock.withLock({ self.paths }) { unlink(path) }
                exit(128 + number)
            }
            source.resume()
            registered.wait()
            return source
        }
    }

    private static let unfinished = Unfinished()
}
