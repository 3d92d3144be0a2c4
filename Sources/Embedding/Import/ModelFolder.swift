internal import Common
internal import Storage

/// The files of a model in the Hugging Face layout.
struct ModelFolder {
  let path: String

  /// Where `name` is, as the user sees it.
  func place(_ name: String) -> String { path + "/" + name }

  /// Parses a JSON file; `nil` when it does not exist or is wrong. What is wrong is added to `problems`.
  func json(_ name: String, required: Bool, _ problems: inout ModelProblems) -> JSONValue? {
    let bytes: [UInt8]
    do {
      bytes = try readFile(place(name))
    } catch  where error.code == .notFound && !required {
      return nil
    } catch {
      let remedy = "name a folder as sentence-transformers saves it: config.json, modules.json, model.safetensors …"
      problems.add("model-file-missing", in: place(name), error.message, remedy: remedy)
      return nil
    }
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      problems.add("model-file-damaged", in: place(name), error.description, remedy: "download the model again")
      return nil
    }
  }
}
