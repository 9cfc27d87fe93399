"""Starts the simulator and calls it with nothing but the standard library."""

import json
import os
import subprocess
import tempfile
import time
import urllib.error
import urllib.request


class Portal:
    """A running simulator; a context manager, so that it always ends."""

    def __init__(self, binary, seed="demo", key="sk-stranger"):
        self.directory = tempfile.TemporaryDirectory()
        ready = os.path.join(self.directory.name, "ready.json")
        self.process = subprocess.Popen(
            [binary, "--seed", seed, "--key", key, "--ready-file", ready, "--exit-with-parent", "--exit-after", "120"],
            stdout=subprocess.DEVNULL,
        )
        self.key = key
        deadline = time.monotonic() + 30
        while not os.path.exists(ready):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("the simulator did not start")
            time.sleep(0.01)
        with open(ready, encoding="utf-8") as file:
            self.url = json.load(file)["url"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(10)
        self.directory.cleanup()

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

    def control(self, method, path, body=None):
        """The answer of the simulator's control API."""
        status, answer = self.call(method, "/_sim/" + path, body)
        assert status == 200, answer
        return answer

    def settle(self, operation):
        """Waits for an operation, reading only that one. Its last state, or None when it is gone."""
        last = None
        for _ in range(500):
            _, answer = self.call("GET", f"/api/2.0/files/fileops?id={operation}")
            if not answer["response"]:
                return last
            last = answer["response"][0]
            if last["finished"] or last["status"] >= 2:
                return last
            time.sleep(0.01)
        raise AssertionError("the operation never ended")
