import ArgumentParser
import Foundation
import PDL

struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Generates records from a PDL schema.",
        discussion: """
            The same schema, seed and version give the same bytes, whatever the number of threads. Where a schema has one \
            entity or one scenario, it need not be named. With several entities -o names a folder.

            Example: phony generate schema.pdl.json --count 1M --format csv -o people.csv
            Example: phony generate schema.pdl.json --scenario demo --format sql
            """)

    @Argument(help: "The schema.")
    var schema: String?
    @Option(name: .long, help: "How many records of each entity, by its name in the schema.")
    var scenario: String?
    @Option(name: .long, help: "Only this entity.")
    var entity: String?
    @Option(name: .long, help: "Records: a number, with k, M or G for thousands, millions, milliards.")
    var count: String?
    @Option(name: .long, help: "csv, jsonl or sql.")
    var format = "csv"
    @Option(name: .long, help: "Any text; another seed gives other data.")
    var seed = "1"
    @Option(name: .long, help: "What now() gives in the schema, as 2026-01-31 or 2026-01-31T12:00:00Z.")
    var now: String?
    @Option(
        name: .shortAndLong, help: "The file to write, or with several entities the folder. (default: standard output)")
    var output: String?
    @Option(name: .long, help: "Threads. (default: one a processor)")
    var threads: Int?
    @Flag(name: .long, help: "Print the JSON Schema of PDL, and nothing else.")
    var printSchema = false

    func validate() throws {
        if printSchema { return }
        guard schema != nil else { throw ValidationError("name a schema") }
        guard RecordFormat(rawValue: format) != nil else {
            throw ValidationError("--format is \(RecordFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard scenario == nil || entity == nil && count == nil else {
            throw ValidationError("--scenario says which entities and how many; --entity and --count do not go with it")
        }
        guard count.map({ Self.number($0) != nil }) ?? true else {
            throw ValidationError("--count is a whole number, as 250, 10k or 1M")
        }
        guard now.map({ CalendarDay.seconds($0) != nil }) ?? true else {
            throw ValidationError("--now is a day or a time of one in UTC, as 2026-01-31 or 2026-01-31T12:00:00Z")
        }
        guard threads.map({ (1...1024).contains($0) }) ?? true else { throw ValidationError("--threads is 1 to 1024") }
    }

    func run() async throws {
        try await reporting {
            if printSchema { return print(PDLSchema.jsonSchema, terminator: "") }
            guard let schema, let format = RecordFormat(rawValue: format) else { return }
            let compiled = try Self.compile(schema, seed: seed, now: now.flatMap { CalendarDay.seconds($0) })
            let work = try plan(compiled)
            let counts = counts(work, in: compiled)
            for (entity, count) in work {
                try checkReferences(entity, count, counts)
                if let limit = entity.limit, UInt64(count) > limit.count {
                    throw CommandFailure(
                        description: """
                            \(schema): \(entity.name).\(limit.field) is unique and has \(limit.count) values, fewer than the \
                            \(count) records asked for
                            """)
                }
            }
            guard work.count == 1 || output != nil && output != "-" || format == .sql else {
                throw CommandFailure(
                    description:
                        "\(work.count) entities do not go into one \(format.rawValue) output: name a folder with -o, or one --entity"
                )
            }
            try write(work, format, counts)
        }
    }

    /// Files get their names when all are whole.
    private func write(
        _ work: [(CompiledEntity, Int)], _ format: RecordFormat, _ counts: [String: Int]
    ) throws {
        var outputs: [OutputFile] = []
        do {
            for (entity, _) in work {
                let output = try OutputFile(path: path(of: entity, format, isOne: work.count == 1))
                outputs.append(output)
                try write(RecordStream(entity, format: format, counts: counts), entity.name, to: output)
                try output.complete()
            }
            for output in outputs { try output.finish() }
        } catch {
            for output in outputs { output.abandon() }
            throw error
        }
    }

    private static func compile(_ path: String, seed: String, now: Int64?) throws -> CompiledSchema {
        let data = try LineReader.contents(path: path)
        do {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
            return try SchemaCompiler.compile(
                try JSONReader.read(data), seed: seed, now: now, resolver: SourceFinder(folder: folder))
        } catch let error as JSONError {
            throw CommandFailure(description: "\(path):\(error.place.line):\(error.place.column): \(error.message)")
        } catch let error as SchemaProblems {
            let lines = error.problems.map { "\(path): \($0)" }
            throw CommandFailure(description: lines.joined(separator: "\nphony: "))
        }
    }

    /// Which entities, and how many records of each.
    private func plan(_ schema: CompiledSchema) throws -> [(CompiledEntity, Int)] {
        let file = self.schema ?? ""
        if let scenario = scenario
            ?? (entity == nil && count == nil && schema.scenarios.count == 1 ? schema.scenarios[0].name : nil)
        {
            guard let found = schema.scenarios.first(where: { $0.name == scenario }) else {
                let names = schema.scenarios.map(\.name).joined(separator: ", ")
                throw CommandFailure(
                    description: "\(file) has no scenario \(scenario); it has \(names.isEmpty ? "none" : names)")
            }
            return self.ordered(found.counts, schema)
        }
        let names = schema.entities.map(\.name).joined(separator: ", ")
        guard
            let entity = entity.map({ schema.entity($0) }) ?? (schema.entities.count == 1 ? schema.entities.first : nil)
        else {
            throw CommandFailure(
                description: entity.map { "\(file) has no entity \($0); it has \(names)" }
                    ?? "\(file) has several entities (\(names)): name one with --entity, or a --scenario")
        }
        return [(entity, count.flatMap { Self.number($0) } ?? 10)]
    }

    /// A scenario's entities, those that others refer to first, and the pairs between them: two for each of the first, where the
    /// scenario does not say.
    private func ordered(_ counts: [(entity: String, count: Int)], _ schema: CompiledSchema) -> [(CompiledEntity, Int)]
    {
        let given = Dictionary(counts.map { ($0.entity, $0.count) }, uniquingKeysWith: { $1 })
        return schema.entities.compactMap { entity in
            if let count = given[entity.name] { return (entity, count) }
            guard let (first, second) = entity.pairs, let one = given[first], let other = given[second] else {
                return nil
            }
            let (all, isMany) = one.multipliedReportingOverflow(by: other)
            return (entity, isMany ? 2 * one : min(2 * one, all))
        }
    }

    /// Of what is not generated but referred to, as many as of the entity itself.
    private func counts(_ work: [(CompiledEntity, Int)], in schema: CompiledSchema) -> [String: Int] {
        var counts = Dictionary(work.map { ($0.0.name, $0.1) }, uniquingKeysWith: { $1 })
        let largest = counts.values.max() ?? 0
        for entity in schema.entities where counts[entity.name] == nil {
            counts[entity.name] = min(largest, entity.limit.map { Int(clamping: $0.count) } ?? largest)
        }
        return counts
    }

    private func checkReferences(_ entity: CompiledEntity, _ count: Int, _ counts: [String: Int]) throws {
        let file = schema ?? ""
        for reference in entity.references {
            let others = counts[reference.entity] ?? 0
            guard count == 0 || others > 0 else {
                throw CommandFailure(
                    description:
                        "\(file): \(entity.name).\(reference.field) refers to \(reference.entity), of which there are none"
                )
            }
            guard !reference.isOneToOne || count <= others else {
                throw CommandFailure(
                    description: """
                        \(file): \(entity.name).\(reference.field) is one-to-one with \(reference.entity), of which there are \
                        \(others), fewer than the \(count) records asked for
                        """)
            }
        }
        guard let (first, second) = entity.pairs else { return }
        let (all, isMany) = (counts[first] ?? 0).multipliedReportingOverflow(by: counts[second] ?? 0)
        guard isMany || count <= all else {
            throw CommandFailure(
                description:
                    "\(file): there are \(all) pairs of \(first) and \(second), fewer than the \(count) asked for")
        }
    }

    /// 250, 10k, 1M, 2G.
    static func number(_ text: String) -> Int? {
        let factors: [Character: Int] = ["k": 1_000, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000]
        let factor = text.last.flatMap { factors[$0] }
        guard let number = Int(factor == nil ? text[...] : text.dropLast()), number >= 0 else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: factor ?? 1)
        return overflow || product > 1_000_000_000_000 ? nil : product
    }

    private func path(of entity: CompiledEntity, _ format: RecordFormat, isOne: Bool) throws -> String? {
        guard let output, output != "-", !isOne else { return output }
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(description: "\(output) cannot be made a folder: something of that name is there")
        }
        return "\(output)/\(entity.name).\(format.rawValue)"
    }

    /// Pieces are made in waves by all threads, and written in their order.
    private func write(_ stream: RecordStream, _ name: String, to output: OutputFile) throws {
        var progress = Progress()
        let pool = RecordPool(stream, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        try output.write(stream.header)
        var done = 0
        while done < stream.pieces {
            let wave = done..<min(done + pool.wave, stream.pieces)
            for piece in pool.make(wave) { try output.write(piece) }
            done = wave.upperBound
            let records = min(done * RecordStream.pieceSize, stream.count)
            progress.show { seconds in
                "\(name): \(records) of \(stream.count) records, \(Int(Double(records) / max(seconds, 0.001))) a second"
            }
        }
        progress.end()
    }
}
