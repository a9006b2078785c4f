import Foundation
import NGram

/// What a model's settings are worth on data: trained on half of the distinct values, compared with the other half.
enum HeldOutQuality {
    static func measure(_ facts: ModelFacts, data: String, column: String?) throws -> ModelQuality {
        let options = TrainingOptions(
            order: facts.order, minimumWordLength: 1, maximumWordLength: 4096,
            minimumDistinctWords: facts.minimumDistinctWords, excludeOriginals: facts.excludesOriginals,
            fallbackWeight: facts.fallbackWeight)
        var input = TrainingInput(
            trainer: Trainer(options: options), tokenizer: Tokenizer(accepted: .all, casing: .unchanged))
        if let column {
            try input.read(csv: data, column: column, delimiter: UInt8(ascii: ","))
        } else {
            try input.read(list: data)
        }
        let values = input.trainer.values
        guard values.count >= 20 else {
            throw CommandFailure(description: "\(data) has \(values.count) distinct values; a split needs 20")
        }
        var random = SplitMix64(20_261_127)
        var (half, other): ([String], [String]) = ([], [])
        for value in values.keys.sorted() {
            if random.next() & 1 == 0 { half.append(value) } else { other.append(value) }
        }

        var trainer = Trainer(options: options)
        for value in half { trainer.add(word: value) }
        let training = Dictionary(uniqueKeysWithValues: half.map { ($0, values[$0] ?? 1) })
        return ModelQuality(
            of: trainer.model(), training: training, heldOut: other, draws: 10 * other.count, using: &random)
    }
}
