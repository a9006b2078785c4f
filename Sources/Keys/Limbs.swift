/// A whole number of up to 640 bits on the stack, least significant limb first: just what FF1 needs of arithmetic.
struct Limbs {
    private var limbs = InlineArray<20, UInt32>(repeating: 0)
    /// Limbs in use; those above are zero.
    private var count: Int

    init(count: Int = 0) { self.count = min(count, 20) }

    var bitLength: Int {
        var top = count
        while top > 0, limbs[top - 1] == 0 { top -= 1 }
        return top == 0 ? 0 : 32 * top - limbs[top - 1].leadingZeroBitCount
    }

    mutating func set(_ index: Int, _ limb: UInt32) { limbs[index] = limb }

    /// The number modulo 2¹²⁸.
    var low128: UInt128 {
        UInt128(limbs[3]) << 96 | UInt128(limbs[2]) << 64 | UInt128(limbs[1]) << 32 | UInt128(limbs[0])
    }

    /// The byte worth 256 to the given power.
    func byte(_ power: Int) -> UInt8 {
        power / 4 < count ? UInt8(truncatingIfNeeded: limbs[power / 4] >> UInt32(8 * (power % 4))) : 0
    }

    /// self × factor + summand, both below 2³³; what exceeds 640 bits is lost, and callers stay below.
    mutating func multiplyAdd(_ factor: UInt64, _ summand: UInt64) {
        var carry = summand
        for index in 0..<count {
            carry += UInt64(limbs[index]) * factor
            limbs[index] = UInt32(truncatingIfNeeded: carry)
            carry >>= 32
        }
        while carry > 0, count < 20 {
            limbs[count] = UInt32(truncatingIfNeeded: carry)
            count += 1
            carry >>= 32
        }
    }

    /// Divides by a number of 1 ..< 2³², and returns the remainder.
    mutating func divide(by divisor: UInt64) -> UInt64 {
        var remainder: UInt64 = 0
        for index in (0..<count).reversed() {
            let dividend = remainder << 32 | UInt64(limbs[index])
            limbs[index] = UInt32(truncatingIfNeeded: dividend / divisor)
            remainder = dividend % divisor
        }
        while count > 0, limbs[count - 1] == 0 { count -= 1 }
        return remainder
    }
}
