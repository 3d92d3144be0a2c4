internal import BundleFormat

/// A row of the documents.
package enum DocumentField: String, Layout {
  case textOffset
  case textLength
  case firstChunk
  case chunkCount
  case source
  case title
  case format
  case language
  case externalID
  case metadata
  case tags
  case pageCount
  case reserved
  case sourceDigest

  package var size: Int {
    switch self {
    case .firstChunk, .chunkCount, .pageCount, .reserved: 4
    case .sourceDigest: 32
    default: 8
    }
  }
}

/// A row of the chunks.
package enum ChunkField: String, Layout {
  case document
  case ordinal
  case start
  case end
  case firstPage
  case lastPage
  case headings
  case anchor
  case regions

  package var size: Int {
    switch self {
    case .headings, .anchor, .regions: 8
    default: 4
    }
  }
}

/// A row of the questions: places in the strings.
package enum QuestionField: String, Layout {
  case question
  case answer
  case category
  case tags
  case source

  package var size: Int { 8 }
}

/// The start of the text frames; the rows follow.
package enum FrameHeaderField: String, Layout {
  case zstdVersion
  case level
  case frameCount

  package var size: Int { self == .frameCount ? 8 : 4 }
}

/// A row of the text frames; there is one more than there are frames.
package enum FrameField: String, Layout {
  case storedOffset
  case contentOffset

  package var size: Int { 8 }
}

/// The start of the metadata; the rows follow, then the document numbers.
package enum MetadataHeaderField: String, Layout {
  case rowCount

  package var size: Int { 8 }
}

/// A row of the metadata: a key with one of its values, and the documents that have it.
package enum MetadataField: String, Layout {
  case key
  case value
  case first
  case count

  package var size: Int { 8 }
}
