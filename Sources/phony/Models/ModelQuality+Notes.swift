import Foundation
import NGram

extension ModelQuality {
    /// As a model carries it.
    var notes: [(name: String, value: String)] {
        var notes = [
            (name: "memorised", value: memorisedShare.percent), (name: "novel", value: novelShare.percent),
            (name: "unique", value: uniqueShare.percent),
            (name: "divergence", value: "\(divergence2.figures) (2-grams), \(divergence3.figures) (3-grams)"),
        ]
        if let rareShare { notes.append((name: "rare-emitted", value: rareShare.percent)) }
        return notes
    }
}

extension Double {
    var percent: String { String(format: "%.2f %%", self * 100) }
    var figures: String { String(format: "%.4f", self) }
}
