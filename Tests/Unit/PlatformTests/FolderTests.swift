import Foundation
import Glibc
import TestSupport
import Testing

@testable import Platform

@Suite struct FolderTests {
    @Test func `reads no link no pipe no folder and nothing longer`() async throws {
        try await withTemporaryDirectory { directory in
            let folder = try Folder(directory.path)
            try directory.write("secret", to: "file")
            try #require(symlink("file", "\(directory.path)/link") == 0)
            try #require(mkfifo("\(directory.path)/pipe", 0o600) == 0 && mkdir("\(directory.path)/folder", 0o700) == 0)
            #expect(try folder.read("file") == Array("secret".utf8))
            #expect(try folder.read("nothing") == nil)
            for name in ["link", "pipe", "folder"] { #expect(throws: FileError.self) { try folder.read(name) } }
            #expect(throws: FileError.self) { try folder.read("file", limit: 5) }
            #expect(throws: FileError.self) { try folder.folder("link") }
        }
    }

    @Test func `replaces a link and not what it leads to`() async throws {
        try await withTemporaryDirectory { directory in
            let folder = try Folder(directory.path)
            let victim = try directory.write("precious", to: "victim")
            try #require(symlink(victim, "\(directory.path)/link") == 0)
            try folder.replace("link", with: Array("new".utf8))
            #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
            #expect(try folder.read("link") == Array("new".utf8))
            #expect(folder.names.sorted() == ["link", "victim"])
        }
    }

    /// A folder stays the same, however its name is used meanwhile.
    @Test func `stays the one that was opened`() async throws {
        try await withTemporaryDirectory { directory in
            try directory.write("old", to: "a/file")
            let folder = try Folder("\(directory.path)/a")
            try #require(rename("\(directory.path)/a", "\(directory.path)/b") == 0)
            try directory.write("new", to: "a/file")
            #expect(try folder.read("file") == Array("old".utf8))
        }
    }
}

@Suite("The folders above a directory", .enabled(if: getuid() == 0, "needs root")) struct FolderWalkTests {
    private func give(_ path: String, to user: uid_t) throws { try #require(lchown(path, user, user) == 0) }

    private func path(_ directory: TemporaryDirectory, _ name: String, mode: mode_t = 0o755) throws -> String {
        let path = "\(directory.path)/\(name)"
        try #require(mkdir(path, mode) == 0 && chmod(path, mode) == 0)
        return path
    }

    @Test func `leads root through links of roots`() async throws {
        try await withTemporaryDirectory { directory in
            _ = try path(directory, "private")
            let state = try path(directory, "private/state")
            try give(state, to: 54_321)
            try #require(symlink("private/state", "\(directory.path)/state") == 0)
            let walk = try FolderWalk(to: "\(directory.path)/state/./a/b")
            #expect(walk.folder.status.st_uid == 54_321 && walk.missing == ["a", "b"] && walk.master == 54_321)
            #expect(try FolderWalk(to: "\(directory.path)/private/new").master == nil)
        }
    }

    @Test func `refuses to be led astray`() async throws {
        try await withTemporaryDirectory { directory in
            let theirs = try path(directory, "theirs")
            _ = try path(directory, "theirs/roots")
            _ = try path(directory, "roots")
            let open = try path(directory, "open", mode: 0o777)
            _ = try path(directory, "open/x")
            try give(theirs, to: 54_321)
            try #require(symlink("../roots", "\(theirs)/link") == 0)
            try give("\(theirs)/link", to: 54_321)
            try #require(symlink("\(directory.path)/roots", "\(directory.path)/planted") == 0)
            try give("\(directory.path)/planted", to: 54_321)
            for target in ["\(theirs)/roots", "\(theirs)/link", "\(directory.path)/planted", "\(open)/x"] {
                #expect(throws: FileError.self, "\(target)") { try FolderWalk(to: target) }
            }
        }
    }

    @Test func `ends where links go round`() async throws {
        try await withTemporaryDirectory { directory in
            try #require(symlink("b", "\(directory.path)/a") == 0 && symlink("a", "\(directory.path)/b") == 0)
            #expect(throws: FileError.self) { try FolderWalk(to: "\(directory.path)/a") }
        }
    }
}
