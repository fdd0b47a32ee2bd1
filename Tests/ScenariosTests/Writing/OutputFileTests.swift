import Foundation
import Scenarios
import Testing

/// What is refused before any work is done.
struct OutputFileTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/output-\(UUID().uuidString)"

  @Test func anInputIsNoOutput() throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let input = folder + "/in.jsonc"
    try AtomicFile.write("{}", to: input)
    #expect(throws: UsageError.self) { try OutputFile.check(input, inputs: [input]) }
    #expect(throws: UsageError.self) {
      try OutputFile.check(folder + "/./in.jsonc", inputs: [input])
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder + "/link.jsonc", withDestinationPath: input)
    #expect(throws: UsageError.self) {
      try OutputFile.check(folder + "/link.jsonc", inputs: [input])
    }
    try OutputFile.check(input, inputs: [folder + "/other.jsonc"])
    try OutputFile.check(folder + "/new.jsonc", inputs: [input])
  }

  @Test func aFolderThatIsNotThereTakesNothing() {
    #expect(throws: AtomicFile.Failure.self) { try OutputFile.check(folder + "/x.md") }
    #expect(throws: AtomicFile.Failure.self) { try OutputFile.check("") }
    #expect(throws: AtomicFile.Failure.self) {
      try OutputFile.check(FileManager.default.temporaryDirectory.path)
    }
  }
}
