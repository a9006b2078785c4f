/// The base-2 logarithm of a positive, finite, normal number, within 4 units of the 53rd binary place.
///
/// It is our own because platforms' logarithms differ in the last place: this one uses only additions,
/// multiplications and divisions, which IEEE 754 fixes, in an order fixed here. With x = m · 2^e, m in √½…√2, and s =
/// (m − 1) / (m + 1), ln m = 2 (s + s³/3 + s⁵/5 + …), eleven terms. Anything else gives minus infinity.
func specifiedLog2(_ x: Double) -> Double {
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
