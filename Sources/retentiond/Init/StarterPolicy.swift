import FoundationEssentials
import Retention

/// The policy that `init` writes: by default it only watches.
///
/// An administrator's first command must neither destroy anything nor restore what people threw away. So it contains a
/// retention or a rule only on explicit request. Otherwise it has only limits and a schedule.
struct StarterPolicy {
    var account: Account
    /// As in the policy, such as `14d`; nil purges nothing.
    var retention: String?
    /// Globs of titles to restore at once; empty restores nothing.
    var restored: [String] = []
    /// The machine's time zone, such as `Europe/Berlin`; empty if unknown, which leaves the schedule in local time.
    var zone: String

    /// Pretty JSON with notes and a final line break.
    var text: String {
        var members = [
            #""$comment": \#(JSONWriter.text(purpose))"#,
            #""version": 1"#,
            #""accounts": [\#n    \#(accountText)\#n  ]"#,
            #""check": { "every": "15min", "jitter": "30s" }"#,
            """
            "purge": {
                "$comment": "When due items are destroyed. Try other times with: retentiond calendar EXPRESSION",
                "schedule": \(JSONWriter.text("Sun *-*-* 03:00:00" + (zone.isEmpty ? "" : " \(zone)")))
              }
            """,
        ]
        if let retention { members.append(#""retention": \#(JSONWriter.text(retention))"#) }
        members += [
            """
            "folders": {
                "$comment": "A folder that is not empty is not purged: the portal doesn't list its contents.",
                "nonEmpty": "hold"
              }
            """
        ]
        if !restored.isEmpty { members.append(#""rules": [\#n    \#(ruleText)\#n  ]"#) }
        members += [
            """
            "limits": {
                "$comment": "A sweep that would purge more purges nothing, until a person reviews and confirms it.",
                "maxPurgeItems": 1000
              }
            """,
            #""policyChangeGrace": "24h""#,
        ]
        return "{\n  " + members.joined(separator: ",\n  ") + "\n}\n"
    }

    private var purpose: String {
        let effect =
            switch (retention, restored.isEmpty) {
            case (nil, true):
                "This policy purges nothing and restores nothing until you add a retention or rules."
            case (nil, false): "Restores items that the rule protects, and purges nothing until you add a retention."
            case (let retention?, true):
                "Purges items that were in the trash for \(retention); add rules to protect items."
            case (let retention?, false):
                "Restores items that the rule protects, and purges the rest after \(retention)."
            }
        return
            "Written by retentiond init. \(effect) See man retentiond.policy. After an edit: retentiond check, reload."
    }

    private var accountText: String {
        var members = [
            #""name": \#(JSONWriter.text(account.name))"#, #""portal": \#(JSONWriter.text(account.portal))"#,
            #""apiKey": \#(account.apiKey.json)"#,
        ]
        if let caFile = account.caFile { members.append(#""caFile": \#(JSONWriter.text(caFile))"#) }
        return "{ " + members.joined(separator: ", ") + " }"
    }

    private var ruleText: String {
        """
        {
              "name": "protected titles", "action": "restore",
              "match": { "title": [\(restored.map { JSONWriter.text($0) }.joined(separator: ", "))] },
              "to": "origin", "fallback": { "myDocuments": true }
            }
        """
    }
}
