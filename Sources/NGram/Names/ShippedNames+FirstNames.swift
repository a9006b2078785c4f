extension ShippedNames {
    static let firstNameText = """
        aaron abigail ada adam adele adrian adriana agatha agnes aidan alan albert alessandro alex alexander
        alexandra alfred alice alicia alina alison amanda amber amelia amy ana andrea andreas andrew angela
        angelina anita anna annabel anne anneliese annette anthony anton antonia antonio archibald ariana arnold
        arthur astrid audrey august aurora austin barbara beatrice belinda benedict benjamin bernadette bernard
        bertha beth bettina bianca birgit bradley brenda brendan brian bridget bruno caitlin cameron camilla
        carla carlos carmen carol carolina caroline catherine cecilia celeste charles charlotte chloe christian
        christina christine christopher clara claudia clement colin connor conrad constance cora cornelia craig
        cynthia daisy damian daniel daniela david deborah declan denise dennis diana diego dominic donald donna
        dora dorothy douglas duncan edgar edith edmund edward eileen elaine eleanor elena elias elisa elisabeth
        elizabeth ella ellen elliot eloise elsa emil emilia emily emma enrico eric erica ernest esther ethan
        eugene eva evelyn fabian felicia felicity felix ferdinand fernando fiona flora florence florian frances
        francesca francis franz frederick frieda gabriel gabriela gareth gavin geoffrey george georgia gerald
        gerard gertrude giovanni gisela gloria gordon grace graham gregory greta gustav hannah harold harriet
        harry hazel heather heidi helen helena henrietta henry herbert hilary holly howard hugo ian ida imogen
        ines ingrid irene iris isabel isabella isla ivan jack jacob jacqueline james jamie jane janet jasmine
        jason jasper jean jennifer jeremy jessica joan joanna johanna john jonas jonathan jordan joseph
        josephine joshua joyce juan judith julia julian juliana juliet justin karen karin karl katarina
        katharina katherine kathleen keith kenneth kevin kirsten klara konrad lara larissa laura lauren laurence
        leah leo leon leonard leonora leopold lewis liam lillian linda linus lisa logan lorenzo louis louise
        lucas lucia lucinda lucy ludwig luisa lukas lydia madeleine magdalena malcolm manuel marco marcus
        margaret margarita maria marian marianne marie marina mario marion mark marlene marta martha martin
        martina mary mathilda matteo matthew maureen maurice max maximilian megan melanie melissa michael
        michaela michelle miguel mildred miles miranda miriam molly monica morgan muriel nadia nancy naomi
        natalie natasha nathan nicholas nicola nicole nigel nina noah nora norman oliver olivia oscar oswald
        otto pamela patricia patrick paul paula pauline penelope peter petra philip phoebe pierre rachel ralph
        raphael raymond rebecca regina richard rita robert roberta robin roderick rodney roger roland roman
        ronald rosa rosalind rose rosemary rowan roxana rupert russell ruth ryan sabina sabrina sally samantha
        samuel sandra sara scott sebastian serena sergio sharon sheila silvia simon simone sofia sonia sophie
        stefan stella stephanie stephen stuart susan susanna sven sylvia tabitha tamara tanya terence teresa
        thea theodore theresa thomas tiffany timothy tobias tristan ulrich ursula valentin valentina valeria
        vanessa vera veronica victor victoria vincent viola violet virginia vivian walter wanda wendy wilhelm
        willa william winifred winston xavier yolanda yvonne zoe
        """
}
