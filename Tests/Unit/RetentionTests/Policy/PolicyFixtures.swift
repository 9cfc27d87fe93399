import Time

@testable import Retention

/// The example of the contract, §3, byte for byte.
let contractExample = #"""
    {
      "version": 1,
      "accounts": [
        { "name": "alice", "portal": "https://acme.example.com", "apiKey": { "credential": "alice-api-key" } }
      ],
      "check": { "every": "15min", "jitter": "30s" },
      "purge": { "schedule": "Sun *-*-* 03:00:00 Europe/Berlin", "method": "itemized", "missed": "run" },
      "retention": "14d",
      "folders": { "nonEmpty": "hold" },
      "rules": [
        { "name": "contracts", "action": "restore",
          "match": { "title": ["*contract*", "*.sig"], "size": { "min": "1KiB" } },
          "to": "origin", "fallback": { "folder": 1234 } },
        { "name": "audit 2026", "action": "hold", "until": "2027-01-01",
          "match": { "originRoom": ["Finance *"] } },
        { "name": "scratch", "action": "purge", "retention": "1d",
          "match": { "extension": ["tmp", "bak"] } }
      ],
      "limits": { "maxPurgeItems": 10000, "maxPurgeFraction": 0.9, "maxRestoresPerItem": 3 }
    }
    """#

/// A context in which every zone is UTC: the policy only passes zones on.
let everywhereUTC = PolicyContext(localZone: .utc, zone: { _ in .utc })

func parse(_ text: String) -> Result<ParsedPolicy, PolicyProblems> {
    PolicyDocument.parse(Array(text.utf8), file: "policy.json", context: everywhereUTC)
}

func problems(of text: String) -> [PolicyProblem] {
    switch parse(text) {
    case .success(let parsed): parsed.warnings
    case .failure(let problems): problems.problems
    }
}

func errors(of text: String) -> [PolicyProblem] {
    problems(of: text).filter { $0.severity == .error }
}

/// A policy of one line per key: `version`, `accounts`, then the given members on lines 4 and below.
func policy(with members: String) -> String {
    """
    {
      "version": 1,
      "accounts": [{ "name": "a", "portal": "https://p.example", "apiKey": { "credential": "k" } }]\
    \(members.isEmpty ? "" : ",\n\(members)")
    }
    """
}

/// A policy with one rule on line 4, which starts at column 1 + `"rules": [`.
func policy(rules: String...) -> String {
    policy(with: "\"rules\": [\n\(rules.joined(separator: ",\n"))\n]")
}

/// A policy with a purge rule of this match, on line 5.
func policy(matching match: String) -> String {
    policy(rules: #"{ "name": "r", "action": "purge", "retention": "1d", "match": \#(match) }"#)
}

/// A policy with this account, on line 3.
func policy(account: String) -> String {
    "{\n\"version\": 1, \"accounts\": [\n\(account)\n]}"
}
