import CWordLoop
import Foundation
import Keys
import NGram

/// Words a second from one model on one processor: one by one, side by side, and by a loop in C over the same tables. Then
/// how fast the model is loaded and how fast it scores.
///
///     CoreBenchmark MODEL.ngram [ROUNDS]
@main
struct CoreBenchmark {
    let model: NGramModel
    let image: [UInt8]
    let stride: Int
    let buffer: UnsafeMutableRawPointer
    let lengths: UnsafeMutablePointer<Int32>

    static let words = 1_000_000
    static let block = 256

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 1, let data = FileManager.default.contents(atPath: arguments[1]) else {
            print("usage: CoreBenchmark MODEL.ngram [ROUNDS]")
            exit(2)
        }
        try CoreBenchmark(image: Array(data)).run(rounds: arguments.count > 2 ? Int(arguments[2]) ?? 9 : 9)
    }

    init(image: [UInt8]) throws {
        self.image = image
        model = try NGramModel(image: image)
        stride = model.room()
        buffer = .allocate(byteCount: stride * Self.block, alignment: 64)
        lengths = .allocate(capacity: Self.block)
    }

    func run(rounds: Int) throws {
        var times: [[Double]] = []
        for round in 0...rounds {
            let (c, _) = seconds(loopInC)
            let (one, first) = seconds(single)
            let (many, second) = seconds(batch)
            guard first == second else { fatalError("the two ways differ: \(first) and \(second) bytes") }
            if round > 0 { times.append([c, one, many]) }
        }
        for (place, name) in ["a loop in C", "one by one", "side by side"].enumerated() {
            let rate = Double(Self.words) / median(times.map { $0[place] }) / 1e6
            print(name, format(rate), "M words/s,", format(median(times.map { $0[0] / $0[place] })), "of C")
        }
        let text = (0..<100_000).map(word)
        let size = text.reduce(0) { $0 + $1.count }
        let scoring = median((0..<rounds).map { _ in seconds { text.reduce(0) { $0 + Int(score($1)) } }.0 })
        print("scoring", format(Double(size) / scoring / 1e6), "MB/s")
        let loading = median((0..<rounds).map { _ in seconds { (try? NGramModel(model.memory).contextCount) ?? 0 }.0 })
        print("checking", format(loading * 1e3), "ms for", model.size, "bytes")
    }

    private func single() -> Int {
        var total = 0
        for number in 0..<Self.words {
            var random = stream(number)
            total += model.writeWord(using: &random, at: buffer)
        }
        return total
    }

    private func batch() -> Int {
        var total = 0
        for start in Swift.stride(from: 0, to: Self.words, by: Self.block) {
            let count = min(Self.block, Self.words - start)
            model.writeWords(count, at: buffer, stride: stride, lengths: lengths) { stream(start + $0) }
            for number in 0..<count { total += Int(lengths[number]) }
        }
        return total
    }

    private func loopInC() -> Int {
        model.withImage {
            Int(
                word_loop(
                    $0.bindMemory(to: UInt8.self).baseAddress, Self.words, 7, buffer.assumingMemoryBound(to: UInt8.self)
                ))
        }
    }

    private func word(_ number: Int) -> [UInt8] {
        var random = stream(number)
        var word: [UInt8] = []
        model.generate(using: &random, into: &word)
        return word
    }

    private func score(_ word: [UInt8]) -> Double { word.withUnsafeBufferPointer { model.score($0) } }

    private func stream(_ number: Int) -> BenchmarkRandom {
        BenchmarkRandom(StandInRandom(Seed(low: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, high: 0x1234_5678_9ABC_DEF0)))
    }
}

struct BenchmarkRandom: NGramRandom {
    private var random: StandInRandom
    init(_ random: StandInRandom) { self.random = random }
    mutating func next() -> UInt64 { random.next() }
}

func seconds(_ body: () -> Int) -> (Double, Int) {
    let start = DispatchTime.now().uptimeNanoseconds
    let result = body()
    return (Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9, result)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func format(_ number: Double) -> String { String(format: "%.2f", number) }
