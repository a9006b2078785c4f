import BasicContainers

/// Hides the middle of a text and shows its ends. A text that is not longer than what may be shown is hidden whole.
struct PartialTransform: Sendable {
    let keepFirst: Int
    let keepLast: Int
    let pad: UInt8

    init(rule: TransformRule) {
        keepFirst = max(0, min(rule.keepFirst, 1 << 30))
        keepLast = max(0, min(rule.keepLast, 1 << 30))
        let bytes = Array(rule.pad.utf8)
        pad = bytes.count == 1 && (0x20..<0x7F).contains(bytes[0]) ? bytes[0] : UInt8(ascii: "*")
    }

    /// Text of well-formed UTF-8.
    func apply(_ text: Span<UInt8>, into out: inout ByteArray) -> Bool {
        let count = TextEncoding.characterCount(text)
        let shown = count > keepFirst &+ keepLast
        let hidden = shown ? keepFirst..<(count &- keepLast) : 0..<count
        var character = -1
        out.reserveCapacity(out.count &+ text.count)
        for index in text.indices {
            let isStart = text[index] & 0xC0 != 0x80
            if isStart { character &+= 1 }
            if !hidden.contains(character) {
                out.append(text[index])
            } else if isStart {
                out.append(pad)
            }
        }
        return true
    }
}
