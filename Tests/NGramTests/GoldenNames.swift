/// What models say and score, to the last bit. A change here changes every stand-in name there is.
enum Golden {
    static let score = -0.605328805744648

    static let firstNames = """
        regordan heilen therese malcoliva carlora tobel cartin jasonica nalena joharriel fabingrad friette tancesca chrisla \
        matte susanda marla davin chriel fion
        """

    static let lastNames = """
        sanc morenson godd suthews prich chroeder morrinclis lomersen rosby pearking piels bard fernard albrechris dobsen \
        balez griffe sancastews sores gonell
        """
}
