#!/usr/bin/env python3
"""Writes an audit log of a number of records, chained as in docs/reference/audit.md, with titles made to break out of a page.

Usage: trail.py COUNT FILE [DAYS]. The records end now and began DAYS days ago (27).
"""
import hashlib
import json
import random
import sys
from datetime import datetime, timedelta, timezone

CANARY = "document.title='EXECUTED'"
HOSTILE = [
    f"<script>{CANARY}</script>.pdf",
    f"</script><script>{CANARY}</script>",
    f"<img src=x onerror={CANARY}>.png",
    f"\"><svg onload=\"{CANARY}\">.svg",
    f"' onmouseover='{CANARY}' x='",
    f"javascript:{CANARY}",
    "</title></style></textarea><!--",
    "<![CDATA[x]]>&lt;b&gt;&amp;&#60;",
    "line\u2028separator\u2029.txt",
    "\u202egpj.exe",
    "\u2066isolate\u2069.txt",
    "nul\u0000 and \u001b[31mescape",
    "`${document.title='EXECUTED'}`",
    "\\u003cscript\\u003e",
    "<link rel=stylesheet href=http://127.0.0.1:9/x><iframe src=http://127.0.0.1:9/y>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/z'>",
]
PLAIN = [
    "Minutes of the board.docx", "Budget 2026 final.xlsx", "Übersicht März.pdf", "合同 2026.docx", "עברית מסמך.pdf",
    "تقرير سنوي.xlsx", "holiday 👨‍👩‍👧 photos.zip", "e\u0301tude.odt", "contract Meyer.pdf", "scan0001.tmp", "draft.bak",
]
RULES = {
    "purged": [("scratch", "older than 1d"), (None, "older than 14d")],
    "restored": [("contracts", "protected by its rule")],
    "rescued": [("audit", "held without end; rescued, for the portal itself would destroy it on 2026-12-01T08:00:00Z")],
    "held": [("audit", "held until 2027-01-01T00:00:00Z")],
    "purge-failed": [(None, "the portal refused it: locked by another user")],
    "outcome-unknown": [("scratch", "the answer was lost")],
}
PRIORITY = {"purge-failed": 4, "outcome-unknown": 4, "purge-requested": 6, "restore-requested": 6}
COVERED = ("MESSAGE", "MESSAGE_ID", "PRIORITY", "SYSLOG_IDENTIFIER")


def hash_of(record):
    digest = hashlib.sha256()
    for name in sorted(record):
        if name in COVERED or name.startswith("RETENTIOND_"):
            value = record[name].encode()
            digest.update(b"%s=%d:%s\n" % (name.encode(), len(value), value))
    return digest.hexdigest()


def events(count, chance):
    """The kinds of events: a request precedes its outcome."""
    made = 0
    while made < count:
        event = chance.choices(
            ["purged", "restored", "rescued", "held", "purge-failed", "outcome-unknown"], [70, 14, 3, 8, 4, 0.1])[0]
        request = {"purged": "purge-requested", "purge-failed": "purge-requested", "outcome-unknown": "purge-requested",
                   "restored": "restore-requested", "rescued": "restore-requested"}.get(event)
        for kind in [request, event] if request else [event]:
            if made < count:
                made += 1
                yield kind, event


def main():
    count, path, days = int(sys.argv[1]), sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 27
    chance = random.Random(7)
    end = datetime.now(timezone.utc)
    start = end - timedelta(days=days)
    previous, previous_time, item = None, None, None
    with open(path, "w", encoding="utf-8") as log:
        for number, (event, outcome) in enumerate(events(count, chance), start=1):
            # More at the weekends, when the schedule purges.
            share = (number / count) + 0.012 * ((number * 7919 % 100) / 100)
            time = (start + min(share, 1) * (end - start)).strftime("%Y-%m-%dT%H:%M:%S.") + f"{number % 1000:03}Z"
            if event == outcome and item and item[0] == outcome:
                _, account, title, size, identifier, rule, reason = item
            else:
                title = chance.choice(HOSTILE if number % 9 == 1 else PLAIN)
                rule, reason = chance.choice(RULES[outcome])
                account, size, identifier = chance.choice(["alice", "alice", "bob"]), int(chance.paretovariate(0.7) * 2e4), number
            item = (outcome, account, title, min(size, 5 * 10**9), identifier, rule, reason)
            record = {
                "MESSAGE": f"{account}: {event}", "PRIORITY": str(PRIORITY.get(event, 5)), "SYSLOG_IDENTIFIER": "retentiond",
                "RETENTIOND_EVENT": event, "RETENTIOND_ACCOUNT": account, "RETENTIOND_SWEEP_ID": f"s{number // 500}",
                "RETENTIOND_ITEM_KIND": "file", "RETENTIOND_ITEM_ID": str(identifier), "RETENTIOND_ITEM_TITLE": title,
                "RETENTIOND_ITEM_BYTES": str(min(size, 5 * 10**9)), "RETENTIOND_REASON": reason,
                "RETENTIOND_AUDIT_CHAIN": "0a1b2c3d-4e5f-4a6b-8c7d-8e9fa0b1c2d3", "RETENTIOND_AUDIT_SEQ": str(number),
                "RETENTIOND_AUDIT_TIME": time, "RETENTIOND_AUDIT_HASH": hash_of(previous) if previous else "0" * 64,
            }
            if rule:
                record["RETENTIOND_RULE"] = rule
            if previous_time:
                record["RETENTIOND_AUDIT_PREVIOUS_TIME"] = previous_time
            log.write(json.dumps(record, ensure_ascii=number % 2 == 0) + "\n")
            previous, previous_time = record, time


if __name__ == "__main__":
    main()
