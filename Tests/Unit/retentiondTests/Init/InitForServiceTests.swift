import DocSpaceSimulator
import Foundation
import Glibc
import TestSupport
import Testing

/// `retentiond init` as root for the service, with an `/etc` that ends with the command.
@Suite(
    "Setting up the service", .timeLimit(.minutes(10)), .enabled(if: getuid() == 0, "needs root, for a mount namespace")
)
struct InitForServiceTests {
    private static let authority = """
        -----BEGIN CERTIFICATE-----
        MIIBsTCCAVegAwIBAgIUJPxjnMkN0lsG8alo8ADXBhPJ7DowCgYIKoZIzj0EAwIw
        LTEUMBIGA1UECgwLRXhhbXBsZSBMdGQxFTATBgNVBAMMDEV4YW1wbGUgUm9vdDAg
        Fw0yNjExMjkwMjI0MzBaGA8yMTA5MDExODAyMjQzMFowLTEUMBIGA1UECgwLRXhh
        bXBsZSBMdGQxFTATBgNVBAMMDEV4YW1wbGUgUm9vdDBZMBMGByqGSM49AgEGCCqG
        SM49AwEHA0IABAVcKC5aqovJIW7nljciPZhccWcjYEcMu0quJjcuZ4Pyc0WcAJLo
        rrdvQDPvA1wkhU8KrePc4eGGXK6ZZVgcaE+jUzBRMB0GA1UdDgQWBBQAyaQfJy11
        6XR4Da+dhvGN7PxWHzAfBgNVHSMEGDAWgBQAyaQfJy116XR4Da+dhvGN7PxWHzAP
        BgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCICVkLgU46T6LUKE4PNDd
        sfDJX2byRcZ/Ulf96bciKkKiAiEAu6fzEzlBxiVmYYkYQYGGo0fOJgrxQIjVKuec
        LaD8bNc=
        -----END CERTIFICATE-----

        """

    /// Runs `init` for the policy of the service and then a shell text, both over copies of /etc and systemd's state.
    private func initialize(_ fixture: CLIFixture, _ options: String, then inspection: String) async throws
        -> CommandResult
    {
        let script = """
            set -e
            mount -t tmpfs none "$0"
            mkdir "$0/upper" "$0/work"
            mount -t overlay overlay -o "lowerdir=/etc,upperdir=$0/upper,workdir=$0/work" /etc
            mount -t tmpfs none /var/lib/systemd
            "$1" init --policy /etc/retentiond/policy.json --portal "$2" --key-file "$3" --account alice --yes \(options) >&2
            \(inspection)
            """
        let mount = "\(fixture.directory.path)/mount"
        try #require(mkdir(mount, 0o700) == 0)
        return try await run(
            "/usr/bin/unshare",
            ["--mount", "sh", "-c", script, mount, try fixture.program, fixture.server.baseURL, fixture.keyPath],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"], outputIn: fixture.outputs)
    }

    /// Issue 16, number 11: the service can't read what lies in root's home.
    @Test func `the CA file is copied to where the service reads it`() async throws {
        try await withFixture { fixture in
            let source = try fixture.directory.write(Self.authority, to: "keys/ca.pem")
            let result = try await initialize(
                fixture, "--ca-file '\(source)'",
                then: """
                    stat -c '%u %a' /etc/retentiond /etc/retentiond/alice-ca.pem
                    grep -o '"caFile": "[^"]*"' /etc/retentiond/policy.json
                    setpriv --reuid 54322 --regid 54322 --clear-groups cat /etc/retentiond/alice-ca.pem
                    """)
            #expect(result.status == 0, "\(result)")
            #expect(
                result.stdout == "0 755\n0 644\n\"caFile\": \"/etc/retentiond/alice-ca.pem\"\n" + Self.authority,
                "\(result)")
            #expect(result.stderr.contains("wrote /etc/retentiond/alice-ca.pem"), "\(result)")
        }
    }
}
