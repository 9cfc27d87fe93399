import FoundationEssentials
import Retention
import RetentionEngine
import Time

/// Accounts with their keys, and quarantined items.
extension ReportPage {
    var accounts: HTML {
        guard !content.accounts.isEmpty else {
            return section("accounts", "Accounts", "<p class=\"empty\">No account is known here.</p>")
        }
        return section(
            "accounts", "Accounts",
            """
            <div class="scroll" tabindex="0" role="region" aria-label="Accounts"><table>\
            <caption>Each account is one person’s key, and so one trash.</caption><thead><tr><th scope="col">Account</th>\
            <th scope="col">Last sweep</th><th scope="col">Last purge</th><th scope="col">Next purge</th>\
            <th scope="col">Key expires</th><th scope="col" class="n">In quarantine</th></tr></thead><tbody>
            \(content.accounts.map(row))</tbody></table></div>
            """)
    }

    private func row(_ account: AccountView) -> HTML {
        let sweep = account.state?.lastSweep
        let problem = account.status?.problem ?? sweep?.problem
        let next = content.policy?.purge.schedule?.next(after: content.generatedAt)
        let schedule: HTML =
            content.policy == nil ? HTML.none : next.map { "\(zone.minute($0))" } ?? "only by hand"
        return """
            <tr><th scope="row">\(HTML.isolated(account.name))\
            <span class="sub">\(HTML.isolated(account.portal ?? account.state?.portal ?? ""))</span></th>\
            <td>\(time(sweep?.finishedAt))<span class="sub">\(HTML.isolated(problem ?? (sweep == nil ? "never here" : "all done")))</span></td>\
            <td class="t">\(time(account.state?.lastPurge))</td>\
            <td class="t">\(account.state?.block(under: content.policyDigest) == nil ? schedule : "blocked")</td>\
            <td>\(expiry(account))</td><td class="n">\(Texts.number(account.state?.quarantine.count ?? 0))</td></tr>

            """
    }

    private func expiry(_ account: AccountView) -> HTML {
        guard let end = account.keyExpiresAt else {
            if case .seen = account.listing { return "never" }
            return "<span class=\"none\">not known</span>"
        }
        let days = Int((end.timeIntervalSince(content.generatedAt) / 86_400).rounded(.down))
        return
            "<span class=\"t\">\(time(end))</span><span class=\"sub\">\(days < 0 ? "expired" : "in \(Texts.count(days, "day"))")</span>"
    }

    private func time(_ date: Date?) -> HTML { date.map { "\(zone.minute($0))" } ?? HTML.none }

    var quarantine: HTML {
        let rows = content.accounts.flatMap { account in
            (account.state?.quarantine ?? [:]).sorted { $0.value.nextAt < $1.value.nextAt }.map { key, entry in
                quarantined(account, key, entry.failures, entry.nextAt, entry.reason)
            }
        }
        guard !rows.isEmpty else {
            return section("quarantine", "Quarantine", "<p class=\"about\">No item is in quarantine.</p>")
        }
        return section(
            "quarantine", "Quarantine",
            """
            <div class="scroll" tabindex="0" role="region" aria-label="Quarantine"><table><caption>Items on which the portal refused an action. \
            Each is tried again after 15 minutes, then after twice as long, at most a day.</caption><thead><tr>\
            <th scope="col">Item</th><th scope="col">Account</th><th scope="col" class="n">Refusals</th>\
            <th scope="col">Tried again</th><th scope="col">Why</th></tr></thead><tbody>
            \(rows)</tbody></table></div>
            """)
    }

    private func quarantined(
        _ account: AccountView, _ key: ItemKey, _ failures: Int, _ nextAt: Date, _ reason: String
    ) -> HTML {
        let title =
            account.plan?.items.first { $0.item.key == key }?.item.title
            ?? content.trail.quarantinedTitle(account: account.name, item: key)
        return """
            <tr><th scope="row">\(HTML.isolated(title ?? key.description))<span class="sub">\(key.description)</span></th>\
            <td>\(HTML.isolated(account.name))</td><td class="n">\(Texts.number(failures))</td>\
            <td class="t">\(zone.minute(nextAt))</td><td>\(HTML.isolated(reason))</td></tr>

            """
    }
}
