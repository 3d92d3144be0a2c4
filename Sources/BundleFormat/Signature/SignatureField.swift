/// The fields of the signature, between the header and the first section.
package enum SignatureField: String, Layout {
  case algorithm
  case reserved
  case publicKey
  case signature

  package var size: Int {
    switch self {
    case .algorithm: 4
    case .reserved: 28
    case .publicKey: 32
    case .signature: 64
    }
  }
}
