/// One of several searches that are done together.
package struct SearchRequest: Sendable {
  package var query: String
  package var options: SearchOptions

  package init(query: String, options: SearchOptions = SearchOptions()) {
    self.query = query
    self.options = options
  }
}
