import Foundation
import NGram

/// Models as files.
enum ModelStore {
    /// A model that lies in the mapped file. Our own programs never change a model's file, they put a new one in its place;
    /// whoever cuts one short while it is in use ends the program that uses it.
    static func load(path: String) throws -> NGramModel {
        // Without O_NONBLOCK, a pipe that nobody writes to would be waited for.
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else {
            throw CommandFailure(description: "\(path) cannot be read: \(String(cString: strerror(errno)))")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CommandFailure(description: "\(path) is no regular file")
        }
        let size = Int(status.st_size)
        guard size > 0 else { throw CommandFailure(description: "\(path) is empty") }
        guard let place = mmap(nil, size, PROT_READ, MAP_PRIVATE, file, 0), place != MAP_FAILED else {
            throw CommandFailure(description: "\(path) cannot be mapped: \(String(cString: strerror(errno)))")
        }
        let memory = ModelMemory(UnsafeRawPointer(place), count: size) {
            munmap(UnsafeMutableRawPointer(mutating: $0), $1)
        }
        do {
            return try NGramModel(memory)
        } catch {
            throw CommandFailure(description: "\(path): \(error)")
        }
    }

    /// Writes the model beside the place and then moves it there: whoever has the old one mapped keeps it.
    static func save(_ model: NGramModel, path: String) throws {
        guard model.size <= ModelFile.sizeLimit else {
            throw CommandFailure(description: "the model has \(model.size) bytes, more than a file may have")
        }
        let output = try OutputFile(path: path)
        do {
            try output.write(model.image)
            try output.finish()
        } catch {
            output.abandon()
            throw error
        }
    }
}
