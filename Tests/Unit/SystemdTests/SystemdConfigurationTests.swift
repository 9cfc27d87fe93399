import Foundation
import Systemd
import TestSupport
import Testing

@Suite struct SystemdConfigurationTests {
    private func reading(
        _ files: [String: String], _ names: [String] = ["systemd/journald.conf"],
        _ check: (SystemdConfiguration) throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            for (name, text) in files { try directory.write(text, to: name) }
            try check(SystemdConfiguration(names, root: directory.path + "/"))
        }
    }

    @Test func `reads what is there`() async throws {
        try await reading([
            "etc/systemd/journald.conf": "[Journal]\n#Storage=none\n Storage = volatile \n; x\n\nbroken\n"
        ]) {
            #expect($0["Storage"]?.value == "volatile")
            #expect($0["Storage"]?.path.hasSuffix("/etc/systemd/journald.conf") == true)
            #expect($0["MaxLevelStore"] == nil)
        }
        try await reading([:]) { #expect($0["Storage"] == nil) }
    }

    @Test func `drop ins outrank the file in the order of their names`() async throws {
        try await reading([
            "etc/systemd/journald.conf": "Storage=auto", "usr/lib/systemd/journald.conf.d/20-b.conf": "Storage=none",
            "etc/systemd/journald.conf.d/10-a.conf": "Storage=volatile",
            "etc/systemd/journald.conf.d/30-c.txt": "Storage=persistent",
        ]) { #expect($0["Storage"]?.value == "none") }
    }

    @Test func `a drop in of the administrator replaces one of that name`() async throws {
        try await reading([
            "usr/lib/systemd/journald.conf.d/a.conf": "Storage=none", "etc/systemd/journald.conf.d/a.conf": "# nothing",
        ]) { #expect($0["Storage"] == nil) }
    }

    @Test func `an empty value takes back`() async throws {
        try await reading(["etc/systemd/journald.conf": "A=1\nA=2\nB=1\nB=\nC=1\nC=\nC=3"]) {
            #expect($0.all("A").map(\.value) == ["1", "2"])
            #expect($0["A"]?.value == "2")
            #expect($0["B"] == nil)
            #expect($0.all("C").map(\.value) == ["3"])
        }
    }

    @Test func `an instance has the drop ins of its template too`() async throws {
        let names = ["systemd/system/a@x.service", "systemd/system/a@.service"]
        try await reading(
            [
                "usr/lib/systemd/system/a@.service": "LogLevelMax=debug\nUser=u",
                "etc/systemd/system/a@.service.d/z.conf": "LogLevelMax=notice",
                "etc/systemd/system/a@x.service.d/z.conf": "Group=g",
            ], names
        ) {
            #expect($0["User"]?.value == "u")
            #expect($0["Group"]?.value == "g")
            #expect($0["LogLevelMax"]?.value == "debug", "the instance's own z.conf replaces the template's")
        }
    }
}
