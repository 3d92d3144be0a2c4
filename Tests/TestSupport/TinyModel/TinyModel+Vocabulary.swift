extension TinyModel {
  /// Special tokens, all printable ASCII characters, their continuations, and a few hundred whole words.
  package static let vocabulary: [String] = {
    var tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    let printable = (33...126).map { String(UnicodeScalar(UInt8($0))) }
    let lowercase = printable.filter { !("A"..."Z").contains($0) }
    tokens += lowercase
    tokens += lowercase.filter { ("a"..."z").contains($0) || ("0"..."9").contains($0) }.map { "##" + $0 }
    tokens += ["é", "ß", "中", "文", "##é", "##s", "##ed", "##ing", "##er", "##ly", "##tion", "##able", "##ment"]
    tokens += words.split(whereSeparator: \.isWhitespace).map(String.init)
    var seen: Set<String> = []
    return tokens.filter { seen.insert($0).inserted }
  }()

  private static let words = """
    the of and to in is that for it as with was on by be are this from or an at not which have has but
    all can more when one will their about if out so up what into no its only other new some these two may then
    do first any my now such like our over me even most made after also did many before must through where much
    your way well down should because each just those how too little good very make world still own see work long
    get here between both life being under never day same another know while last might us great old year off come
    since against go came right used take three who does why there than them been would could every without within
    table file files name names number numbers text word words sentence page pages title heading section list line
    document documents chunk chunks bundle bundles corpus manifest build builds compile compiler source sources
    answer answers question questions search query queries index vector vectors score token tokens model encoder
    server client network web site link address user password key keys sign signed signature verify digest hash
    open close read write copy move delete create change update install run start stop test check error warning
    fast slow small large big short high low left red green blue black white water fire air earth sun moon star
    cat dog bird fish horse tree flower river sea mountain city house road car train ship king queen man woman child
    apple bread milk salt sugar tea coffee oil gold silver iron stone glass paper book letter music song game
    money price cost pay buy sell bank law court rule right order plan report result value rate level point part
    doctor disease cell blood heart brain body hand eye head foot drug test study patient protein gene virus cancer
    pressure flow heat temperature wing speed force energy light sound wave field body layer boundary surface plate
    alpha beta gamma delta one two three four five six seven eight nine ten hundred thousand million zero half
    monday tuesday wednesday thursday friday january february march april june july august north south east west
    lock pin pinned snapshot fetch sitemap format version language english german french machine memory disk time
    minute hour second week month return refund order invoice contract support team policy access private public
    """
}
