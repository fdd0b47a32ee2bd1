import Foundation
import SimKernel

/// The committed reports: every file as a path below the output folder and its text.
///
/// Equal runs give equal bytes.
public struct ReportFiles: Sendable {
  /// Paths in ascending order with their texts.
  public let files: [(path: String, text: String)]
  /// Runs that the reports link to pages of.
  public private(set) var pages: [(path: String, plan: ReplayPlan)] = []

  /// The reports of runs of both profiles, in the order of the scenarios.
  public init(_ materials: [ReportMaterial]) {
    var files: [(path: String, text: String)] = [
      ("fingerprints.txt", FingerprintList.text(materials.map(\.report))),
      ("runbook.html", RunbookHTML(materials).text),
      ("runbook.md", RunbookPage(materials).text),
    ]
    var names: [String] = []
    for material in materials where !names.contains(material.name) { names.append(material.name) }
    for name in names {
      let page = ScenarioPage(materials.filter { $0.name == name })
      files.append((ScenarioPage.path(of: name), page.text))
    }
    self.files = files.sorted { $0.path < $1.path }
  }

  /// Replays the runbook under both profiles and writes it up; with `hasPages` runs that refute a
  /// claim link to a page of theirs.
  ///
  /// Throws a `ReportedError` of a scenario that cannot be read.
  public static func make(
    root: String, hasPages: Bool = false, advance: (Int) -> Void = { _ in }
  ) throws -> ReportFiles {
    let scenarios = try ScenarioFolder.scenarios(in: root + "/" + ScenarioRoot.runbook)
    let plans = ReplayPlan.all(scenarios, profiles: [.runbook, .asBuilt])
    let materials = Campaign.run(plans, advance: advance) {
      ReportMaterial($0, root: root, hasPages: hasPages)
    }
    var files = ReportFiles(materials)
    files.pages = zip(materials, plans).compactMap { material, plan in
      material.page.map { ($0, plan) }
    }
    return files
  }

  /// Writes every file below a folder and removes pages of scenarios that are no more.
  ///
  /// Throws `AtomicFile.Failure`, exit code 74.
  public func write(to folder: String) throws(AtomicFile.Failure) {
    for (path, text) in files { try OutputFile.write(text, to: folder + "/" + path) }
    let pages = folder + "/" + ScenarioPage.folder
    let kept = Set(files.map(\.path))
    for page in (FileManager.default.enumerator(atPath: pages)?.allObjects ?? []) {
      guard let page = page as? String, page.hasSuffix(".md"),
        !kept.contains(ScenarioPage.folder + "/" + page)
      else { continue }
      try? FileManager.default.removeItem(atPath: pages + "/" + page)
    }
  }
}

/// The golden list of fingerprints: a change of behaviour is a change of one line.
enum FingerprintList {
  static func text(_ reports: [ReplayReport]) -> String {
    "# scenario profile seed fingerprint\n"
      + reports.map { "\($0.scenario) \($0.profile) \($0.seed) \($0.fingerprint)\n" }.joined()
  }
}
