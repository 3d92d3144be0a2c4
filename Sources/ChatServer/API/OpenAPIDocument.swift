internal import Common
internal import HTTPTypes

/// `openapi.json`, made from the endpoints themselves.
struct OpenAPIDocument: Sendable {
  var endpoints: [Endpoint]
  var version: String

  var json: JSONValue {
    var paths: [(path: String, operations: [JSONValue.Member])] = []
    for endpoint in endpoints {
      let member = JSONValue.Member(endpoint.method.rawValue.lowercased(), operation(endpoint))
      if let index = paths.firstIndex(where: { $0.path == endpoint.path }) {
        paths[index].operations.append(member)
      } else {
        paths.append((endpoint.path, [member]))
      }
    }
    return .object([
      "openapi": "3.1.0",
      "info": .object([
        "title": "Almanac", "version": .string(version),
        "description": "Search, chat and conversations over knowledge-base bundles.",
        "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
      ]),
      "paths": .object(paths.map { .init($0.path, .object($0.operations)) }),
      "components": .object([
        "securitySchemes": [
          "bearer": .object([
            "type": "http", "scheme": "bearer", "description": "An API key (kbq_…) or the token of a sign-in.",
          ])
        ],
        "schemas": ["Error": Self.errorSchema],
      ]),
      "security": .array([["bearer": []], .object([])]),
    ])
  }

  private func operation(_ endpoint: Endpoint) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("tags", [.string(endpoint.tag)]), .init("summary", .string(endpoint.summary)),
      .init("operationId", .string(Self.identifier(endpoint))),
    ]
    let parameters = endpoint.parameters.map { parameter -> JSONValue in
      let schema = parameter.shape.schema
      return .object([
        "name": .string(parameter.name), "in": .string(parameter.place.rawValue),
        "required": .bool(parameter.isRequired), "description": .string(parameter.summary),
        "schema": parameter.isRepeated ? ["type": "array", "items": schema, "maxItems": 100] : schema,
      ])
    }
    if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
    switch endpoint.body {
    case .none: break
    case .json(let shape), .optionalJSON(let shape):
      let isRequired = if case .json = endpoint.body { true } else { false }
      members.append(
        .init(
          "requestBody",
          .object([
            "required": .bool(isRequired), "content": ["application/json": ["schema": shape.schema]],
          ])))
    case .file:
      let binary: JSONValue = ["type": "string", "format": "binary"]
      members.append(
        .init(
          "requestBody",
          .object([
            "required": true,
            "content": .object([
              "multipart/form-data": [
                "schema": .object([
                  "type": "object", "properties": ["file": binary], "required": ["file"],
                ])
              ],
              "application/octet-stream": ["schema": binary],
            ]),
          ])))
    }
    members.append(.init("responses", .object(responses(endpoint))))
    if endpoint.access == .open { members.append(.init("security", [])) }
    return .object(members)
  }

  private func responses(_ endpoint: Endpoint) -> [JSONValue.Member] {
    var responses: [JSONValue.Member] = []
    for status in Set(endpoint.success.map(\.status)).sorted() {
      let same = endpoint.success.filter { $0.status == status }
      var members: [JSONValue.Member] = [.init("description", .string(same[0].summary))]
      let content = same.filter { !$0.type.isEmpty }
      if !content.isEmpty { members.append(.init("content", .object(content.map { .init($0.type, .object([])) }))) }
      responses.append(.init("\(status)", .object(members)))
    }
    var failures = Set(endpoint.failures + [400, 500, 503])
    if endpoint.access != .open || endpoint.path.hasPrefix("/api/auth") { failures.insert(401) }
    if endpoint.access != .open { failures.insert(403) }
    if endpoint.limit != .none { failures.insert(429) }
    if case .none = endpoint.body {} else { failures.insert(413) }
    failures.insert(422)
    for status in failures.sorted() {
      responses.append(
        .init(
          "\(status)",
          .object([
            "description": .string(Self.reasons[status] ?? "It failed"),
            "content": ["application/json": ["schema": ["$ref": "#/components/schemas/Error"]]],
          ])))
    }
    return responses
  }

  private static let reasons = [
    400: "The request is wrong", 401: "A key or a token is needed", 403: "The key or the account may not do this",
    404: "There is no such thing", 409: "It is there already", 413: "The body is too large",
    415: "The content is of another type", 422: "It cannot be done with this bundle", 429: "Too many requests",
    500: "The server failed", 501: "The feature is off on this server", 503: "The server is busy or stopping",
  ]

  private static func identifier(_ endpoint: Endpoint) -> String {
    let words = endpoint.path.split(whereSeparator: { !$0.isLetter && !$0.isNumber })
    return endpoint.method.rawValue.lowercased()
      + words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  private static let errorSchema: JSONValue = .object([
    "type": "object",
    "properties": [
      "error": .object([
        "type": "object",
        "properties": .object([
          "type": ["type": "string"], "code": ["type": "string"], "message": ["type": "string"],
          "param": ["type": ["string", "null"]],
        ]), "required": ["type", "code", "message"],
      ])
    ], "required": ["error"],
  ])
}
