/// A page as an image: one byte a pixel, 0 black, row by row from the top.
struct PageImage {
  var width: Int
  var height: Int
  var pixels: [UInt8]
}
