/// Pages that reports link to: one for each run that refutes a claim, one for each class of a hunt.
public enum RunPages {
  /// Their folder below that of the reports.
  static let folder = "pages"

  /// The page of a run of a scenario, by its name without the folder that all of them share.
  static func path(of name: String, _ profile: String) -> String {
    "\(folder)/\(name)-\(profile).html"
  }

  /// The page of a class, or its scenario.
  static func path(
    ofClass file: String, _ profile: String, ending: String = "html"
  ) -> String {
    "\(folder)/hunt/\(profile)/\(FilePath.stem(of: file)).\(ending)"
  }
}
