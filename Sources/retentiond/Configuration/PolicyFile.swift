import FoundationEssentials
import Glibc
import Platform
import Retention
import RetentionEngine

/// The policy on disk.
enum PolicyFile {
    struct Loaded {
        let active: ActivePolicy
        let warnings: [PolicyProblem]
    }

    /// Reads and validates a policy.
    ///
    /// - Throws: `CommandError` with exit status 78 and all problems at once.
    static func load(_ path: String) throws(CommandError) -> Loaded {
        let file: SmallFile.Content
        do {
            file = try SmallFile.read(path, limit: 4 << 20)
        } catch {
            throw CommandError(
                .badConfiguration, "the policy \(path) can't be read: \(error)",
                hint: "write one with retentiond init, or give another file with --policy")
        }
        guard file.mode & 0o002 == 0 else {
            throw CommandError(
                .badConfiguration,
                "the policy \(path) can be written by everybody, so anybody could change what it destroys",
                hint: "check its content, then chmod 644 \(path)")
        }
        return try parse(file.bytes, file: path) { AccountFolder.files(of: $0, beside: path) }
    }

    /// Reads the text of a policy with other account files than the present ones.
    static func read(
        _ bytes: [UInt8], file: String, accountFiles: [AccountFile]
    ) -> Result<ParsedPolicy, PolicyProblems> {
        PolicyDocument.parse(bytes, file: file, context: context { _ in .success(accountFiles) })
    }

    private static func context(
        _ accountFiles: @escaping @Sendable (String) -> Result<[AccountFile], AccountFileError>
    ) -> PolicyContext {
        let zones = ZoneInfoDirectory()
        return PolicyContext(
            localZone: zones.localZone(tz: Environment["TZ"]), now: Date(), zoneNames: { zones.names },
            accountFiles: accountFiles, zone: zones.zone)
    }

    /// Validates the text of a policy.
    ///
    /// - Parameters:
    ///   - file: its name, for messages only.
    ///   - accountFiles: those of a folder.
    /// - Throws: as `load`.
    static func parse(
        _ bytes: [UInt8], file: String, scope: PolicyScope = .whole,
        accountFiles: @escaping @Sendable (String) -> Result<[AccountFile], AccountFileError> = { _ in .success([]) }
    ) throws(CommandError) -> Loaded {
        let context = context(accountFiles)
        switch PolicyDocument.parse(bytes, file: file, context: context, scope: scope) {
        case .success(let parsed):
            return Loaded(active: ActivePolicy(parsed, context: context), warnings: parsed.warnings)
        case .failure(let problems):
            let count = problems.problems.count + problems.omitted
            throw CommandError(
                .badConfiguration, "\(problems)\nthe policy is invalid: \(counted(count, "problem"))",
                summary: problems.problems.map(\.summary).joined(separator: "; "))
        }
    }
}
