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

    package init(
        localZone: TimeZoneRules, now: Date? = nil, zoneNames: @escaping @Sendable () -> [String] = { [] },
        zone: @escaping @Sendable (String) -> TimeZoneRules?
    ) {
        self.localZone = localZone
        self.now = now
        self.zone = zone
        self.zoneNames = zoneNames
    }
}

/// A valid policy.
package struct ParsedPolicy: Sendable {
    package let policy: Policy
    /// Sorted keys, no white space, without `$schema` and `$comment`: what the policy digest is computed over.
    package let canonicalText: String
    /// In the order of the file; what is allowed but probably not meant.
    package let warnings: [PolicyProblem]
}

/// The policy file, from bytes to `Policy`: the one validator for start, reload and command line.
package enum PolicyDocument {
    /// Reads and validates a policy.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - file: its name, for messages only.
    ///   - context: the zones.
    /// - Returns: the policy, or every problem that it has. A text that is no JSON has exactly one.
    package static func parse(
        _ bytes: [UInt8], file: String, context: PolicyContext
    ) -> Result<ParsedPolicy, PolicyProblems> {
        // A text that is too large is refused without a look at it, and without an excerpt.
        let text = JSONText(bytes.count <= JSONParser.maximumSize ? bytes : [])
        let log = PolicyProblemLog()
        do {
            let root = try JSONParser.parse(bytes)
            let policy = PolicyReader(log: log, context: context).policy(root)
            let problems = log.problems(in: text, file: file)
            guard let policy, !log.hasErrors else { return .failure(problems) }
            return .success(
                ParsedPolicy(
                    policy: policy, canonicalText: canonicalText(of: root.withoutNotes), warnings: problems.problems))
        } catch {
            log.error(
                at: error.offset, JSONPath(), error.message,
                hint: error.hint
                    ?? "JSON has no comments and no comma after the last entry; texts stand in double quotes")
            return .failure(log.problems(in: text, file: file))
        }
    }
}

extension JSONNode {
    /// Without the keys that only people and editors read. Where they aren't allowed, the policy was refused before.
    fileprivate var withoutNotes: JSONNode {
        switch value {
        case .object(let members):
            let kept = members.filter { ![PolicyReader.schemaKey, PolicyReader.commentKey].contains($0.key) }
            return JSONNode(
                .object(kept.map { JSONMember(key: $0.key, keyOffset: $0.keyOffset, value: $0.value.withoutNotes) }),
                offset: offset)
        case .array(let elements): return JSONNode(.array(elements.map(\.withoutNotes)), offset: offset)
        case .null, .bool, .number, .string: return self
        }
    }
}
