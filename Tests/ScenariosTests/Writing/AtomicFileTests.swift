import Foundation
import Scenarios
import Testing

/// A file is replaced as a whole, keeps its permissions, and nothing is left beside it.
struct AtomicFileTests {
  @Test func newFile() throws {
    try withFolder { folder in
      try AtomicFile.write("one\n", to: folder.path + "/a.txt")
      #expect(try contents(folder) == ["a.txt": "one\n"])
      let mask = umask(0)
      umask(mask)
      #expect(try mode(folder.path + "/a.txt") == 0o666 & ~mask)
    }
  }

  @Test func replacedFileKeepsItsPermissions() throws {
    try withFolder { folder in
      let path = folder.path + "/a.txt"
      try AtomicFile.write("long contents", to: path)
      #expect(chmod(path, 0o750) == 0)
      try AtomicFile.write("", to: path)
      #expect(try contents(folder) == ["a.txt": ""])
      #expect(try mode(path) == 0o750)
    }
  }

  @Test func linkIsFollowed() throws {
    try withFolder { folder in
      try AtomicFile.write("old", to: folder.path + "/real")
      #expect(symlink("real", folder.path + "/link") == 0)
      try AtomicFile.write("new", to: folder.path + "/link")
      #expect(try contents(folder) == ["real": "new", "link": "new"])
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder.path + "/link") == "real")
    }
  }

  @Test func relativePathWithoutFolder() throws {
    let name = "simrun-test-\(UUID().uuidString)"
    defer { unlink(name) }
    try AtomicFile.write("here", to: name)
    #expect(try String(contentsOfFile: name, encoding: .utf8) == "here")
  }

  @Test func deviceIsWrittenDirectly() throws {
    try AtomicFile.write("gone", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func fullDevice() {
    expectFailure("/dev/full", "No space left on device")
  }

  @Test func impossiblePlaces() throws {
    try withFolder { folder in
      expectFailure(folder.path + "/no/a.txt", "No such file or directory")
      expectFailure(folder.path, "there is a folder of that name")
      expectFailure("", "this is no path")
      expectFailure("a\0b", "this is no path")
      let left = try contents(folder)
      #expect(left.isEmpty)
    }
  }

  @Test func failedRenameLeavesNothing() throws {
    try withFolder { folder in
      let name = String(repeating: "n", count: 300)
      expectFailure(folder.path + "/" + name, "File name too long")
      let left = try contents(folder)
      #expect(left.isEmpty)
    }
  }

  private func expectFailure(_ path: String, _ reason: String) {
    let error = #expect(throws: AtomicFile.Failure.self) { try AtomicFile.write("x", to: path) }
    #expect(error?.reason == reason)
    #expect(error?.exitCode == .cannotWrite)
    let report = "\(VisibleText.of(path)): error: the file cannot be written: \(reason)\n"
    #expect(error?.report(colours: false) == report)
  }

  private func contents(_ folder: URL) throws -> [String: String] {
    var contents: [String: String] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      contents[name] = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
    return contents
  }

  private func mode(_ path: String) throws -> mode_t {
    var status = stat()
    try #require(stat(path, &status) == 0)
    return status.st_mode & 0o7777
  }
}
