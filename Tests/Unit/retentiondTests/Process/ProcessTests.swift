import Foundation
import TestSupport
import Testing

/// External events that affect the process.
@Suite("The process", .timeLimit(.minutes(10)))
struct ProcessTests {
    /// A limit for files is like a full disk: reported, and not in the middle of a sweep.
    @Test(arguments: [600, 5_000]) func aLimitForFilesIsReportedLikeAFullDisk(_ bytes: Int) async throws {
        try await withScene { scene in
            let due = scene.trashDue(40)
            let command = scene.arguments(["sweep", "--purge-now"])
            let limited = try await run(
                "/usr/bin/prlimit", ["--fsize=\(bytes)", try scene.program] + command, outputIn: scene.outputs)
            #expect(limited.status == 69 && limited.stderr.contains("File too large"), "\(limited)")
            let result = try await scene.sweep()
            #expect(result.status == 0, "\(result)")
            #expect(scene.destroyed == Set(due))
            // A line that the limit cut stays, and the next record begins on a line of its own.
            let lines = try #require(scene.text(scene.auditPath)).split(separator: "\n")
            let whole = lines.filter { (try? JSONSerialization.jsonObject(with: Data($0.utf8))) != nil }
            #expect(lines.count - whole.count <= 1)
            try whole.joined(separator: "\n").appending("\n").write(
                toFile: scene.auditPath, atomically: true, encoding: .utf8)
            try scene.expectAuditIsTrue(afterTheUnsent: true)
        }
    }

    @Test func withoutACommandItIsWronglyUsed() async throws {
        try await withScene { scene in
            let result = try await run(try scene.program, [], outputIn: scene.outputs)
            #expect(result.status == 64 && result.stderr.contains("no command"), "\(result)")
            #expect(result.stdout == "")
        }
    }

    /// A preloaded library may move the environment, beside which the arguments are, and /proc may be missing.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/cc"), "there is no C compiler"))
    func theArgumentsAreKnownWhateverComesFirst() async throws {
        try await withScene { scene in
            let source = try scene.directory.write(
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
            let library = "\(scene.directory.path)/first.so"
            let built = try await run(
                "/usr/bin/cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"],
                environment: ["PATH": "/usr/bin:/bin"], outputIn: scene.outputs)
            try #require(built.status == 0, "\(built)")
            let result = try await scene.retentiond(["check"], environment: ["LD_PRELOAD": library])
            #expect(result.status == 0 && result.stdout.contains("alice"), "\(result)")
        }
    }
}
