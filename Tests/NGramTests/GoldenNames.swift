/// What models say and score, to the last bit. A change here changes every stand-in name there is.
enum Golden {
    static let score = -0.5885667766809631

    static let firstNames = """
        elindro elesa brunces nandra judia agabridgan iremy lucitlice timora jasmie jora hoebore liana jessa gaviedgar \
        iana ferdon jacolando amand bernes
        """

    static let lastNames = """
        castin rossels priccas blacks irvins wert good atkings bradcler ramiler crawres macdon bertson barne bellemp \
        blaill gonzar potti garrist vogan
        """
}
