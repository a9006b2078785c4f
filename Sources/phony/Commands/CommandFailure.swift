import ArgumentParser
import Foundation

/// What a command that failed says on standard error; the exit code is 1, as against 2 for wrong use.
struct CommandFailure: Error, CustomStringConvertible {
    var description: String
}

func standardError(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Runs a command's work and turns what it throws into one message and exit code 1.
func reporting(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let exit as ExitCode {
        throw exit
    } catch {
        standardError("phony: \(error)")
        throw ExitCode(1)
    }
}
