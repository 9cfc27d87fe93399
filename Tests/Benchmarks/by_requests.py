"""What somebody writes in an afternoon after reading the vendor's documentation: lists the trash page by page with `requests`
and prints what is older than 14 days, except contracts. Usage: by_requests.py URL KEY"""

import csv
import sys
from datetime import datetime, timedelta, timezone

import requests

url, key = sys.argv[1:]
session = requests.Session()
session.headers["Authorization"] = f"Bearer {key}"
session.get(f"{url}/api/2.0/keys/@self").raise_for_status()
now = datetime.now(timezone.utc)
out = csv.writer(sys.stdout)
start = 0
while True:
    reply = session.get(f"{url}/api/2.0/files/@trash", params={"count": 100, "startIndex": start})
    reply.raise_for_status()
    page = reply.json()["response"]
    entries = page["folders"] + page["files"]
    if not entries:
        break
    for entry in entries:
        trashed = datetime.fromisoformat(entry["updated"][:19] + "+00:00")
        is_held = "contract" in entry["title"].lower()
        decision = "hold" if is_held else "purge" if now - trashed >= timedelta(days=14) else "keep"
        out.writerow([entry["id"], entry["title"], entry.get("pureContentLength", 0), trashed.isoformat(), decision])
    start += len(entries)
