/// Words that end with a full stop without ending a sentence.
///
/// The lists hold what is frequent in English, German, French, Spanish, Italian, Portuguese and Dutch prose; an
/// abbreviation that is missing splits a sentence in two, which loses nothing.
enum Abbreviations {
  enum Kind {
    /// Always stands before something: "Dr.", "e.g.".
    case bindsAlways
    /// Stands before a number, a bracket or a single letter, and else ends a sentence: "No. 5", "Fig. A".
    case bindsNumber
    /// Ends a sentence about as often as not: "etc.", "Inc.", "p.m.".
    case mayEnd
  }

  /// - Parameter word: UTF-8, without the last stop.
  static func kind(of word: [UInt8]) -> Kind? {
    guard word.count <= 12 else { return nil }
    let string = String(decoding: word, as: UTF8.self)
    if string == "M" || string == "MM" { return .bindsAlways }
    let lower = string.lowercased()
    if always.contains(lower) { return .bindsAlways }
    if number.contains(lower) { return .bindsNumber }
    if end.contains(lower) { return .mayEnd }
    return nil
  }

  private static let always: Set<String> = words(
    """
    mr mrs ms mx dr drs prof sen rep gov gen col capt cmdr lt sgt maj rev hon pres supt messrs mme mlle mgr mons st ste
    sta sto ft mt vs cf viz e.g eg i.e ie resp approx ca circa z.b d.h u.a i.d.r u.u bzw vgl sog insb dipl ing hrsg bd
    evtl ggf zzgl inkl exkl usw.a sr sra srta dña ud uds sig sigg dott avv arch mevr dhr o.a bijv nl i.v.m p.ex ej
    """)

  private static let number: Set<String> = words(
    """
    no nos nr num fig figs eq eqs eqn ref refs sec sect secs ch chap vol vols art arts para pp p pg pgs app tab ex exs
    thm def lem prop cor ver rev abs kap s.a pág págs núm nº cap abb tbl lit ser
    """)

  private static let end: Set<String> = words(
    """
    etc al inc ltd co corp llc plc bros jr sr esq ph.d m.d b.a m.a b.sc m.sc a.m p.m a.d b.c u.s u.k u.n e.u d.c est
    dept univ assoc ave blvd rd usw u.s.w ff jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur
    thurs fri sat sun min max avg ed eds trans repr incl excl hr hrs sec secs min mins lb lbs oz ft cm mm km kg
    """)

  static let commonStarts: Set<String> = words(
    """
    The This That These Those There Then Thus They It Its He She We You I If In On At As An And But By For From How
    However When Where While What Who Why Which With Will Is Are Was Were Do Does Did Can Could Should Would To Of Or
    Not No Our My Your His Her Their After Before Although Because Since So Some Such Many Most Each Every Both All Also
    Another Other More Moreover Furthermore Therefore Here Once Only During Until Under Note See
    Der Die Das Ein Eine Es Er Sie Wir Ich Und Aber Wenn Im In Am Auf Auch Bei Mit Nach Von Zu Für Diese Dieser Dieses
    Le La Les Un Une Des Il Elle Ils Elles Nous Vous Je Ce Cette Ces Mais Et Dans Pour Par Sur Avec En Au Aux
    El Los Las Una Unos Esta Este Esto Pero Por Para Con Se Si Como Cuando No Lo Al Del O Os As Um Uma E Em Na No Nos
    """)

  static let months: Set<String> = words(
    """
    january february march april may june july august september october november december januar februar märz mai juni
    juli oktober dezember jänner januari februari maart mei augustus marts maj juni august januára februára leden
    ledna února března dubna května června července srpna září října listopadu prosince tammikuuta helmikuuta
    """)

  private static func words(_ list: String) -> Set<String> {
    Set(list.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
