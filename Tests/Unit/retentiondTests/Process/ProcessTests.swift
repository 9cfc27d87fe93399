import Foundation
import TestSupport
import Testing

/// External events that affect the process.
@Suite("The process", .timeLimit(.minutes(10)))
struct ProcessTests {
    /// A limit for files is like a full disk: reported, and not in the middle of a sweep.
    @Test(arguments: [600, 5_000]) func `a limit for files is reported like a full disk`(_ bytes: Int) async throws {
        try await withFixture { fixture in
            let due = fixture.trashDue(40)
            let command = fixture.arguments(["sweep", "--purge-now"])
            let limited = try await run(
                "/usr/bin/prlimit", ["--fsize=\(bytes)", try fixture.program] + command, outputIn: fixture.outputs)
            #expect(limited.status == 69 && limited.stderr.contains("File too large"), "\(limited)")
            let result = try await fixture.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(fixture.destroyed == Set(due))
            // A line that the limit cut stays, and the next record begins on a line of its own.
            let lines = try #require(fixture.text(fixture.auditPath)).split(separator: "\n")
            let whole = lines.filter { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) != nil }
            #expect(lines.count - whole.count <= 1)
            try whole.joined(separator: "\n").appending("\n").write(
                toFile: fixture.auditPath, atomically: true, encoding: .utf8)
            try fixture.expectAuditIsTrue(afterTheUnsent: true)
        }
    }

    @Test func `without a command it is wrongly used`() async throws {
        try await withFixture { fixture in
            let result = try await run(try fixture.program, [], outputIn: fixture.outputs)
            #expect(result.status == 64 && result.stderr.contains("no command"), "\(result)")
            #expect(result.stdout == "")
        }
    }

    /// A preloaded library may move the environment, beside which the arguments are, and /proc may be missing.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cc"), "there is no C compiler"))
    func `the arguments are known with any order of initialization`() async throws {
        try await withFixture { fixture in
            let source = try fixture.directory.write(
                """
                #define _GNU_SOURCE
                #include <errno.h>
                #include <dlfcn.h>
                #include <stdio.h>
                #include <stdlib.h>
                #include <string.h>
                __attribute__((constructor)) static void first(void) { setenv("LOADED", "1", 1); }
                FILE *fopen(const char *path, const char *mode) {
                    if (strncmp(path, "/proc/", 6) == 0) { errno = ENOENT; return 0; }
                    return ((FILE *(*)(const char *, const char *))dlsym(RTLD_NEXT, "fopen"))(path, mode);
                }
                """, to: "first.c")
            let library = "\(fixture.directory.path)/first.so"
            let built = try await run(
                "/usr/bin/cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"],
                environment: ["PATH": "/usr/bin:/bin"], outputIn: fixture.outputs)
            try #require(built.status == 0, "\(built)")
            let result = try await fixture.retentiond(["check"], environment: ["LD_PRELOAD": library])
            #expect(result.status == 0 && result.stdout.contains("alice"), "\(result)")
        }
    }
}
