import Foundation

@testable import Scenarios

/// The first byte says which reader takes the others; see `.ci/fuzz-readers`.
@_cdecl("LLVMFuzzerTestOneInput")
public func readOneInput(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  guard count > 1 else { return 0 }
  let names = ["a.jsonc", "a.sweep.jsonc", "w.json", "a.csv", "a.ndjson", "a.json", "r.csv", "r.ndjson"]
  let name = names[Int(data[0]) % names.count]
  let path = folder + "/" + name
  do {
    try Data(bytes: data + 1, count: count - 1).write(to: URL(fileURLWithPath: path))
    switch name {
    case "a.jsonc": _ = try Scenario.load(path: path)
    case "a.sweep.jsonc": _ = try SweepPlan.load(path: path, version: "0")
    case "w.json": _ = try Scenario.load(path: folder + "/worked.jsonc")
    case "r.csv": try SweepRowReader.read(path, .csv) { _, _ in }
    case "r.ndjson": try SweepRowReader.read(path, .ndjson) { _, _ in }
    case "a.json":
      _ = try? ObservationFile.read(path: path)
      _ = try DiagnosisInput.histories(at: path)
    default: _ = try ObservationFile.read(path: path)
    }
  } catch let error as any ReportedError {
    _ = error.report(colours: false)
  } catch {
    fatalError("Not a reported error: \(error)")
  }
  return 0
}

private let folder: String = {
  let path = NSTemporaryDirectory() + "simrun-readers-\(getpid())"
  try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  let worked = """
    {"title": "W", "world": {"organisations": {"o": {}}, "installations": {"i": {"organisation": "o"}},
     "repositories": {"r": {"installation": "i", "items": {"workload": "w.json"}}}}}
    """
  try? worked.write(toFile: path + "/worked.jsonc", atomically: false, encoding: .utf8)
  return path
}()
