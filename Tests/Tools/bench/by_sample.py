"""What the vendor's sample "Manage the Trash section" does (api.onlyoffice.com, samples of the API backend, 2026-11): empties
the whole trash by one call, or moves files back by one call each, to one folder. It keeps no connection, waits for nothing
and looks at no result but the status. The sample has ids written into it; here they come from listing.
Usage: by_sample.py purge|restore URL KEY"""

import json
import sys

import requests

import script

action, url, key = sys.argv[1:]
headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
files = f"{url}/api/2.0/files"


def page(start):
    reply = requests.get(f"{files}/@trash", headers=headers, params={"startIndex": start})
    reply.raise_for_status()
    return reply.json()["response"]["files"]


def restore(file, folder):
    body = {"fileIds": [file], "destFolderId": folder, "deleteAfter": True, "content": True}
    requests.put(f"{files}/fileops/move", headers=headers, data=json.dumps(body)).raise_for_status()


if action == "purge":
    page(0)
    requests.put(f"{files}/fileops/emptytrash", headers=headers).raise_for_status()
else:
    mine = requests.get(f"{files}/@my", headers=headers).json()["response"]["current"]["id"]
    while known := {file["id"] for entries in script.pages(page) for file in entries}:
        for file in known:
            restore(file, mine)
