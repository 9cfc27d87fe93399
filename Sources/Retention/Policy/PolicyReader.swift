/// A value of the policy file and its path.
struct PolicyValue {
    let node: JSONNode
    let path: JSONPath

    init(_ node: JSONNode, _ path: JSONPath) {
        self.node = node
        self.path = path
    }
}

/// Turns the JSON of a policy into a `Policy` and logs every problem.
///
/// Its methods return nil, or a default, after logging a problem, so that reading continues and finds the others.
struct PolicyReader {
    /// A note for people, in objects with settings. It is not part of the policy and its digest.
    static let commentKey = "$comment"

    let log: PolicyProblemLog
    let context: PolicyContext
    /// Problems of account files, which have their own logs.
    let files = AccountFileProblems()

    /// - Returns: nil if an error was logged.
    func policy(_ root: JSONNode, _ scope: PolicyScope) -> Policy? {
        let root = PolicyValue(root, JSONPath())
        scan(root)
        guard let fields = fields(root, TopLevelKey.self) else { return nil }
        version(fields)
        if let schema = fields[.schema] { _ = text(schema, "the address of a JSON schema") }
        let check = fields[.check].map(self.check) ?? CheckInterval.standard
        let retention = fields[.retention].flatMap(topLevelRetention)
        let placedRules = fields[.rules].map { self.rules($0, inheriting: retention) } ?? []
        let folder = scope == .whole ? fields[.accountsFrom].flatMap(folderName) : nil
        let defaults = fields[.defaults].map(self.defaults) ?? AccountDefaults()
        let accounts = scope == .whole ? accounts(fields, defaults, folder) : []
        reportForeign(placedRules, accounts: accounts)
        let rules = placedRules.map(\.rule)
        let folders = fields[.folders].flatMap(nonEmptyFolders)
        let policy = Policy(
            accounts: accounts,
            check: check,
            purge: fields[.purge].map(self.purge) ?? .standard,
            retention: retention,
            folders: folders ?? Policy.defaultFolders(rules),
            rules: rules,
            limits: fields[.limits].map(self.limits) ?? .standard,
            policyChangeGrace: fields[.policyChangeGrace].flatMap(grace) ?? Policy.defaultGrace,
            rescueBefore: fields[.rescueBefore].flatMap { rescueBefore($0, check: check) }
                ?? Policy.defaultRescueBefore,
            approvalAbove: fields[.approval].flatMap(approval),
            seal: fields[.inForce].flatMap(seal),
            isFolderRuleDefault: folders == nil,
            accountsFrom: folder, defaultPortal: defaults.portal)
        if !log.hasErrors, retention == nil, rules.isEmpty {
            log.warning(root, "this policy neither purges nor restores anything", hint: "give it a retention or rules")
        }
        return log.hasErrors || files.haveErrors ? nil : policy
    }

    private func version(_ fields: PolicyFields<TopLevelKey>) {
        guard let value = fields.required(.version, hint: "write \"version\": 1") else { return }
        guard case .number(let number) = value.node.value, number.int == 1 else {
            return log.error(value, "expected 1, found \(value.node.found)", hint: "this program reads version 1 only")
        }
    }

    /// Checks of every object and string, independent of its purpose.
    func scan(_ root: PolicyValue) {
        for duplicate in root.node.duplicateKeys {
            log.error(
                at: duplicate.offset, duplicate.objectPath[duplicate.key], "duplicate key",
                hint: "remove one of the two")
        }
        scanForKeys(root)
    }

    private func scanForKeys(_ value: PolicyValue) {
        func check(_ text: String, _ offset: Int) {
            guard PolicySecrets.looksLikeKey(text) else { return }
            log.error(
                at: offset, value.path, "this looks like an API key, which must not be in the policy",
                hint: PolicyReader.keyHint)
        }
        switch value.node.value {
        case .string(let text): check(text, value.node.offset)
        case .array(let elements):
            for (index, element) in elements.enumerated() { scanForKeys(PolicyValue(element, value.path[index])) }
        case .object(let members):
            for member in members {
                check(member.key, member.keyOffset)
                scanForKeys(PolicyValue(member.value, value.path[member.key]))
            }
        case .null, .bool, .number: break
        }
    }
}
