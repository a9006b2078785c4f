import Crypto

/// The keys of one domain (`email`, say) of one tenant: with the same key the same value has the same stand-in.
///
/// It is three keys in one, so that no two primitives share one. Of the 64 derived bytes the first 16 are the SipHash
/// key of value seeds, the next 32 the AES-256 key of FF1, and the last 16 the SipHash key of permutation tables.
///
/// **Why SipHash for the seeds.** SipHash-2-4 (Aumasson and Bernstein, 2012) is a pseudorandom function with a
/// 128-bit key: who does not hold the key cannot compute the seed of a guessed value, nor tell seeds from random
/// ones. HMAC would claim more (collision resistance against holders of the key) at several times the cost a value;
/// nobody who holds the key is to be kept from anything here. 128 bits of output keep two values from sharing a seed
/// by chance: among 2^40 values the odds are 2^-49.
@usableFromInline
package struct DomainKey: Sendable, RedactedSecret {
    package static let derivedByteCount = 64

    @usableFromInline let seedKey: SipHashKey
    let tableKey: SipHashKey
    let permutationKey: SymmetricKey

    /// A key whose 64 bytes are at hand; ``PseudonymRoot`` is where they come from otherwise.
    package init(bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == Self.derivedByteCount else {
            throw .wrongKeyLength(found: bytes.count, expected: "\(Self.derivedByteCount)")
        }
        self.init(derived: SymmetricKey(data: bytes))
    }

    init(derived: SymmetricKey) {
        (seedKey, permutationKey, tableKey) = derived.withUnsafeBytes { bytes in
            (
                SipHashKey(littleEndian: bytes.bytes.extracting(0..<16)),
                SymmetricKey(data: UnsafeRawBufferPointer(rebasing: bytes[16..<48])),
                SipHashKey(littleEndian: bytes.bytes.extracting(48..<64))
            )
        }
    }

    /// What a canonical value's stand-in starts from: SipHash-2-4 with 128 bits of output over its bytes. Never
    /// allocates.
    @inlinable
    package func seed(_ value: Span<UInt8>) -> Seed { seedKey.hash(value.bytes) }

    /// As for a span of bytes.
    @inlinable
    package func seed(_ value: RawSpan) -> Seed { seedKey.hash(value) }

    /// As for a span of bytes.
    @inlinable
    package func seed(_ value: UnsafeRawBufferPointer) -> Seed { seedKey.hash(value.bytes) }

    /// The seed of a value with its ASCII letters in lower case.
    @inlinable
    package func seed(lowercasing value: Span<UInt8>) -> Seed { seedKey.hash(value.bytes, lowercasing: true) }

    /// NIST FF1 under this domain's key, for strings over an alphabet of the given size.
    package func formatPreservingCipher(radix: Int) throws(KeyError) -> FF1 {
        try FF1(key: permutationKey.withUnsafeBytes { [UInt8]($0) }, radix: radix)
    }
}

/// 128 bits that a stand-in is made from, and nothing else: without the key they say nothing about the value.
@usableFromInline
package struct Seed: Sendable, Hashable {
    @usableFromInline package let low: UInt64
    @usableFromInline package let high: UInt64

    @inlinable
    package init(low: UInt64, high: UInt64) {
        self.low = low
        self.high = high
    }
}
