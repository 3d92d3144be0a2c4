internal import BundleFormat

/// The fields of the section of lexical parameters.
package enum LexicalField: String, Layout {
  case version
  case flags
  case stemmer
  case k1
  case b
  case titleWeight
  case headingsWeight
  case bodyWeight
  case chunkCount
  case termCount
  case totalLength
  case reserved

  package var size: Int {
    switch self {
    case .stemmer: 16
    case .totalLength: 8
    case .version, .flags, .k1, .b, .titleWeight, .headingsWeight, .bodyWeight, .chunkCount, .termCount, .reserved: 4
    }
  }
}

/// The fields of the entry of a block of postings.
package enum PostingBlockField: String, Layout {
  case lastChunk
  case dataOffset
  case smallestLength
  case largestFrequency
  case distanceBits
  case frequencyBits

  package var size: Int {
    switch self {
    case .lastChunk, .dataOffset, .smallestLength: 4
    case .largestFrequency: 2
    case .distanceBits, .frequencyBits: 1
    }
  }
}

/// The numbers of the lexical index that are not a field's place.
package enum LexicalConstants {
  /// The version of analysis and layout that this code writes, and the only one that it reads.
  package static let version: UInt32 = 1
  /// Terms in one block of the dictionary.
  package static let termsPerBlock = 16
  /// Postings in one block of a list; lists with fewer have no blocks.
  package static let postingsPerBlock = 128
  /// The bytes of a block's entry at the start of a list.
  package static let blockEntryLength = 16
  /// Zero bytes behind the lists, so that eight bytes can be read anywhere in them.
  package static let postingsPadding = 8
  /// Frequencies above this count as this.
  package static let maximumFrequency: UInt32 = 65535
}
