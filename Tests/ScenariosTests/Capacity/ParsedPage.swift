import Foundation

@testable import Scenarios

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A page read by an XML parser: what a browser finds in it.
final class ParsedPage: NSObject, XMLParserDelegate {
  struct Link: Equatable {
    let target: String
    var texts: [String]
  }

  private(set) var ids: [String] = []
  /// Links inside pictures, with the texts in them.
  private(set) var cells: [Link] = []
  /// Every attribute that names something to load or to go to.
  private(set) var addresses: [String] = []
  private(set) var elements: Set<String> = []
  private(set) var title = ""
  private var path: [String] = []

  /// Nil when the page is not well-formed.
  init?(_ html: String) {
    super.init()
    let parser = XMLParser(data: Data(html.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    path.append(name)
    elements.insert(name)
    if let id = attributes["id"] { ids.append(id) }
    addresses += ["href", "src", "action", "data"].compactMap { attributes[$0] }
    if path.suffix(2) == ["svg", "a"] {
      cells.append(Link(target: attributes["href"] ?? "", texts: []))
    }
    if path.suffix(3) == ["svg", "a", "text"] { cells[cells.count - 1].texts.append("") }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if path.last == "title", path.count == 3 { title += text }
    guard path.suffix(3) == ["svg", "a", "text"] else { return }
    let cell = cells.count - 1
    cells[cell].texts[cells[cell].texts.count - 1] += text
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    path.removeLast()
  }
}
