/// The names the product brings along, so that a first and a last name can be invented before any package is installed.
///
/// Origin: the lists were written down by this project's authors from common knowledge, no list was copied. Names are
/// facts; as far as any right exists in the selection it is given up (CC0 1.0). They are ASCII, lower case, and of
/// English-speaking and European use.
package enum ShippedNames {
    /// Training words of ``firstNames``, each once.
    package static let firstNameList = words(firstNameText)
    /// Training words of ``lastNames``, each once.
    package static let lastNameList = words(lastNameText)

    /// Invents given names of 4 to 9 letters.
    package static let firstNames = NGramModel.train(
        words: firstNameList, options: options(generatedLengths: 4...9, fallbackWeight: 1))

    /// Invents family names of 4 to 10 letters.
    package static let lastNames = NGramModel.train(
        words: lastNameList, options: options(generatedLengths: 4...10, fallbackWeight: 1))

    /// What ``firstNames`` invents.
    package static let firstNameVocabulary = Vocabulary(of: firstNames)
    /// What ``lastNames`` invents.
    package static let lastNameVocabulary = Vocabulary(of: lastNames)

    /// Chosen by reading what came out. The lists are public, so one word is enough to learn from (k = 1) and the
    /// originals are excluded; order 3 alone reads best but says little that is new, hence the weight of shorter
    /// contexts.
    private static func options(generatedLengths: ClosedRange<Int>, fallbackWeight: Int) -> TrainingOptions {
        TrainingOptions(
            order: 3, minimumWordLength: 3, minimumDistinctWords: 1, excludeOriginals: true,
            generatedLengths: generatedLengths, maximumRun: 2, requiredScalars: "aeiouy", maximumGap: 3,
            fallbackWeight: fallbackWeight)
    }

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map(String.init)
    }
}
