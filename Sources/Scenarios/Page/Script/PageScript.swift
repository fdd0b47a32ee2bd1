/// The script of a page, always the same; what differs is in the page's data.
enum PageScript {
  static let text =
    "\"use strict\";\n(() => {\n" + reading + state + picture + hands + panel + main + "})();\n"
}
