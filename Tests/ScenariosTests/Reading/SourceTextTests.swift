import Foundation
import Scenarios
import Testing

/// Files are refused for what they are before they are read, and places are counted as editors do.
struct SourceTextTests {
  @Test func regularFileIsRead() throws {
    try withFolder { folder in
      try Data("{}\n".utf8).write(to: folder.appendingPathComponent("a.jsonc"))
      let source = try SourceText.read(path: folder.path + "/a.jsonc")
      #expect(source.bytes == Array("{}\n".utf8))
      #expect(source.path == folder.path + "/a.jsonc")
    }
  }

  @Test func procFileThatReportsNoSizeIsRead() throws {
    #expect(try SourceText.read(path: "/proc/self/status").bytes.count > 100)
  }

  @Test func missingFile() {
    expectFailure("/nowhere/file.jsonc", .notFound, .noInput, "there is no such file")
    expectFailure("", .notFound, .noInput, "there is no such file")
    expectFailure("/etc/hosts/file", .notFound, .noInput, "there is no such file")
    expectFailure("/etc/hosts\0.jsonc", .notFound, .noInput, "there is no such file")
  }

  @Test func folderPipeAndDevice() throws {
    try withFolder { folder in
      expectFailure(folder.path, .folder, .noInput, "this is a folder, not a file")
      let pipe = folder.path + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      expectFailure(
        pipe, .notRegular("a named pipe"), .noInput, "this is a named pipe, not a regular file")
      expectFailure(
        "/dev/zero", .notRegular("a device"), .noInput, "this is a device, not a regular file")
    }
  }

  @Test func linkInACircle() throws {
    try withFolder { folder in
      let link = folder.path + "/link"
      #expect(symlink(link, link) == 0)
      let error = #expect(throws: SourceFailure.self) { try SourceText.read(path: link) }
      #expect(error?.exitCode == .noInput)
      #expect(error?.message.hasPrefix("the file cannot be read: ") == true)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func fileWithoutPermission() throws {
    try withFolder { folder in
      let path = folder.path + "/secret"
      try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
      #expect(chmod(path, 0) == 0)
      expectFailure(path, .noPermission, .noInput, "no permission to read the file")
    }
  }

  /// A sparse file of 100 MB takes no time, because it is refused by its size alone.
  @Test func largeFileIsRefusedUnread() throws {
    try withFolder { folder in
      let path = folder.path + "/large.jsonc"
      #expect(FileManager.default.createFile(atPath: path, contents: nil))
      #expect(truncate(path, 100_000_000) == 0)
      let reason = SourceFailure.Reason.tooLarge(bytes: 100_000_000, limit: 8 << 20)
      expectFailure(
        path, reason, .badData, "the file has 100000000 bytes, the limit is 8MiB")
    }
  }

  @Test func limitIsInclusive() throws {
    try withFolder { folder in
      let path = folder.path + "/four"
      try Data("1234".utf8).write(to: URL(fileURLWithPath: path))
      #expect(try SourceText.read(path: path, limit: 4).bytes.count == 4)
      let error = #expect(throws: SourceFailure.self) { try SourceText.read(path: path, limit: 3) }
      #expect(error?.reason == .tooLarge(bytes: 4, limit: 3))
    }
  }

  @Test func emptyFile() throws {
    try withFolder { folder in
      let path = folder.path + "/empty"
      try Data().write(to: URL(fileURLWithPath: path))
      expectFailure(path, .empty, .badData, "the file is empty")
    }
  }

  @Test(arguments: [
    ([0x7B, 0x0A, 0x20, 0xFF, 0x7D], 2, 2, "byte 0xFF is not valid UTF-8 (byte 3 of the file)"),
    ([0xC3, 0xA9, 0xC3], 1, 2, "byte 0xC3 is not valid UTF-8 (byte 2 of the file)"),
    ([0xED, 0xA0, 0x80], 1, 1, "byte 0xED is not valid UTF-8 (byte 0 of the file)"),
    ([0xC0, 0x80], 1, 1, "byte 0xC0 is not valid UTF-8 (byte 0 of the file)"),
    ([0x61, 0x80], 1, 2, "byte 0x80 is not valid UTF-8 (byte 1 of the file)"),
    ([0xF4, 0x90, 0x80, 0x80], 1, 1, "byte 0xF4 is not valid UTF-8 (byte 0 of the file)"),
  ])
  func badBytes(_ bytes: [UInt8], _ line: Int, _ column: Int, _ message: String) {
    let error = #expect(throws: SourceFailure.self) { try SourceText(path: "b", bytes: bytes) }
    #expect(error?.message == message)
    #expect(error?.exitCode == .badData)
    #expect(
      error?.report(colours: false).hasPrefix("b:\(line):\(column): error: \(message)\n") == true)
  }

  @Test func sixteenBitTextIsRecognized() {
    let error = #expect(throws: SourceFailure.self) {
      try SourceText(path: "b", bytes: [0xFF, 0xFE, 0x7B, 0x00])
    }
    #expect(error?.help == "the file looks like UTF-16; save it as UTF-8")
  }

  @Test(arguments: [
    (0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (4, 2, 2), (5, 2, 3), (6, 3, 1), (7, 4, 1),
    (9, 4, 2),
    (99, 4, 2),
  ])
  func position(_ offset: Int, _ line: Int, _ column: Int) {
    let source = SourceText(path: "a", text: "ab\nc\r\n\ré")
    #expect(source.position(at: offset) == SourceText.Position(line: line, column: column))
  }

  @Test func reportNamesPathAndHelp() {
    let error = SourceFailure(path: "a\u{1B}b.jsonc", reason: .notFound)
    #expect(
      error.report(colours: false) == """
        a␛b.jsonc: error: there is no such file
        help: check the spelling of the path and the current folder

        """)
  }

  private func expectFailure(
    _ path: String, _ reason: SourceFailure.Reason, _ code: ExitCode, _ message: String
  ) {
    let error = #expect(throws: SourceFailure.self) { try SourceText.read(path: path) }
    #expect(error == SourceFailure(path: path, reason: reason))
    #expect(error?.exitCode == code)
    #expect(error?.message == message)
  }
}
