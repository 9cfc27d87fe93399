package import FoundationEssentials
package import Time

/// What reading a policy needs from the system: time zones for its schedules, and the time.
package struct PolicyContext: Sendable {
    /// The zone of a schedule that names none.
    package var localZone: TimeZoneRules
    /// Finds an IANA zone by name; nil if there is none.
    package var zone: @Sendable (String) -> TimeZoneRules?
    /// The instant of reading, for warnings only. Nil: no warnings about times that have passed.
    package var now: Date?
    /// All zones of this machine, to guess the intended one.
    package var zoneNames: @Sendable () -> [String]
    /// The files of a folder beside the policy, each with one account, in the order of their names.
    package var accountFiles: @Sendable (String) -> Result<[AccountFile], AccountFileError>

    package init(
        localZone: TimeZoneRules, now: Date? = nil, zoneNames: @escaping @Sendable () -> [String] = { [] },
        accountFiles: @escaping @Sendable (String) -> Result<[AccountFile], AccountFileError> = { _ in .success([]) },
        zone: @escaping @Sendable (String) -> TimeZoneRules?
    ) {
        self.localZone = localZone
        self.now = now
        self.zone = zone
        self.zoneNames = zoneNames
        self.accountFiles = accountFiles
    }
}

/// A valid policy.
package struct ParsedPolicy: Sendable {
    package let policy: Policy
    /// The policy file with sorted keys, no white space, without `$schema` and `$comment`.
    package let canonicalText: String
    /// The same without `inForce`, the accounts, their folder and their defaults. The policy digest covers this text.
    /// To be parsed in the scope `.rules`.
    package let rulesText: String
    /// In the order of the files; settings that are allowed but probably not intended.
    package let warnings: [PolicyProblem]
}

/// Which part of a policy a text contains.
package enum PolicyScope: Sendable {
    case whole
    /// No accounts: the policy's effect on items, for any account. Accounts in the text are not read.
    case rules
}

/// The policy file, from bytes to `Policy`: the one validator for start, reload and command line.
package enum PolicyDocument {
    /// Reads and validates a policy.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: its name, for messages only.
    ///   - context: the zones, and the files of accounts.
    /// - Returns: the policy, or all problems of it and its account files. Text that is not JSON has exactly one.
    package static func parse(
        _ bytes: [UInt8], file: String, context: PolicyContext, scope: PolicyScope = .whole
    ) -> Result<ParsedPolicy, PolicyProblems> {
        // Too large a text is refused unread, and without an excerpt.
        let text = JSONText(bytes.count <= JSONParser.maximumSize ? bytes : [])
        let log = PolicyProblemLog()
        do {
            let root = try JSONParser.parse(bytes)
            let reader = PolicyReader(log: log, context: context)
            let policy = reader.policy(root, scope)
            let problems = log.problems(in: text, file: file).followed(by: reader.files.problems)
            guard let policy else { return .failure(problems) }
            let plain = root.withoutNotes
            return .success(
                ParsedPolicy(
                    policy: policy, canonicalText: canonicalText(of: plain),
                    rulesText: canonicalText(of: plain.without(TopLevelKey.ofAccounts + [.inForce])),
                    warnings: problems.problems))
        } catch {
            log.error(error)
            return .failure(log.problems(in: text, file: file))
        }
    }
}

extension JSONNode {
    /// Without the keys that only people and editors read. Where they aren't allowed, the policy was already refused.
    fileprivate var withoutNotes: JSONNode {
        switch value {
        case .object(let members):
            let kept = members.filter { ![TopLevelKey.schema.rawValue, PolicyReader.commentKey].contains($0.key) }
            return JSONNode(
                .object(kept.map { JSONMember(key: $0.key, keyOffset: $0.keyOffset, value: $0.value.withoutNotes) }),
                offset: offset)
        case .array(let elements): return JSONNode(.array(elements.map(\.withoutNotes)), offset: offset)
        case .null, .bool, .number, .string: return self
        }
    }

    /// An object without some of its own keys.
    fileprivate func without(_ keys: [TopLevelKey]) -> JSONNode {
        guard case .object(let members) = value else { return self }
        return JSONNode(.object(members.filter { !keys.map(\.rawValue).contains($0.key) }), offset: offset)
    }
}
