/// The bytes that a model lies in, mapped from a file or built here, for as long as any copy of the model lives.
@usableFromInline
package final class ModelMemory: @unchecked Sendable {
    let start: UnsafeRawPointer
    let count: Int
    private let release: @Sendable (UnsafeRawPointer, Int) -> Void

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// - Parameters:
    ///   - start: aligned to 64 bytes, as a mapped file is; nobody changes what lies there.
    ///   - release: called once, when nobody needs it any more.
    package init(
        _ start: UnsafeRawPointer, count: Int, release: @escaping @Sendable (UnsafeRawPointer, Int) -> Void
    ) {
        self.start = start
        self.count = count
        self.release = release
    }

    package convenience init(copying bytes: [UInt8]) {
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: ModelFile.alignment)
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyMemory(from: $0) }
        self.init(copy, count: bytes.count) { start, _ in start.deallocate() }
    }

    deinit { release(start, count) }
}
