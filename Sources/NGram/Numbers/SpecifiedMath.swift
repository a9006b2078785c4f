/// Logarithms and powers that are the same everywhere.
///
/// Platforms' differ in the last place: these use only additions, multiplications and divisions, which IEEE 754 fixes, in an
/// order fixed here (docs/determinism.md), and no fused operations. The square root is IEEE 754's own, and so exact.
package enum SpecifiedMath {
    /// The base-2 logarithm of a positive, finite, normal number, within 4 units of the 53rd binary place; of anything else,
    /// minus infinity.
    ///
    /// With x = m · 2^e, m in √½…√2, and s = (m − 1) / (m + 1), ln m = 2 (s + s³/3 + s⁵/5 + …), eleven terms.
    package static func log2(_ x: Double) -> Double {
        guard x > 0, x.isNormal else { return -.infinity }
        var exponent = Double(x.exponent)
        var mantissa = x.significand
        if mantissa > 1.4142135623730951 {
            mantissa /= 2
            exponent += 1
        }
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var sum = 0.0
        var divisor = 21.0
        while divisor >= 1 {
            sum = sum * square + 1 / divisor
            divisor -= 2
        }
        return exponent + 2 * s * sum * 1.4426950408889634
    }

    /// The natural logarithm: ``log2(_:)`` times ln 2.
    package static func log(_ x: Double) -> Double { log2(x) * 0.6931471805599453 }

    /// e to the power of a number from −700 to 700; below that 0, above it infinity.
    ///
    /// With k = ⌊x · log2 e + ½⌋ and r = (x − k · 0.693147180369123816) − k · 1.90821492927058770e-10, eᵣ = 1 + r/1 (1 + r/2
    /// (1 + …)), thirteen terms from the innermost, times 2^k.
    package static func exp(_ x: Double) -> Double {
        guard x >= -700 else { return x.isNaN ? x : 0 }
        guard x <= 700 else { return .infinity }
        let k = (x * 1.4426950408889634 + 0.5).rounded(.down)
        let r = (x - k * 0.693147180369123816) - k * 1.90821492927058770e-10
        var sum = 1.0
        var term = 13.0
        while term >= 1 {
            sum = 1 + r * sum / term
            term -= 1
        }
        return Double(sign: .plus, exponent: Int(k), significand: sum)
    }
}
