/// The elements that extraction tells apart. Everything else is `inline` when it is phrasing content and `unknown`
/// otherwise; unknown elements are transparent.
enum HTMLTag: UInt8, Sendable {
  case root, text, unknown, inline
  case html, head, title, base, link, meta, style, script, noscript, template
  case body, main, article, section, nav, header, footer, aside, address, hgroup, search
  case h1, h2, h3, h4, h5, h6
  case p, pre, blockquote, ol, ul, menu, li, dl, dt, dd, figure, figcaption, hr, div, center
  case details, summary, dialog, fieldset, legend, form
  case a, br, img, sup
  case table, caption, thead, tbody, tfoot, tr, th, td, col
  case button, input, select, textarea, label, output, progress
  case iframe, object, video, audio, canvas, svg, map, area, frame, frameset, noframes
  case rt, rp, annotation

  private static let byName: [String: HTMLTag] = [
    "html": .html, "head": .head, "title": .title, "base": .base, "link": .link, "meta": .meta, "style": .style,
    "script": .script, "noscript": .noscript, "template": .template, "body": .body, "main": .main,
    "article": .article, "section": .section, "nav": .nav, "header": .header, "footer": .footer, "aside": .aside,
    "address": .address, "hgroup": .hgroup, "search": .search, "h1": .h1, "h2": .h2, "h3": .h3, "h4": .h4,
    "h5": .h5, "h6": .h6, "p": .p, "pre": .pre, "listing": .pre, "xmp": .pre, "plaintext": .pre,
    "blockquote": .blockquote, "ol": .ol, "ul": .ul, "menu": .menu, "dir": .ul, "li": .li, "dl": .dl, "dt": .dt,
    "dd": .dd, "figure": .figure, "figcaption": .figcaption, "hr": .hr, "div": .div, "center": .center,
    "details": .details, "summary": .summary, "dialog": .dialog, "fieldset": .fieldset, "legend": .legend,
    "form": .form, "a": .a, "br": .br, "img": .img, "image": .img, "sup": .sup, "table": .table, "caption": .caption,
    "thead": .thead, "tbody": .tbody, "tfoot": .tfoot, "tr": .tr, "th": .th, "td": .td, "col": .col,
    "colgroup": .col, "button": .button, "input": .input, "select": .select, "option": .select,
    "optgroup": .select, "datalist": .select, "textarea": .textarea, "label": .label, "output": .output,
    "progress": .progress, "meter": .progress, "iframe": .iframe, "object": .object, "embed": .object,
    "applet": .object, "video": .video, "audio": .audio, "canvas": .canvas, "svg": .svg, "map": .map,
    "area": .area, "frame": .frame,
    "frameset": .frameset, "noframes": .noframes, "rt": .rt, "rp": .rp, "annotation": .annotation,
    "annotation-xml": .annotation, "span": .inline, "b": .inline, "strong": .inline, "i": .inline, "em": .inline,
    "u": .inline, "s": .inline, "small": .inline, "big": .inline, "font": .inline, "code": .inline, "tt": .inline,
    "kbd": .inline, "samp": .inline, "var": .inline, "cite": .inline, "abbr": .inline, "acronym": .inline,
    "dfn": .inline, "q": .inline, "sub": .inline, "time": .inline, "mark": .inline, "ins": .inline, "del": .inline,
    "bdi": .inline, "bdo": .inline, "data": .inline, "wbr": .inline, "nobr": .inline, "strike": .inline,
  ]

  init(named name: String) { self = Self.byName[name] ?? .unknown }

  /// 1…6 for `h1`…`h6`.
  var headingLevel: Int? {
    self.rawValue >= Self.h1.rawValue && self.rawValue <= Self.h6.rawValue
      ? Int(self.rawValue - Self.h1.rawValue) + 1 : nil
  }

  /// Whether the element's text stands apart from the text before and after it.
  var isBlock: Bool {
    switch self {
    case .root, .html, .body, .main, .article, .section, .nav, .header, .footer, .aside, .address, .hgroup, .search,
      .h1, .h2, .h3, .h4, .h5, .h6, .p, .pre, .blockquote, .ol, .ul, .menu, .li, .dl, .dt, .dd, .figure, .figcaption,
      .hr, .div, .center, .details, .summary, .dialog, .fieldset, .legend, .form, .table, .caption, .thead, .tbody,
      .tfoot, .tr, .th, .td, .head, .title, .frameset, .noframes, .noscript:
      true
    default: false
    }
  }

  /// Whether what is inside is never text of the page: code, controls, replaced content and its fallbacks.
  var isNeverContent: Bool {
    switch self {
    case .head, .title, .style, .script, .template, .link, .meta, .base, .button, .input, .select, .textarea,
      .output, .progress, .iframe, .object, .video, .audio, .canvas, .svg, .map, .rt, .rp, .annotation, .dialog, .col:
      true
    default: false
    }
  }
}
