/// The stream of random words a model draws from: 64 uniform bits a call, the same ones for the same seed on every
/// machine. The model never asks the platform for randomness, so what it says is a function of model and stream alone.
@usableFromInline
package protocol NGramRandom {
    mutating func next() -> UInt64
}
