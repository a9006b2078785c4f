extension ShippedNames {
    static let lastNameText = """
        abbott adams adamson albrecht alexander allen almeida alvarez anders andersen anderson andrews archer
        armstrong arnold ashton atkins atkinson bailey baker baldwin ball banks barber barker barlow barnes
        barnett barrett barton bauer baxter becker beckett bell bellamy bennett benson bentley berger bergman
        bernard bianchi bishop black blackburn blackwell blair blake bolton bond booth bowen bowman boyd
        bradford bradley bradshaw brandt braun brennan brewer briggs bright brooks brown browning bruno bryant
        buchanan burgess burke burns burton butcher butler byrne cameron campbell cardoso carlson carpenter carr
        carroll carson carter carvalho castillo castro chambers chandler chapman charlton christensen clark
        clarke clayton clements coleman coles collins colombo conti conway cook cooper corbett costa costello
        cox craig crawford crosby cross cunningham curtis dalton daniels davidson davies davis dawson dean
        delgado dempsey dennis dickson dietrich dixon dobson dominguez donaldson donnelly doyle drake draper
        dubois duffy duncan dunn durand eaton edwards elliott ellis emerson engel erikson esposito evans farmer
        faulkner ferguson fernandez ferrari ferreira fischer fisher fitzgerald fleming fletcher flores flynn
        forbes ford forster foster fowler fox francis franklin fraser freeman friedrich frost fuchs fuller
        gallagher garcia gardner garner garrett gibbons gibbs gibson gilbert giles gill glover goddard gomez
        gonzalez goodman goodwin gordon graham grant graves gray green greenwood gregory griffin griffiths
        gruber guerrero gustafson gutierrez haas hale hall hamilton hammond hancock hansen hanson hardy harper
        harrington harris harrison hart hartmann harvey hawkins hayes hayward heath henderson henry herbert
        hermann hernandez herrera hewitt hicks higgins hill hobbs hodges hoffman hogan holland holloway holmes
        holt hopkins horton houston howard howe howell hubbard huber hudson hughes humphreys hunt hunter
        hutchinson ingram irving jackson jacobs jacobsen james jansen jarvis jenkins jennings jensen johansen
        johnson johnston jones jordan kaiser karlsson keller kelley kelly kemp kennedy kent kerr king kirby
        klein knight koch kowalski kramer krause kruger lambert lancaster lane lang larsen larson lawrence
        lawson leblanc lehmann leonard leroy lewis lindberg lindgren lindqvist lloyd logan lombardi long lopez
        lorenz lowe lucas ludwig lynch macdonald mackay mackenzie madsen maier malone manning marchetti marino
        marks marsh marshall martin martinez mason mathews maxwell mayer maynard mcbride mccarthy mcdonald
        mcgrath mckenna mclean medina meier mendez mendoza mercer meyer michaels middleton miles miller mills
        mitchell molina monroe montgomery moore morales moreau moreno moretti morgan morris morrison morton
        moser muller mullins munoz murphy murray nash navarro neumann newman newton nichols nicholson nielsen
        nolan norman norris norton novak nowak nunez oconnor odonnell ogden oliver olsen olson oneill orlando
        ortega ortiz osborne owens page palmer parker parkinson parsons patterson patton payne pearce pearson
        pereira perez perkins perry peters petersen peterson petrov phillips pierce pinto piper pohl poole
        porter potter powell pratt preston price prince pritchard quinn radcliffe ramirez ramos ramsey randall
        raymond reed reeves reid reyes reynolds ribeiro ricci richards richardson richter riley rivera rizzo
        roberts robertson robinson robson rodriguez rogers romano romero rosenberg rossi roth rowe russell russo
        ryan salazar sanchez sanders sanderson santiago santos sauer saunders savage schaefer schmidt schneider
        schreiber schroeder schubert schultz schulz schumacher schuster schwarz scott seidel serrano sharpe shaw
        shelton shepherd sheridan sherman silva simmons simon simpson sinclair skinner slater smith snyder
        soares sorensen soto sparks spencer stafford stanley stanton steele stein stephens stephenson stevens
        stevenson stewart stokes stone strickland suarez sullivan sutherland sutton svensson swanson sykes tate
        taylor teixeira thomas thompson thomson thornton tobin todd torres townsend travers trevino tucker
        turner tyler underwood vargas vasquez vaughan vogel wagner walker wallace walsh walter walters walton
        ward warner warren waters watkins watson watts weaver webb weber webster weiss welch wells werner west
        weston wheeler whitaker white whitehead wilkins wilkinson williams williamson willis wilson winkler
        winter winters wolf wood woods woodward wright wyatt york young ziegler zimmermann
        """
}
