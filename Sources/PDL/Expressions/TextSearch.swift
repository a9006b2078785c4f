/// Looks for a text in others, in time that grows with their lengths and not with the product (Knuth, Morris and Pratt 1977).
struct TextSearch {
    private let part: Text
    /// By how much of the part has been found, how much of that is also its beginning.
    private let border: [Int]

    /// - Parameter part: not empty.
    init(_ part: Text) {
        self.part = part
        var border = [Int](repeating: 0, count: part.count)
        var length = 0
        for place in 1..<max(part.count, 1) {
            while length > 0, part.bytes[place] != part.bytes[length] { length = border[length - 1] }
            if part.bytes[place] == part.bytes[length] { length += 1 }
            border[place] = length
        }
        self.border = border
    }

    /// Where the part begins for the first time, from the start on; nil: nowhere.
    func find(in text: Text, from start: Int = 0) -> Int? {
        var length = 0
        for place in start..<max(text.count, start) {
            while length > 0, text.bytes[place] != part.bytes[length] { length = border[length - 1] }
            if text.bytes[place] == part.bytes[length] { length += 1 }
            if length == part.count { return place + 1 - length }
        }
        return nil
    }
}
