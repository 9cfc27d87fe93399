package import FoundationEssentials

/// What reading a policy needs to know of the world: zones for its schedules, and the time.
package struct PolicyContext: Sendable {
    /// The zone of a schedule that names none.
    package var localZone: TimeZoneRules
    /// Looks an IANA zone up by name; nil when there is none.
    package var zone: @Sendable (String) -> TimeZoneRules?
    /// The instant of reading, for warnings only. Nil: nothing is said of what is over.
    package var now: Date?
    /// All zones of this machine, to guess which one was meant.
    package var zoneNames: @Sendable () -> [String]
    /// The files of a folder beside the policy that contain an account each, in the order of their names.
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
    /// The same without `inForce` and the accounts, where they are and what they have in common: what the policy digest is
    /// computed over. To be parsed in the scope `.rules`.
    package let rulesText: String
    /// In the order of the files; what is allowed but probably not meant.
    package let warnings: [PolicyProblem]
}

/// How much of a policy a text contains.
package enum PolicyScope: Sendable {
    case whole
    /// No accounts: what a policy does to items, whoever has it. Accounts in the text are not read.
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
    /// - Returns: the policy, or every problem that it and its files of accounts have. A text that is no JSON has exactly one.
    package static func parse(
        _ bytes: [UInt8], file: String, context: PolicyContext, scope: PolicyScope = .whole
    ) -> Result<ParsedPolicy, PolicyProblems> {
        // A text that is too large is refused without a look at it, and without an excerpt.
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
    /// Without the keys that only people and editors read. Where they aren't allowed, the policy was refused before.
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
