internal import Common
internal import Storage

/// A mapped `model.safetensors`: eight bytes of header length, a JSON header, the tensors.
struct SafetensorsFile {
  enum DataType: String {
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"

    var size: Int { self == .float32 ? 4 : 2 }
  }

  struct Tensor {
    var shape: [Int]
    var type: DataType
    var bytes: MappedBytes
  }

  private struct Entry {
    var type: String
    var shape: [Int]
    var start: Int
    var end: Int
  }

  let path: String
  private let body: MappedBytes
  private let entries: [String: Entry]

  init?(folder: ModelFolder, _ problems: inout ModelProblems) {
    path = folder.place("model.safetensors")
    let file: MappedFile
    do {
      file = try MappedFile(path: path)
    } catch {
      problems.add(
        "model-file-missing", in: path, error.message,
        remedy: "save the model as one safetensors file (model.save_pretrained(folder, safe_serialization=True))")
      return nil
    }
    let damaged = "download the model again"
    let length = file.bytes.load(at: 0, as: UInt64.self)
    guard file.count >= 8, length <= UInt64(file.count - 8), length <= 100_000_000 else {
      problems.add("model-file-damaged", in: path, "the header does not fit the file", remedy: damaged)
      return nil
    }
    let bodyStart = 8 + Int(length)
    body = file.bytes[bodyStart..<file.count]
    let header: JSONValue
    do {
      header = try JSONValue(parsing: file.bytes.array(8..<bodyStart))
    } catch {
      problems.add("model-file-damaged", in: path, "header: \(error)", remedy: damaged)
      return nil
    }
    var entries: [String: Entry] = [:]
    for member in header.members ?? [] where member.name != "__metadata__" {
      let offsets = member.value["data_offsets"]?.array?.compactMap(\.integer) ?? []
      let shape = member.value["shape"]?.array?.compactMap(\.integer) ?? []
      guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= body.count,
        let type = member.value["dtype"]?.string
      else {
        problems.add("model-file-damaged", in: path, "the tensor \(member.name) lies outside", remedy: damaged)
        return nil
      }
      entries[member.name] = Entry(type: type, shape: shape, start: offsets[0], end: offsets[1])
    }
    self.entries = entries
  }

  /// Bytes of all tensors.
  var byteCount: Int { body.count }

  /// The first dimension of the tensor called `name`, at least 1.
  func rows(_ name: String) -> Int { max((entries[name] ?? entries["bert." + name])?.shape.first ?? 1, 1) }

  /// The tensor called `name`, or `bert.` + `name`, of this shape.
  func tensor(_ name: String, shape: [Int], _ problems: inout ModelProblems) -> Tensor? {
    guard let entry = entries[name] ?? entries["bert." + name] else {
      problems.add(
        "model-tensor-missing", in: path, "there is no tensor \(name)", remedy: "use an encoder of the BERT family")
      return nil
    }
    guard let type = DataType(rawValue: entry.type) else {
      problems.add(
        "model-data-type", in: path, "the tensor \(name) is \(entry.type), expected F32, F16 or BF16",
        remedy: "save the model in one of these types")
      return nil
    }
    let count = shape.reduce(1, *)
    guard entry.shape == shape, entry.end - entry.start == count * type.size else {
      problems.add(
        "model-tensor-shape", in: path,
        "the tensor \(name) has the shape \(entry.shape) in \(entry.end - entry.start) bytes, expected \(shape)",
        remedy: "check that config.json belongs to this file")
      return nil
    }
    return Tensor(shape: shape, type: type, bytes: body[entry.start..<entry.end])
  }
}

extension SafetensorsFile.Tensor {
  /// The numbers of one row of a matrix, or all of a vector.
  func row(_ index: Int) -> [Float] {
    let width = shape.last ?? 0
    let start = index * width * type.size
    return bytes.withBytes { span in
      (0..<width).map { column in
        switch type {
        case .float32:
          Float(bitPattern: unsafe span.unsafeLoadUnaligned(fromByteOffset: start + column * 4, as: UInt32.self))
        case .float16:
          Float(
            Float16(bitPattern: unsafe span.unsafeLoadUnaligned(fromByteOffset: start + column * 2, as: UInt16.self)))
        case .bfloat16:
          Float(
            bitPattern: UInt32(unsafe span.unsafeLoadUnaligned(fromByteOffset: start + column * 2, as: UInt16.self))
              << 16)
        }
      }
    }
  }
}
