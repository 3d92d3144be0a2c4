internal import Common

/// How the blocks of one document are written: differences to the block before, in LEB128.
enum BlockCoding {
  /// The number 0 stands for "no pages"; a page is written as 1 plus the zigzag of its distance to the last one.
  static func encoded(_ blocks: [BlockRecord]) -> [UInt8] {
    var writer = ByteWriter()
    writer.appendVariable(blocks.count)
    var end = 0
    var page = 1
    for block in blocks {
      writer.append(block.role.code)
      writer.appendVariable(block.range.lowerBound - end)
      writer.appendVariable(block.range.count)
      end = block.range.upperBound
      guard let pages = block.pages else {
        writer.appendVariable(0)
        continue
      }
      let step = pages.lowerBound - page
      writer.appendVariable(1 + (step >= 0 ? 2 * step : -2 * step - 1))
      writer.appendVariable(pages.upperBound - pages.lowerBound)
      page = pages.lowerBound
    }
    return writer.bytes
  }

  /// - Parameter textLength: what no block may reach past.
  /// - Returns: `nil` when the bytes are not what `encoded` makes, or lie.
  static func decoded(_ bytes: [UInt8], textLength: Int) -> [BlockRecord]? {
    var reader = ByteReader(bytes)
    do throws(ByteReaderError) {
      let count = try reader.readVariableInt()
      // A block has at least four bytes, so a count that lies is found before memory is taken for it.
      guard count <= reader.remaining / 4 else { return nil }
      var blocks: [BlockRecord] = []
      blocks.reserveCapacity(count)
      var end = 0
      var page = 1
      for _ in 0..<count {
        let role = BlockRole(code: try reader.read(UInt8.self))
        let (gap, length) = (try reader.readVariableInt(), try reader.readVariableInt())
        guard gap <= textLength - end, length <= textLength - end - gap else { return nil }
        var block = BlockRecord(role, (end + gap)..<(end + gap + length))
        end = block.range.upperBound
        let step = try reader.readVariableInt()
        if step > 0 {
          let distance = (step - 1).isMultiple(of: 2) ? (step - 1) / 2 : -(step / 2)
          let span = try reader.readVariableInt()
          let last = Int(UInt32.max)
          guard distance <= last, span <= last, (1...last).contains(page + distance) else { return nil }
          page += distance
          block.pages = page...(page + span)
        }
        blocks.append(block)
      }
      return reader.remaining == 0 ? blocks : nil
    } catch {
      return nil
    }
  }
}
