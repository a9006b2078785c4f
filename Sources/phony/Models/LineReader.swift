import Foundation

/// A file's lines, read piece by piece; `-` is standard input.
struct LineReader {
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var place = 0
    private(set) var bytesRead = 0
    /// Of the line last read, counted from 1.
    private(set) var line = 0
    /// Of a regular file.
    let size: Int?

    /// No line of text or data is longer; a binary file could be.
    private static let lineLimit = 16 << 20
    private static let pieceSize = 1 << 20

    init(path: String) throws {
        if path == "-" {
            handle = .standardInput
            size = nil
            return
        }
        guard let opened = FileHandle(forReadingAtPath: path), !Self.isFolder(path) else {
            throw CommandFailure(description: "\(path) cannot be read: \(Self.reason(path))")
        }
        handle = opened
        size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    }

    /// A whole file, which is small: a schema.
    static func contents(path: String) throws -> [UInt8] {
        let reader = try LineReader(path: path)
        guard let data = try reader.handle.read(upToCount: 64 << 20) else { return [] }
        guard data.count < 64 << 20 else { throw CommandFailure(description: "\(path) is larger than 64 MiB") }
        return Array(data)
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func reason(_ path: String) -> String {
        if isFolder(path) { return "it is a folder" }
        return FileManager.default.fileExists(atPath: path) ? String(cString: strerror(errno)) : "there is no such file"
    }

    /// Without its line feed, and without the carriage return before it; nil at the end. A byte order mark before the first
    /// is no part of it.
    mutating func next() throws -> [UInt8]? {
        guard let bytes = try nextAsItStands() else { return nil }
        line += 1
        return line == 1 && bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    private mutating func nextAsItStands() throws -> [UInt8]? {
        while true {
            if let end = buffer[place...].firstIndex(of: 0x0A) {
                defer { place = end + 1 }
                return Array(buffer[place..<end].last == 0x0D ? buffer[place..<end - 1] : buffer[place..<end])
            }
            guard buffer.count - place <= Self.lineLimit else {
                throw CommandFailure(description: "a line is longer than \(Self.lineLimit >> 20) MiB: this is no text")
            }
            buffer.removeFirst(place)
            place = 0
            guard let piece = try handle.read(upToCount: Self.pieceSize), !piece.isEmpty else {
                guard !buffer.isEmpty else { return nil }
                defer { buffer = [] }
                return buffer.last == 0x0D ? buffer.dropLast() : buffer
            }
            bytesRead += piece.count
            buffer.append(contentsOf: piece)
        }
    }
}
