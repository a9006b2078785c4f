import Foundation
import PDL

/// Makes pieces of a stream on several threads.
final class RecordPool {
    private let stream: RecordStream
    private let threads: Int
    private let slots: Slots

    /// Pieces that are made before they are written: some for each thread, so that none waits long for the slowest, but one
    /// where pieces are large.
    private(set) var wave: Int

    private static let waveBytes = 32 << 20

    init(_ stream: RecordStream, threads: Int) {
        self.stream = stream
        self.threads = threads
        slots = Slots(wave: threads * 16, threads: threads)
        wave = threads
    }

    /// The pieces of these numbers, in their order.
    func make(_ pieces: Range<Int>) -> [[UInt8]] {
        let (stream, slots, threads) = (stream, slots, threads)
        DispatchQueue.concurrentPerform(iterations: min(threads, pieces.count)) { thread in
            for number in stride(from: pieces.lowerBound + thread, to: pieces.upperBound, by: threads) {
                slots.outputs[number - pieces.lowerBound].removeAll(keepingCapacity: true)
                stream.write(
                    piece: number, with: slots.workspaces[thread], into: &slots.outputs[number - pieces.lowerBound])
            }
        }
        let made = (0..<pieces.count).map { slots.outputs[$0] }
        let largest = max(made.map(\.count).max() ?? 1, 1)
        wave = min(max(Self.waveBytes / largest, 1), threads * 16)
        for number in 0..<pieces.count where largest > Self.waveBytes / threads { slots.outputs[number] = [] }
        return made
    }

    /// Each thread touches only its own workspace and the pieces of its turn.
    private final class Slots: @unchecked Sendable {
        let outputs: UnsafeMutableBufferPointer<[UInt8]>
        let workspaces: [RecordStream.Workspace]

        init(wave: Int, threads: Int) {
            outputs = .allocate(capacity: wave)
            outputs.initialize(repeating: [])
            workspaces = (0..<threads).map { _ in RecordStream.Workspace() }
        }

        deinit {
            outputs.deinitialize()
            outputs.deallocate()
        }
    }
}
