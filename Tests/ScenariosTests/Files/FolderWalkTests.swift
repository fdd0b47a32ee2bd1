import Foundation
import Testing

@testable import Scenarios

@Suite struct FolderWalkTests {
  private func found(in folder: URL) throws -> [String] {
    try ScenarioFolder.paths(in: folder.path).map {
      String($0.dropFirst(folder.path.count + 1))
    }
  }

  private func add(_ path: String, to folder: URL) throws {
    try OutputFile.write("{}", to: folder.appendingPathComponent(path).path)
  }

  private func link(_ path: String, to target: String, in folder: URL) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appendingPathComponent(path).path, withDestinationPath: target)
  }

  @Test func linksToFoldersAreFollowedAndEachFolderIsEnteredOnce() throws {
    try withFolder { folder in
      let inner = folder.appendingPathComponent("inner")
      try add("inner/real/a.jsonc", to: folder)
      try add("outside/b.jsonc", to: folder)
      try add("inner/real/deep/c.jsonc", to: folder)
      try link("inner/a-link", to: "real", in: folder)
      try link("inner/real/deep/circle", to: "../..", in: folder)
      try link("inner/out", to: "../outside", in: folder)
      try link("inner/out-again", to: "../outside", in: folder)
      try link("inner/itself", to: "itself", in: folder)
      #expect(
        try found(in: inner) == ["out/b.jsonc", "real/a.jsonc", "real/deep/c.jsonc"])
      try link("whole", to: "inner", in: folder)
      #expect(try found(in: folder.appendingPathComponent("whole")).count == 3)
    }
  }

  @Test func aLinkThatLeadsNowhereIsForItsReader() throws {
    try withFolder { folder in
      try link("lost.jsonc", to: "nowhere", in: folder)
      try link("lost", to: "nowhere", in: folder)
      #expect(try found(in: folder) == ["lost.jsonc"])
      let selection = try ScenarioSelection(at: [folder.path])
      guard case .wrong(_, let error) = try #require(selection.entries.first) else {
        Issue.record("A link to nowhere is no scenario.")
        return
      }
      #expect(error.exitCode == .noInput)
    }
  }

  @Test func aFolderMayBeNamedLikeAScenario() throws {
    try withFolder { folder in
      try add("x.jsonc/y.jsonc", to: folder)
      try add("z.sweep.jsonc", to: folder)
      #expect(try found(in: folder) == ["x.jsonc/y.jsonc"])
    }
  }

  @Test(arguments: ["\u{FF}.jsonc", "folder"])
  func aNameThatIsNotUTF8IsRefused(kind: String) throws {
    try withFolder { folder in
      let name = kind == "folder" ? [0x64, 0xFF] : [0xFF] + Array(".jsonc".utf8)
      let path = (Array(folder.path.utf8) + [0x2F] + name + [0]).map { CChar(bitPattern: $0) }
      if kind == "folder" { mkdir(path, 0o700) } else { close(creat(path, 0o600)) }
      defer { if kind == "folder" { rmdir(path) } else { unlink(path) } }
      #expect {
        try ScenarioFolder.paths(in: folder.path)
      } throws: { error in
        let failure = error as? SourceFailure
        return failure?.exitCode == .badData && failure?.message.contains("\\xFF") ?? false
      }
    }
  }

  @Test func aFileWithSuchANameMayBeAnythingElse() throws {
    try withFolder { folder in
      let path = (Array(folder.path.utf8) + [0x2F, 0xFF, 0]).map { CChar(bitPattern: $0) }
      close(creat(path, 0o600))
      let files = try found(in: folder)
      #expect(unlink(path) == 0 && files.isEmpty)
    }
  }

  /// In a process of its own that may not read everything.
  @Test func aClosedFolderIsNamedWithTheReason() async {
    await #expect(processExitsWith: .exitCode(66)) {
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("closed-\(UUID().uuidString)")
      let closed = folder.appendingPathComponent("inner").path
      try? FileManager.default.createDirectory(
        atPath: closed, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o755])
      chmod(folder.path, 0o755)
      chmod(closed, 0)
      if geteuid() == 0 { setuid(65_534) }
      do {
        _ = try ScenarioFolder.paths(in: folder.path)
        exit(0)
      } catch {
        let failure = error as? SourceFailure
        let isNamed = failure?.message.hasPrefix("the folder cannot be read") ?? false
        exit(isNamed ? failure?.exitCode.rawValue ?? 1 : 1)
      }
    }
  }
}
