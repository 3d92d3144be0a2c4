internal import Common

/// How the regions of a chunk become bytes and numbers again; FORMAT.md, "Regions".
enum RegionCoding {
  /// Whether the regions are in order, lie within the chunk and on its pages.
  static func isValid(_ record: ChunkRecord) -> Bool {
    var end = record.range.lowerBound
    return record.regions.allSatisfy { region in
      defer { end = region.range.upperBound }
      return region.range.lowerBound >= end && !region.range.isEmpty
        && region.range.upperBound <= record.range.upperBound && region.rectangle.isValid
        && record.pages?.contains(region.rectangle.page) ?? false
    }
  }

  /// What stands in the section for `record`.
  static func encoded(_ record: ChunkRecord) -> [UInt8] {
    var body = ByteWriter()
    body.appendVariable(record.regions.count)
    var end = record.range.lowerBound
    var last = Place(page: record.pages?.lowerBound ?? 0)
    for region in record.regions {
      body.appendVariable(region.range.lowerBound - end)
      body.appendVariable(region.range.count)
      end = region.range.upperBound
      let place = Place(region.rectangle)
      for (number, before) in zip(place.numbers, last.numbers) { body.appendVariable(folded(number - before)) }
      last = place
    }
    var writer = ByteWriter()
    writer.appendVariable(body.count)
    writer.append(contentsOf: body.bytes)
    return writer.bytes
  }

  /// Reads what `encoded` wrote, without the count of bytes before it.
  ///
  /// - Returns: `nil` when the numbers are not those of regions in order within the chunk and on its pages.
  static func regions(_ bytes: [UInt8], of record: ChunkRecord) -> [TextRegion]? {
    var reader = ByteReader(bytes)
    var record = record
    do throws(ByteReaderError) {
      let count = try reader.readVariableInt()
      // Each region has at least seven bytes, so a count that lies takes no memory.
      guard count <= reader.remaining / 7 else { return nil }
      var end = record.range.lowerBound
      var last = Place(page: record.pages?.lowerBound ?? 0)
      for _ in 0..<count {
        let gap = try reader.readVariableInt()
        let length = try reader.readVariableInt()
        let room = record.range.upperBound - end
        guard gap <= room, length <= room - gap else { return nil }
        for index in last.numbers.indices {
          let (sum, overflow) = last.numbers[index].addingReportingOverflow(unfolded(try reader.readVariable()))
          // Small enough that width and height can be added.
          guard !overflow, sum.magnitude <= UInt32.max else { return nil }
          last.numbers[index] = sum
        }
        record.regions.append(TextRegion((end + gap)..<(end + gap + length), last.rectangle))
        end += gap + length
      }
    } catch {
      return nil
    }
    return reader.remaining == 0 && isValid(record) ? record.regions : nil
  }

  /// The numbers that are stored as differences.
  private struct Place {
    /// Page, left, top, width, height.
    var numbers: [Int]

    init(page: Int) { numbers = [page, 0, 0, 0, 0] }

    init(_ rectangle: PageRectangle) {
      numbers = [
        rectangle.page, rectangle.left, rectangle.top, rectangle.right - rectangle.left,
        rectangle.bottom - rectangle.top,
      ]
    }

    var rectangle: PageRectangle {
      PageRectangle(
        page: numbers[0], left: numbers[1], top: numbers[2], right: numbers[1] + numbers[3],
        bottom: numbers[2] + numbers[4])
    }
  }

  /// Small numbers for small differences of either sign: 0, −1, 1, −2, … become 0, 1, 2, 3, ….
  private static func folded(_ number: Int) -> UInt64 { UInt64(bitPattern: Int64(number << 1 ^ number >> 63)) }

  private static func unfolded(_ number: UInt64) -> Int { Int(number >> 1) ^ -Int(number & 1) }
}
