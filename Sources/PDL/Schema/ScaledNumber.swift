/// A number of the schema times a power of ten, exactly: `0.29` with two decimals is 29, which it is not in binary.
enum ScaledNumber {
    /// - Parameters:
    ///   - text: a JSON number.
    ///   - isUp: what lies between two whole numbers becomes the upper one.
    /// - Returns: nil where 64 bits do not hold it.
    static func value(_ text: String, decimals: Int, up isUp: Bool) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        guard let exponent = parts.count > 1 ? Int(parts[1]) : 0, (-999...999).contains(exponent) else { return nil }
        let number = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let digits = Array((number.joined()).utf8)
        // Where the point stands after all is done, in digits from the left.
        let point = number[0].utf8.count + exponent + decimals
        var value: Int64 = 0
        for place in 0..<max(point, 0) {
            let digit = place < digits.count ? Int64(digits[place]) - 0x30 : 0
            let (tens, isLong) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLonger) = tens.addingReportingOverflow(digit)
            guard !isLong, !isLonger, sum < .max else { return nil }
            value = sum
        }
        let isBetween =
            digits.dropFirst(max(point, 0)).contains { $0 != 0x30 } || point < 0 && digits.contains { $0 != 0x30 }
        let away = isBetween && isUp != isNegative ? value + 1 : value
        return isNegative ? -away : away
    }
}
