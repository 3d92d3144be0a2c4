/// Packs units into chunks: as many as fit, ends of blocks before ends of sentences, and whole sentences repeated.
struct UnitPacker {
  /// A run of units that becomes a chunk.
  struct Pack: Equatable {
    /// Units of the chunk before that are repeated come first.
    var units: Range<Int>
    /// The first unit that is not repeated.
    var firstNew: Int
  }

  let units: [TextUnit]
  /// The target in Unicode scalars.
  let size: Int
  let overlap: Int
  /// Tokens for the text of a chunk whose first new unit lies in a section.
  let budget: (_ section: Int) -> Int
  /// What the headings above the first unit add to the first chunk.
  var lead: (scalars: Int, tokens: Int) = (0, 0)
  /// Whether the encoder's input for these units keeps within its limit: the sums are exact for words apart, but not
  /// for units without white space between them.
  let fits: (Pack) -> Bool

  /// A chunk may be a quarter larger than the target when that spares a small one behind it.
  private var tolerance: Int { size + size / 4 }

  func packs() -> [Pack] {
    var packs: [Pack] = []
    var next = 0
    while next < units.count {
      let pack = pack(from: next, previous: packs.last)
      packs.append(pack)
      next = pack.units.upperBound
    }
    return packs
  }

  private func pack(from first: Int, previous: Pack?) -> Pack {
    let budget = budget(units[first].section)
    var start = first
    var scalars = units[first].scalars
    var tokens = units[first].tokens
    if first == 0 {
      scalars += lead.scalars
      tokens += lead.tokens
    }
    // Repeat whole units from the end of the chunk before, but never all of it.
    if let previous {
      var repeated = 0
      while start - 1 > previous.units.lowerBound {
        let unit = units[start - 1]
        let gap = units[start].gap
        repeated += unit.scalars + (start == first ? 0 : gap)
        let isTooMuch = scalars + unit.scalars + gap > size || tokens + unit.tokens > budget
        if repeated > overlap || isTooMuch { break }
        start -= 1
        scalars += unit.scalars + gap
        tokens += unit.tokens
      }
    }
    var end = first + 1
    var (wideEnd, wideScalars, wideTokens) = (end, scalars, tokens)
    while wideEnd < units.count, wideScalars + units[wideEnd].gap + units[wideEnd].scalars <= tolerance,
      wideTokens + units[wideEnd].tokens <= budget
    {
      wideScalars += units[wideEnd].gap + units[wideEnd].scalars
      wideTokens += units[wideEnd].tokens
      wideEnd += 1
      if wideScalars <= size { end = wideEnd }
    }
    if wideEnd == units.count {
      end = wideEnd
    } else {
      end = lastBlockEnd(start, first, end) ?? end
      // A heading goes with the text behind it.
      while end > first + 1, units[end - 1].leadsOn { end -= 1 }
    }
    return verified(Pack(units: start..<end, firstNew: first))
  }

  /// The last end of a block that leaves the chunk well filled.
  private func lastBlockEnd(_ start: Int, _ first: Int, _ end: Int) -> Int? {
    var total = first == 0 ? lead.scalars : 0
    for unit in units[start..<end] { total += unit.scalars + unit.gap }
    var left = total
    for index in stride(from: end, to: first, by: -1) {
      if left * 10 < size * 6 { return nil }
      if units[index - 1].endsBlock { return index }
      left -= units[index - 1].scalars + units[index - 1].gap
    }
    return nil
  }

  /// The pack with units taken away until it fits: from its end, then what it repeats.
  private func verified(_ pack: Pack) -> Pack {
    var pack = pack
    while !fits(pack) {
      if pack.units.upperBound > pack.firstNew + 1 {
        pack.units = pack.units.lowerBound..<(pack.units.upperBound - 1)
      } else if pack.units.lowerBound < pack.firstNew {
        pack.units = pack.firstNew..<pack.units.upperBound
      } else {
        return pack
      }
    }
    return pack
  }
}
