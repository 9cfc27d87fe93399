"""Starts the simulator and calls it with nothing but the standard library."""

import json
import pathlib
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "Tools/support"))
import simulator  # noqa: E402


class Portal(simulator.Portal):
    """A running simulator with the demo's contents; a context manager, so that it always ends."""

    def __init__(self, binary):
        super().__init__(binary, seed="demo", key="sk-stranger", options=())

    def call(self, method, path, body=None, key=None):
        """Status and decoded body (None when empty) of a request."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {key or self.key}", "Content-Type": "application/json"}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as reply:
                status, text = reply.status, reply.read()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read()
        return status, json.loads(text) if text else None
