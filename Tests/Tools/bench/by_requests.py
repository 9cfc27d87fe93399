"""A script with `requests`, as somebody writes in an afternoon from the vendor's documentation.
Usage: by_requests.py plan|purge|restore URL KEY"""

import sys

import requests

import script


class Client:
    def __init__(self, url, key):
        self.api = f"{url}/api/2.0"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        self.call("GET", "keys/@self")

    def call(self, method, path, **more):
        reply = self.session.request(method, f"{self.api}/{path}", **more)
        reply.raise_for_status()
        return reply.json()["response"]

    def page(self, start):
        page = self.call("GET", "files/@trash", params={"count": 100, "startIndex": start})
        return page["folders"] + page["files"]

    def delete(self, files, folders):
        return self.change("delete", {"fileIds": files, "folderIds": folders, "immediately": False})

    def move(self, files, folders, to):
        return self.change("move", {"fileIds": files, "folderIds": folders, "destFolderId": to})

    def change(self, what, body):
        return self.call("PUT", f"files/fileops/{what}", json={**body, "returnSingleOperation": True})[0]["id"]

    def is_over(self, operation):
        return all(entry["finished"] for entry in self.call("GET", "files/fileops", params={"id": operation}))


if __name__ == "__main__":
    script.work(Client(*sys.argv[2:]), sys.argv[1])
