internal import Extraction
internal import Glibc

/// The functions of libtesseract 5 that are used (its `capi.h`), found when the first scan is to be read.
///
/// The library is not linked: most corpora have no scans, and it would double the time that a worker takes to start.
@safe struct TesseractLibrary {
  typealias Text = @convention(c) () -> UnsafePointer<CChar>?
  typealias Create = @convention(c) () -> OpaquePointer?
  typealias Release = @convention(c) (OpaquePointer?) -> Void
  typealias Initialize = @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, UnsafePointer<CChar>?) -> Int32
  typealias SetImage = @convention(c) (OpaquePointer?, UnsafePointer<UInt8>?, Int32, Int32, Int32, Int32) -> Void
  typealias SetNumber = @convention(c) (OpaquePointer?, Int32) -> Void
  typealias Recognize = @convention(c) (OpaquePointer?, OpaquePointer?) -> Int32
  typealias Path = @convention(c) (OpaquePointer?) -> UnsafePointer<CChar>?
  typealias Part = @convention(c) (OpaquePointer?) -> OpaquePointer?
  typealias PartText = @convention(c) (OpaquePointer?, Int32) -> UnsafeMutablePointer<CChar>?
  typealias PartNumber = @convention(c) (OpaquePointer?, Int32) -> Float
  typealias PartFlag = @convention(c) (OpaquePointer?, Int32) -> Int32
  typealias PartBox =
    @convention(c) (
      OpaquePointer?, Int32, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>,
      UnsafeMutablePointer<Int32>
    ) -> Int32
  typealias ReleaseText = @convention(c) (UnsafeMutablePointer<CChar>?) -> Void

  let version: Text
  let create: Create
  let initialize: Initialize
  let dataPath: Path
  let setSegmentation: SetNumber
  let setImage: SetImage
  let setResolution: SetNumber
  let recognize: Recognize
  let iterator: Part
  let places: Part
  let text: PartText
  let confidence: PartNumber
  let box: PartBox
  let begins: PartFlag
  let next: PartFlag
  let releaseText: ReleaseText
  let releaseIterator: Release
  let clear: Release
  let delete: Release

  /// - Throws: when the library is not installed.
  init() throws(ExtractionFailure) {
    // Its threads would only get in the way of the other workers, and the fast inner products differ by processor.
    unsafe setenv("OMP_THREAD_LIMIT", "1", 1)
    unsafe setenv("DOTPRODUCT", "generic", 1)
    guard let handle = unsafe dlopen("libtesseract.so.5", RTLD_NOW | RTLD_LOCAL) else {
      throw .recognitionMissing(detail: "Tesseract 5 is not installed (Debian's package tesseract-ocr)")
    }
    func function<Function>(_ name: String, as type: Function.Type) throws(ExtractionFailure) -> Function {
      guard let symbol = unsafe dlsym(handle, name) else {
        throw .recognitionMissing(detail: "the library libtesseract has no function \(name)")
      }
      return unsafe unsafeBitCast(symbol, to: type)
    }
    unsafe version = try function("TessVersion", as: Text.self)
    unsafe create = try function("TessBaseAPICreate", as: Create.self)
    unsafe initialize = try function("TessBaseAPIInit3", as: Initialize.self)
    unsafe dataPath = try function("TessBaseAPIGetDatapath", as: Path.self)
    unsafe setSegmentation = try function("TessBaseAPISetPageSegMode", as: SetNumber.self)
    unsafe setImage = try function("TessBaseAPISetImage", as: SetImage.self)
    unsafe setResolution = try function("TessBaseAPISetSourceResolution", as: SetNumber.self)
    unsafe recognize = try function("TessBaseAPIRecognize", as: Recognize.self)
    unsafe iterator = try function("TessBaseAPIGetIterator", as: Part.self)
    unsafe places = try function("TessResultIteratorGetPageIterator", as: Part.self)
    unsafe text = try function("TessResultIteratorGetUTF8Text", as: PartText.self)
    unsafe confidence = try function("TessResultIteratorConfidence", as: PartNumber.self)
    unsafe box = try function("TessPageIteratorBoundingBox", as: PartBox.self)
    unsafe begins = try function("TessPageIteratorIsAtBeginningOf", as: PartFlag.self)
    unsafe next = try function("TessResultIteratorNext", as: PartFlag.self)
    unsafe releaseText = try function("TessDeleteText", as: ReleaseText.self)
    unsafe releaseIterator = try function("TessResultIteratorDelete", as: Release.self)
    unsafe clear = try function("TessBaseAPIClear", as: Release.self)
    unsafe delete = try function("TessBaseAPIDelete", as: Release.self)
  }
}
