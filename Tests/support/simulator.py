"""The simulator as a process, for tests that drive the built program from outside. Standard library only."""

import json
import pathlib
import subprocess
import time
import urllib.request


def wait_until(what, condition, seconds=60):
    """Polls until a condition holds; ends the test if it never does."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited in vain until {what}")
        time.sleep(0.02)


class Portal:
    """A running simulator without rate limits, and its control API (Sources/DocSpaceSimulator/Control/Control.swift)."""

    def __init__(self, binaries, room, seed="empty", key=""):
        room = pathlib.Path(room)
        ready = room / "ready.json"
        with (room / "simulator.log").open("w") as log:
            self.process = subprocess.Popen(
                [pathlib.Path(binaries) / "docspace-simulator", "--seed", seed, "--key", key, "--no-rate-limits",
                 "--operation-duration", "0", "--ready-file", ready, "--exit-with-parent"], stdout=log, stderr=log)
        wait_until("the simulator listens", ready.exists)
        answer = json.loads(ready.read_text())
        self.url, self.key = answer["url"], answer["keys"]["Alice Example"]

    def control(self, path, body=None):
        """The answer to a GET, or, with a body, to a POST."""
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/_sim/{path}", data), timeout=60) as answer:
            return json.load(answer)

    def add(self, *items):
        """The keys of items of the control API, such as "file:17"."""
        return self.control("items", {"items": list(items)})["items"]

    def reset(self):
        """An empty portal with the same user and key."""
        self.control("reset", {"seed": "empty", "key": self.key})

    def stop(self):
        self.process.kill()
        self.process.wait()
