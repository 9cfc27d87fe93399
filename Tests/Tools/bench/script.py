"""What each script does with a trash, with any client: print a plan, destroy all items, or move all back.

A client has `page(start)`, which returns the entries of a page as the portal sends them; `delete` and `move`, which return an
operation; and `is_over`. The script trusts the portal's answers.
"""

import csv
import sys
import time
from datetime import datetime, timedelta, timezone

BATCH = 100


def work(client, action):
    if action == "plan":
        return plan(client)
    # Until nothing is left: pages may repeat or leave out entries that have the same date.
    while entries := {(entry["fileEntryType"], entry["id"]): entry for page in pages(client.page) for entry in page}:
        {"purge": purge, "restore": restore}[action](client, list(entries.values()))


def pages(page):
    """All pages that have entries; `page` returns the entries from an index on."""
    start = 0
    while entries := page(start):
        yield entries
        start += len(entries)


def plan(client):
    """Items older than 14 days are due, except contracts."""
    now = datetime.now(timezone.utc)
    out = csv.writer(sys.stdout)
    for page in pages(client.page):
        for entry in page:
            trashed = datetime.fromisoformat(entry["updated"][:19] + "+00:00")
            is_held = "contract" in entry["title"].lower()
            decision = "hold" if is_held else "purge" if now - trashed >= timedelta(days=14) else "keep"
            out.writerow([entry.get("id"), entry["title"], entry.get("pureContentLength", 0), trashed.isoformat(), decision])


def purge(client, entries):
    for batch in batches(entries):
        follow(client, client.delete(*ids(batch)))


def restore(client, entries):
    origins = {}
    for entry in entries:
        origins.setdefault(entry["originId"], []).append(entry)
    for origin, group in origins.items():
        for batch in batches(group):
            follow(client, client.move(*ids(batch), origin))


def batches(entries):
    return (entries[start:start + BATCH] for start in range(0, len(entries), BATCH))


def ids(entries):
    """The ids of the files, and those of the folders."""
    return [[entry["id"] for entry in entries if entry["fileEntryType"] == kind] for kind in (2, 1)]


def follow(client, operation):
    while not client.is_over(operation):
        time.sleep(0.2)
