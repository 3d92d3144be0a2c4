// Written by Benchmarks/sentiment/train.py. Do not edit.

extension TrainedLexicon {
  /// In bytewise order.
  static let names = #"""
    ! !! " 'all 'cause 'd 'll 'm 're 's 't 've ( ) , . ... 0 00 000 01 1 10 100 1000 110 12 14 16 17 170 18 1987 1st 2
    20 2002 2003 2009 2012 2013 2014 2018 2019 2020 20th 21 21st 23 24 25 250 2am 2nd 3 30 300 35 3d 3rd 4 40 48213
    4chan 4ever 5 50 500 50s 51 5th 6 60 7 70s 72 75 76 8 86 88 90 99 : ; <angry> <approve> <disgust> <fear> <joy>
    <laugh> <love> <sad> <skeptical> <surprise> <think> <wink> ? ?! ?? a ab abandon abhorrent ability able abomination
    abortions about above absolute absolutely absorbing absorbs absurd absurdist absurdity abused abyss accent accents
    accept acceptable accepts access accessible accident accidentally accomplished accomplishes according account
    accounting accuse ache achievement achievements achieves achieving acknowledges acne across acted acting action
    active actor actors actress actual actually ad adam adams adaptation addition adds adequate adequately admitted
    admittedly adorable adrenaline ads adult adults adventure adventures adventurous advertised advice af affair affect
    affected affecting affection affectionate affects aficionados afloat afraid after again against age agency ages
    aggressive aggressively aging ago agony agree agreed agreement ah ahead ahh ai aids aimless aimlessly aims air akin
    al alas albeit alcohol alert alice all allegedly allegory allen allowed allowing allows alluring almost alone along
    already alright also alt altar alternately although always am amateur amateurish amaze amazed amazing ambition
    ambitions ambitious america american amiable among amount amounts amused amusement amusing an anachronistic
    anarchism ancient and anderson anemic angel angels anger angry angst animal animals animated animation animatronic
    announce announced annoy annoyed annoying another answer answers anthony anti antisocial antwone anxiety anxious any
    anymore anyone anything anyway ap apart apocalypse apollo apologies apologize apology app appalled appalling
    apparent apparently appeal appealing appeared appears appreciate appreciated appreciation approach approaches apt ar
    ararat arbitrary are area arena arent argentina arguably argue arguing argument arm armed armor around arresting
    arrived arrives arrows art article artificial artist artistic artists arts artsy arty as asexual asf ashamed ask
    asked asking asleep aspects asphalt aspirations ass assassin assault assaulted assayas asshole assholes assume
    assumed assumes assuming assumption assured astonishing astounding at athleticism atmosphere atmospheric atrocious
    attached attachment attack attal attempt attempts attention attract attracted attraction audible audience audiences
    audit austin author authority auto autopsy available avary average awake awards aware away awesome awful awfulness
    awkward awkwardly aww b baby back backed backing backpedal backstage backup bad badly baffling bag balance balances
    balcony bald ball ballistic ballot balls ban banal band bane bank bankrupt banned banter bar barbershop bare barely
    bargain barn barney barry basement basically basis basket bastard bastards bat bathroom battery battle bay bc be
    bear bears beast beats beautiful beautifully beauty because becomes bed bedside been beers before begin begins
    behavior behold being belgium believability believable believe bench bending beneath benefit bengals benigni benzos
    best bet betrayal betrayed better between beware beyond bi big biggest billing billion billy biology birot birth
    birthday bit bitch bites bittersweet black blade blair blame bland blandness blank blanket blasphemous blatant bleak
    bleed bleh blend bless blessed blind blinders blizzard blocked blocker bloody blow blown blows blues blurry bmw boat
    bodies body bogdanovich bogs bogus boils bold bolts bomb bon bond bones book boomers boots booze border bore bored
    boredom boring born borrowed both bother bothers bottle bottom bought boundaries bouquet bourne bout bowl bowling
    bracing brain branches brat brave bravo brazen bread breaking breathes breathing breathtaking breathtakingly
    breeders breezy brexit brian bride bright brilliant brilliantly brim bring bringing brings brink britain british
    britney brits bro broad broadway broke broken brooklyn broomfield brother brown brownies brows bruh brush brutal
    brutally bs btc btw buck bud budget buffs bug build building builds built bulge bull bullet bullied bullock bullshit
    bully bunch bundle buoyant burn burst busting busy but butt button buttons buying buzz by bye ca cable cache cad
    caesar cage caine cake cakeday cal call callar called calling calm calories came camera camouflage campanella campus
    can canada cancel cancelled candidate cannes cannot canny canon cant canvas cap capital captain captivating capture
    captured captures capturing car card cardboard care careers careful cares carl carmen carol carpet carries carry
    carrying cars cartoon carvey cases cast casting casts casuals cat catches category cathartic catholic cats cause
    caused causes caustic celebrates celluloid centered central centrism century certainly chabrol chafing chai
    challenge challenges challenging chan chance change changed changing chaos chaotic chapters character
    characterization characterizations characters charged charger charges charisma charismatic charity charles charlotte
    charm charmer charming charmless charts chases chasing cheap cheat check checked cheek cheeky cheering cheers cheesy
    chelsea chemistry cherry chess chew chief childhood childish children chilling chilly china chinese cho choked
    choking chooses choppy chord chosen christian chuckle chuckles chunk cia cinema cinematic circuit cis citizens city
    civic claim claimed claiming claims clarification clarity class classic classics classified clause clean cleaner
    clearly clever cleverness cliche cliched cliches clicked client climactic clinic clip clips clockstoppers clooney
    closed closest closet closing clown cloying clue clueless clumsily clumsy clunky co coach cobbled cocktail code
    coffin coherent cohesion cold collapse collapses collateral collection collective college color colored colorful
    colts columbine com coma combination combine combines come comedies comedy comes comfortable comic comics coming
    comment commentary comments commerce commercial commie commit committed committee common communal communism
    companies companion compare comparison compassion compassionate compelling compete competitive complain complete
    completely complex complicated con conan conceived concentrate concept concern concerned conclusion concussions
    condolences condoms conduct confection confidence confident confirm confirmation confirmed conflict conformity
    confronting confused confusing confusion congrats congratulation congratulations congress connected connections
    conquer conscious consciously consensual consent consenting conservative considerable considering consistently
    conspiracies constant constraints constructed construction consuming contact contacts contains contemporary content
    context continually continue continues continuity contract contracts contrast contrived control convenient
    convention conventional conversation convey conviction convictions convinced convincing cooked cool coping coppola
    cops copy core corners corny correct corrected corrupted cost costly costner costs costume could count countries
    country couple courage courageous course cover covered cowards cowering coworker cows crack crafted crafty crap
    crashes crashing crass crazy cream create creates creative creature credibility credit credited credits creek
    creeped creepy cried crime crimes criminal cringe cringy crippled crisp critic criticism critique crops crossroads
    crowd crown crucial crude cruel cruelty cruise crummy crush cry crying crypto cuck cult cultural culture cultures
    cunning cunt cunts curb curdling curiosity curious curiously currently curves customer customers cute cuz cylinders
    cynical cynicism dad dads dae dahmer daily damage damaged damaging damn damned damnit dan dance dancing dang danger
    dangerous dangerously danny dare dared dares daring dark darkly darling dashing data dating david dawson day
    dazzling dc de dead deadline deadly deadpan deafening death deaths debut decades decency decent deceptively decide
    decides decks deeds deep deeply def default defeat defend defense define definitely definitive deft deftly degrees
    deja del delay delete deleted deliberate delicate delicately delicious deliciously delight delighted delightful
    delightfully delights deliver delivering delivers delta delusional demanding demands demented demise demme democrats
    demographic demonize demons demonstrates dems deniro dentist denying department dependent depends depiction depicts
    depraved depressed depressing depression depth derogatory described describes describing deserve deserves design
    designed desired despair desperately desperation despite destined destroy destroyed detached detail detailed
    determination detroit deuces devastating developed devoid devolves dh diabetes diabolical dialogue diane diarrhea
    dickens did didnt die died diesel difference different difficult digital dim dime dimensional dinosaur dipped
    directed direction directions director directorial directors dirt dirty disability disagree disappointed
    disappointing disappointingly disappointment disappointments disappoints disaster disbelief discipline disco discord
    discourage discovering discovery discrimination disease diseases disguise disguised disgust disgusted disgusting
    disheartening dishonest disjointed disk dislike disney disorder display disposable disquieting disrespectful
    distance distant distaste distasteful distinctive distinctly distinguish distinguished disturbance disturbed
    disturbing diverse diversion diverting divorce dlc dm do doctor document documentaries documentary documentation
    documented documents dodges does doesnt dog dogs dogtown doing dollars done dont door doors doorstep dorm doses dot
    dots doubled doubt douchebag douglas down downhill download downright downvote downvoted downvotes downvoting doze
    dozen dozens dr draft drag dragged dragon dragonfly drags drama dramatic drastic draw draws dread dreadful dream
    dreams dreary dreck dress dressed drinks drivel driven driving droll drone drooling drop dropped drops drown drowned
    drowns drugs drumline drunk drunken dry dubbed dubious dud dude dudes due duke dull dullest dumb dumbass dumbed
    dumbest dump dunno during durr duty duvall dvd dynamic dynamics e earlier earnest ears easily east eastwood easy eat
    eating eats ecks ed eddie edge edges edgy edit editing educated education effect effecting effective effectively
    effects efficient effort effortlessly egg eh either elaborate elderly elected elections elegant elegantly element
    elements elevated elizabeth elling eloquent eloquently else elsewhere embarassed embarrassed embarrassing
    embarrassment embrace embraced embraces embracing emerge emerges emotional emotionally emotions empathy emphasis
    emphasizes empire employment emptiness empty enable encounter encourage encouraging end endearing endeavor endeavors
    ended endgame ending endless ends endurance endure energetic energy enforce engage engaging engineering english
    engrossing enhancing enigma enjoy enjoyable enjoyed enjoying enormous enormously enough ensemble ensure enterprise
    entertaining entertainment enthralling enthusiasm enthusiastic entire entirely entitled entitlement entry
    environment epic episode equally equilibrium equivalent era erotic error errors escape escort especially essentially
    establishment esteem esther et etc ethical ethics eu european evade even events eventual eventually ever every
    everyday everyone everything evidence evil evocative evolved ew ex exact exactly examination examines example
    exceeding excellent excels except exception exceptional excesses excited exciting exclamation exclusive exclusively
    excruciating excuse executed execution exercise exhausted exhausting exhilarating exist existent existential exit
    exotic expect expected expecting expects expensive experience experienced experiment experimental experimentation
    explain explaining explicit explode exploit exploitation exploitative exploiting exploits exploration explore
    explores explosion explosions export expose exposing exposition expressing expressive exquisite extraordinary
    extravagant extremely extremes eye eyelids eyes f fa face facebook facing fact factor facts fade failed failing
    fails failure faint fair fairly faith faithful fake falls false fame familial familiar family famous fanbase
    fanciful fans fantasies fantastic fantasy far farce farcical fare farewell farrelly fart fascinating fashioned fast
    fat fatal father fathom fault faults favorite favors favourite faze fbi fear feardotcom feared fears feature
    features fed federal feeding feel feeling feelings feels feet felt female feminist ferrara fessenden fest festival
    fever few fewer fi fiction fiennes fierce fifteen fifth fighters figure figuring file filled fillers filling film
    filmmaker filmmakers filmmaking films filter filthy final finally financial find finding finds fine finely finest
    finger fingered finished fireworks firing first fish fisted fits fitting five fix fixed fizz flaccid flailing flair
    flash flashbacks flashy flat flatter flaw flawed flaws flesh flex flick flies flimsy florid florida flourishes flow
    flower flu fluff fluffy fluid fluke focused focuses folder follow following follows fontaine food fool foolish
    footage football footnote for forbidden force forced forceful forcing ford forehead foremost forever forgets
    forgettable forgot forgotten form format formed former formula formulaic forth fortune forty forward foster foul
    founded four fox frailty frame france franchise frank franklin frankly frat freaked freaking freaks freddy free
    freedom french frequent frequently fresh freshly freshness friday fried friend friends friendship friggin fright
    frightening frighteningly frog from frontal frustrated frustrating frustratingly ftfy fuck fucked fuckin fucking
    full fun functions funnier funniest funny furious fuss futile fuuck fwiw gaghan gags gained gamble game games
    gangster gap gaps garbage gas gave gay geared gel gem generate generates generation generic generous genitals genius
    genre gentle gently genuine genuinely george georgia get gets getting gg ghetto ghost gibson giddy gifs gifted
    giggles gillette gimme girl give given gives glad glaring glee glimmer glimpse glimpses glitter glorified glorious
    gloriously glory gloss glossy glue glum gm go goal god godard goddamn goes going gold goldmember gone gonna goo good
    goodbye gooding goodness goods goofy google goosebumps gop gore gorgeous gorgeously gory gosling got goth gotta
    gotten government grab grace graceful graceless grade gradually graduated graffiti grand grant graphic grating grave
    great greater greatest greatly greatness greedy greek green greene greens grew grey grief grieving grim grind
    grinning grip gripping grips grit gritty gross ground group growing grown grows grungy gta guaranteed guard guess
    guessed guessing guest guilt guilty gut guy guys gym ha habits hack hacked hackneyed had haha hahaha hahahaha hair
    hal half halfway hallmark halloween hallucinations ham hampered handbook handful handle handled handling hands
    handsome haphazard happen happened happening happens happily happiness happy harassment hard hardly harrowing
    hartley harvard has hastily hate hated hates hatred haunted haunting have having hawaiian hawke hay haynes hazard he
    head heads healthcare healthier hear heard hears heart heartbreak heartbreaking heartbroken hearted heartening
    heartfelt hearts heartwarming heaven heavy hell hello help helpful helps her here hero heroic herzog hes hey hi
    hickenlooper hid hidden hideous hiding high higher highlights highly highschool hilarious him himself hindered hip
    hire his historic historical history histrionics hm hmm ho hokey hokum holding holds hole holes holiday hollow
    hollywood holm holocaust holofcener holy homage home homeless homophobic honest honestly honesty honey hoodie hookup
    hoot hop hope hopeful hopefully hopes hoping hopkins hornets horns horny horrendous horrible horribly horrid
    horrific horrified horrifying horror horse hour hours house how hug huge hugely hugs huh human humane humanity
    humble humidity humor humorless humorous huppert hurt hurting hurts hypnotic hypocrite hypocritical hypothetical i
    ick icy id idea ideal ideas identify identity idiocy idiosyncratic idiot idiotic idiots idk if ignore ii iirc ill
    illegal illustrated illustrates illustrating im imagery images imagination imaginative imagine imagined imax
    imitation immaculate immature immediate immediately immensely immigrant immigrants immoral immunity imo impact
    impeccable impersonal implausible implications implies implying import important impossible impostor impress
    impressed impression impressive impressively improbable improved improves improvised impulsive in inane
    inappropriate incels inch incident include including incognito incoherence incoherent income incompetent
    incomprehensible inconsequential inconsistent incredible incredibly indeed independent index indian indication
    indicative indie inducing indulgence indulgent industry inept ineptly inescapable inevitable inevitably inexplicable
    inexplicably infected infectious info infomercial informative infuriating infuses ingenious inhabit inherent
    inherently initial initiate injured injuries injury inner innocence inoffensive input insane insecurity insert
    insight insightful insipid inspiration inspirational inspired inspiring installed installment instantly instead
    instincts insufferable insult insulting insultingly insults integrating integrity intellect intellectually
    intelligence intelligent intended intense intensely intensity intentionally intentioned intentions inter interaction
    interest interesting interestingly interface internet interracial intersection interviews intimacy intimate into
    intolerable intolerant intoxicating intrigue intriguing intro introducing introduction invalidated invaluable
    invasion invention inventive invited inviting invoice involving iranian iron irrational irrationally irrelevant
    irresistible irresponsible irritating is island isnt isolation israeli issue it italian its itself itt ive j jackass
    jackie jackson jaded jagger jail james japanese jar jarring jason jaw jay jealousy jennifer jerk jessica jewish jfc
    jimmy job jobs joel john join joke jokes jolie jones jordan journalists journey joy joyless joyous jr judging jumble
    jump junk junkie jury just justice juvenile kapur kaufman keep keeping keeps kept key keys kicked kicks kid kiddie
    kidding kiddo kidman kids kill killers killing kills kind kinda king kinky kinnear kissing kitchen klein kline knack
    knew knife knock knocked know knowledge knows korea korean kung kwan la labored laborious labute lack lacking
    lackluster lacks ladder lady laid lambs lame landlord landscape lane lanes languorous lapses laptop large largely
    larger last lately latency later latest latter laugh laughable laughably laughed laughing laughs laughter laundry
    law lawrence laws lawyer layered layers layup laziest lazily lazy lead leaden leader leads league leak leaky leap
    leash least leaves lectures lee left leftists legacy legend legit legitimate legs leigh lends length lengthy less
    lesser lessons let letdown lets letters level levels lewd lewis liability liar liberty libtard lie lies life
    lifeless lifts light lighting lightly likable like likeable liked likely likes liking limit limitations limited
    limits limp lingers link linked links linux lips liquor list listen listless literally literary little live lived
    lively lives living lizard lmao lo load loaded loads loans loathe lobby local locations lock locked log logged logic
    lol lola loneliness lonely long longer longest longing look looked looking looks loose loosely lopez lore lose loser
    loses losing loss lost lot lots loud lousy love loveable loved lovely lovers loves loving low lower lrb luck lucky
    lucy ludicrous lumbering lump lumped lunacy lurking lying lynch lyne lyon lyrical mac machine mad made madonna
    madrid mafia maga magic mails mainstream maintains major majority make makes making male malkovich malls man manage
    managed management manager manages managing manhattan manic manipulate manipulative mann manner manufactured many
    march marijuana mark market marks marquis marriage married marshall mart martha marvel marvelous marvelously
    masculinity masses massive master masterful masterfully masterpiece match matchmaking matchup mate material maternal
    mates matrix matthew mattress maturity maudlin mavs maximum may maybe mayor mcgrath mckay me mean meandering
    meaningful means meant meanwhile measles measure measured mechanical mechanics media medication medicine mediocre
    mediocrity meditation meds meeting meets meh mel melancholy melodrama melodramatic members meme memes memorable
    memorial menacing mendes mentioned mentioning meow merchant merely merit mesmerizing mess message met metaphor
    metaphorical meth mets mexican michael michel mid middle midst might migration mike mild mildly milk mill
    millennials miller million mind minded mindless minds mine mined minimum minion minor minute minutes miracle mired
    mirror mis miserable misery misfire misguided misogynistic misogyny misread miss missed misses missing mistake
    mistaken mistakes mistress misunderstanding misuse mix mixed mixes mixture miyazaki mm mo moan mobile mod mode model
    modeled modern modest mom moments mondays money mongering monotonous monster monsters month months mood moody
    moonlight moore moose moral moralizing morally morbid more moron moronic morons morton morvern most mostly
    motherfucker motherfucking mothers motion motions motivated motivations motives motorcycle mountains mouth mouthed
    mouthy move movements moves movie moviegoers moviemaking movies moving mp mr ms mtv much muddled muddy mugging muh
    multi multiple murder murderer murky murphy music musical must muted mvp my myself mysteries mystery mystic
    mythology n n't nah nair naive naked name named naming napoleon narc narcissist narrative narratively narrow nary
    nash nasty nation natural nature nauseating nazi ncaa nearly neat neatly necessarily necessary necessity ned need
    needlessly needs negligible negotiate neighborhood neighbors neil neither nelson neo nerds nerve nervous net neutral
    never new newcomer news next nfl nice nicely nicer nicest nicholas nicholson nickleby nicole nightmare nights nine
    no nobody noir noise nominated none nonetheless nonexistent nonsense nonsensical noone nope nor normal north
    northern nose nostalgia not notch notes nothing noticed notion notwithstanding novel novels now nowhere noyce nsfw
    nts nuanced nuclear nude nudity nukes numb number numbers numbing numbingly nye objects obligatory obnoxious obscure
    observant observations obsessions obvious obviously oc occasion occasionally octane oddly odds ode odyssey oedekerk
    of off offbeat offence offense offensive offer offering offerings offers offices official offline often oh ohh ohio
    oil ok okay old older omfg omg on once one online only onscreen ontario onto oof oops op opaque open opening
    openness opens opera operational opinion opinions opponent opportunity opposition optics optimism option options or
    orchard orgy original originality oscar other others otherwise ought our out outage outdated outlier outrage
    outraged outrageous outside outstanding outtakes over overall overcome overcooked overdose overdue overlong overly
    overnight overrated overwrought owen owl own owned owo ozpetek pace paced pacing pacino package packed packs padding
    page pain painful painfully pains painted painting paintings paints pairing pairs pale palette palm palma palpable
    pan pandering panic panicked panicking paper parable paragraph paralyzed paranoid parental parker parking parody
    part particular particularly partisan partner party pass passion passionate passions password past pastiche pathetic
    pathology patience patient pause paxton pay payback paying payment payne payoff peace peasant peculiar pedestrian
    peeing peek peeps penalty penetrating penetration penis people peploe per percentage perfect perfectly perform
    performance performances performers perhaps peril period permission perpetrator person personal personality
    perspective pertinent pervasive perverse peter pg phenomenal philip philosophical phone photographed photography
    photos physical physically physics pi pianist piano piccoli pick picks pickup picture pictures pie piece pieces
    piercing pile pileup pilot pin pinocchio pipe piss pissed pistol pit pitch pitiful pity pizza place placement places
    plain plan plans plant plat play played player players playful playing playoffs plays pleasant pleasantly please
    pleased pleaser pleasing pleasurable pleasure pleasures plenty plodding plot plotless plotline plots plotted
    plotting plumbing plus plympton poem poetry poignant point pointed pointless poke polanski police polished political
    politically politicians poll ponderous poo pool poor poorly pop popcorn popular population pore pork porn port
    portion portrait portrayal portugal posed posing position positional positive positively possess possibly post
    postcard posted posts pot potent potter pounds pow power powerful powerpuff powers pray prayers preachy precious
    precision predecessor predictable predictably pregnancy prejudice premise preposterous presence presents president
    press presume pretend pretending pretends pretension pretensions pretentious pretty prevent prevents price priceless
    primal primarily primary primitive prince prison prize prizes pro probably probe problem procedure process processed
    procession produce produced producer producers product production products profanity proficient profile profit
    profound project prolonged promise promises promising promisingly promotion properties proportions protagonist
    protest proud proved proven proves provide provides providing provincial provocative provoking pseudo psychedelic
    psychological psychologically psychology psychopathic psychotic publicity pudding puerile pulled pulls pun punching
    punishment pupils puppies pure purely purged purple purpose purposeful purposes pursuing put puts putting puzzle
    puzzling pyrotechnics qualify qualities quarter queen queens quest question questionable questions quickly quiet
    quietly quirky quit quite quitting r races racial racism racist radical raging rain rally rambling ramsay random
    range rank ranks rape raped rapid rapidly rare rarely rarity rather rating rave raw razor reaction reactionary read
    reader reading ready real realise realised realism realistic realistically reality realization realize realized
    realizing really reason reasonable reasoning reasons rebel recent recently reckless recognize recommend
    recommendation recommended record recorded recover recovery recycled recycling red reddit redditor redeeming redhead
    reduces redundant reeks reel refer reference referred referring refers refreshed refreshing refreshingly refugees
    refunds refusal refuse regard reggio registered regret regretted regretting regular rehash rejected related
    relationship relationships relatively relaxed release releasing relentless relentlessly reliable relic relief remain
    remaining remains remake remarkable remarkably remember remembering reminded reminder remindme reminds reminiscent
    remotely removed rendering renner reno rent rental repeated repeatedly repetition repetitive replace replaced
    replacement replacing reply report reported repost represented represents reproduce repulsive reputation requests
    require rescue resemble resembles reset resident resist resistance resolutely resonance resonant resourceful respect
    respond responded response responsibility responsible restaurant restore restrained restraint rests result resulted
    resurrection retarded retread returning returns reveal revealing reveals revel revelation revelatory revolting
    revolve rewarding rewards rhythms ribs rice rich richer richest richly riddance ridden ride ridicule ridiculous
    ridiculously ridiculousness rifkin right rights ringu rip rises rising ritchie rival riveting rn roads rob robert
    roberts robin robinson robots rock rocks rocky rodeo rodriguez rogue rohmer role roles roll rollerball rollicking
    roman romance romances romantic romp rookie room rooting rote rotten rouge rough round rounded rousing route routine
    routines rowdy rrb rubbish rude ruined rule ruled rules rumble rumor run running runs rush rushed russell russia
    russian ryan s saccharine sacred sacrifices sad saddest sadly sadness safe saga said salmonella salton same san
    sanctimony sand sandler sandra santa sap sappy sara sarandon sassy satire satisfies satisfy satisfying sauce save
    saves savvy saw say saying sayles says scale scamming scarcely scare scared scares scarier scariest scarred scary
    scattered scenario scene scenes scherfig schmidt schneider school schwarzenegger sci science scientist scooter scope
    scoring scorpion scott scratch scream screaming screams screen screening screenplay screenshot screenwriter
    screenwriters screenwriting screw script scum seagal sealed seams season second secondhand seconds secret secretary
    secrets section security seduce see seeing seeking seem seemed seemingly seems seen sees seinfeld seizure self
    selfish sell sellers selling send sensational sense sensibility sensitive sensitivity sensual sentence sentiment
    sentimentality sentiments separate separation september sequel sequels sequence sequences serenity series serious
    seriously seriousness servants serve server servers services serving sessions set sets setting settings settles
    setup setups sever several severe sex sexism sexist sexual sexually sexy shabby shades shadows shadyac shake shaking
    shallow sham shame shameful shameless shamelessly shanghai shapeless share shared sharing sharp shattering she sheep
    sheer sheet shelf sheridan shes shields shines ship shipping shirtless shit shitting shitty shivers shocked shocking
    shockingly shocks shoddy shoe shoot shooter shooting shop shore short shortcomings shorts should shoveling show
    showcases showgirls shows shrill shuffle shut shyamalan sibling sick sickening sided sides sidewalks siege sights
    sign signed significance silent silly silver similar simone simple simplicity simplistic simply simultaneously sin
    since sincere sincerity singing single sink sinks sir sister sisters sit sitcom site sitting situations size
    skeptical sketch sketchy skill skillfully skills skin skinned skins skip skipped sky slack slap slapdash slapstick
    slash slasher slc sleep sleepy slice slick sliding slight slightest slightly slim slip slo sloppy slow slowly
    sluggish slut sly small smart smarter smartly smash smell smells smelly smh smile smith smoochy smoothly smug snail
    snake sneaky snipes snore snorting snow snuggle so soap sober sobering soccer social socialism socially society
    socks soderbergh soggy sold soldiers solemn solid solidly solondz solution some someone something sometimes somewhat
    somewhere son song songs soon sophisticated sophomoric sordid sore sorority sorrow sorry sort soul soulful soulless
    souls sounds soundtrack sour source sources space spam spanish spare spark sparkling sparks spawn spawned speak
    speaks spears special specific specifically spectacle spectacular spectacularly speech spell spent spiced spielberg
    spike spine spirit spirited spirits spiritual spite splendid split splits splitting spoke spooky sports spreads
    spring spy squanders squirming ssd stabbed stacked staged stains stairs stale stance standards standing stanley star
    stare staring stark starring stars start started starter starting startling starts state stated statement static
    statistical stats stay stays steady steal stealing steals steel steers stephen stepmom stepped steps stereotype
    stereotypes steve steven stickers sticking sticks sticky stiff still stilted stimulating stink stinker stinks stinky
    stirring stirs stole stomach stop store stories storm story storyline storytelling straight straightforward strain
    strained strange strangely straw stream streaming street streets strength strengths stressed stressful stretch
    stretched strict strictly strikes striking stripped strives stroke strong strongest strongly structure struggle
    struggled struggles strung stuart stuck students studio studios study stuff stunning stunt stupid stupidity stupidly
    style stylish stylistic stylized sub subculture subject subjects submarine subplots subreddit subs subscription
    substance substantial substitute subtle subtly suburbs subversive succeeds successful successfully such suck sucked
    sucks suddenly sue sued suffered suffering suffers suggestion suggests suit suitable suited sum summarize summer
    sumptuous super superb superbly superficial superficiality superhero support supported supporters supports supposed
    supposedly supremely suprised sure surface surprise surprised surprises surprising surprisingly surreal surrender
    surrounding suspect suspects suspend suspended suspense suspenseful sustain sustains swallow swear swedish sweeping
    sweet sweetest sweetly sweetness swim swimfan swing swinging switch symbolic symbolically sympathetic sympathy
    symptoms synagogue syndrome system systems t tab taboo tacky tactic tad tag tailor take taken takes taking tale
    talent talented talents talk talked talking talky tame tangent tape tarantino target targeted taste tastes tasty
    tattered taut tax taxes taymor tbf tbh td teach team teams tear tears tech technology tedious tediously teen
    teenagers teens television tell tells temperature tempting tender tends tense tension tenure tepid term terms
    terrible terribly terrific terrified terrifying territory terror terrorist terrorists test testament testimony
    testing tests text textbook tfw than thank thankfully thanks that thats the theater theatrical their them thematic
    theme themed themes then therapist therapy there these they thick thigh thin thing things think thinking thinks
    thinly third thirty this tho thomas thoroughly those though thought thoughtful thoughts thread threatening threats
    three threw thrill thriller thrillers thrilling thrills throat through throughout throw throwing thrown thru thunder
    thx ties til till time timed timeless timely timeout times timid timing tiny tired tires tiresome title titled tl tm
    to toad toast toback today toes together toilet token tom tommy tomorrow tone tongue tonight too took toothless
    topic toronto torture toss tossed total touch touched touches touching tough tour toward towing trace trade
    trademark tradition traditional traffic tragedies tragedy tragic training trains trait transcend transcendent
    transcends transforms translation transparent transported transvestite trapped trappings trash traumatized travel
    traveler travesty treason treasure treat treatment tree tremble tremendous trial tribute tricks tricky tried tries
    trifle trigger trilogy trim trip tripe trite triumph troll trolling trope tropes trotting trouble truck trucks true
    truly trump trusted try tryin trying tsai tuck tummy tuned tunes tuples turd turf turkey turns turtle tuxedo tv twat
    tweet twin twisted twists twitch twitter two twohy typical u uber ugh ugliness ugly uh uk ult ultimate ultimately
    ultra um unabashedly unacceptable unadulterated unbearable unbearably unbelievable unblinking uncanny uncomfortable
    uncommon uncommonly uncompromising unconditional unconventional unconvincing undead undeniable undeniably under
    underbelly undercut undermining underneath understand understands understated understood undone undoubtedly uneasy
    uneven unexpected unexpectedly unfaithful unflinching unfocused unfolds unforced unfortunate unfortunately
    unfulfilling unfunny unhappy unicorns unimaginative uninspired unintentional unintentionally uninteresting
    uninvolving unique universal universe unknown unleashed unless unlikable unlike unlucky unmemorable unnecessary
    unnerving unoriginal unpleasant unpopular unpredictable unsentimental unsettling unsympathetic until unusual
    unwatchable up upcoming update updated uplifting upload upon ups upset upsets upsetting upvotes urban urgency urges
    us use used useless user username users uses using usual utter utterly vacation vaccine vaccines vaginal vague vain
    valuable values vampire vampires vancouver vanity vapid variety various vast vegan vehicle venice venture verbal
    version verve very veteran via vibrant vice vicious victim victory video vietnam view viewed viewer viewers viewing
    vile villains vintage violating violence violent virgin virtually virtue visceral visibility visible vision visions
    visit visual visually visuals vitality vivid vividly voice volume vomit vote voters votes voting vpn vpr vs vu
    vulgar wa wage wages wait waking walk walked walker wall wallet walter wander wanes wanna wannabe want wanted wants
    war warm warmed warmer warmth warn warning warrior warriors was washed washington waste wasted wastes watch
    watchable watched watching watered waterlogged waters way waydowntown wayne ways we weak weaker weapon wear wears
    web website wedding wee weed week weighs weight weird weirdly weirdness weirdo welcome well welp welsh went were
    wertmuller wet whale what whats whatsoever wheels when whenever where wherever whether which while whimsical whimsy
    whiny whip white who whoa whodunit whoever whole wholesome wholly whose why wickedly wide wider wig wikipedia wil
    wilco wild wildlife will willing wilson win windows winds windtalkers wine wing wink winning winnipeg winter
    wisconsin wise wisely wish wishing wit witch with without witless witness witted witty wo woah woefully woman women
    wonder wondered wonderful wonderfully wondering wonders wont woo wood wooden woody woosh wooshed word wore work
    works world worm worn worried worries worry worrying worse worship worst worth worthless worthwhile worthy would wow
    wrenching write writer writers writing written wrong wry wtf ww2 xx y ya yarn yas yawn yawning yay yea yeah year
    yearning years yell yelled yes yesterday yet yiddish yikes yo york you young your yourself youtube yt yu yuck yup
    zebra zero
    """#
}
