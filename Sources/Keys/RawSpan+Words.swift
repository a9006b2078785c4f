extension RawSpan {
    /// The eight bytes from `offset` on, the first lowest. The caller has checked that they are there.
    @inlinable @inline(__always)
    package func word(at offset: Int) -> UInt64 {
        UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// The bytes that are left behind the last whole word, fewer than eight, the first lowest; zeros above.
    ///
    /// Without a loop over them: how many there are changes with every value, and no processor predicts that.
    @inlinable @inline(__always)
    package var lastWord: UInt64 {
        let rest = byteCount & 7
        if byteCount >= 8 {
            guard rest > 0 else { return 0 }
            return word(at: byteCount &- 8) &>> UInt64(truncatingIfNeeded: 64 &- 8 &* rest)
        }
        var word: UInt64 = 0
        var offset = 0
        if rest & 4 != 0 {
            word = UInt64(UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: 0, as: UInt32.self)))
            offset = 4
        }
        if rest & 2 != 0 {
            let two = UInt16(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt16.self))
            word |= UInt64(two) &<< UInt64(truncatingIfNeeded: 8 &* offset)
            offset &+= 2
        }
        if rest & 1 != 0 {
            let one = unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            word |= UInt64(one) &<< UInt64(truncatingIfNeeded: 8 &* offset)
        }
        return word
    }
}
