"""Does the same as the vendor's sample "Manage the Trash section" (api.onlyoffice.com, samples of the API backend, 2026-11):
empties the whole trash with one call, or moves files to one folder, one call each. It opens a connection for each call, doesn't
wait for operations, and checks only the status. The sample's ids are hard-coded; here they come from the listing.
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
