"""The simulator as a process, for tests that drive the built program from outside. Standard library only.

Shell scripts use it through with-simulator.
"""

import json
import pathlib
import subprocess
import tempfile
import time
import urllib.request

# Without rate limits, and operations take no time.
QUICK = ("--no-rate-limits", "--operation-duration", "0")


def write_key(path, key):
    """Writes an API key to a file that only its owner can read. Returns the path."""
    path = pathlib.Path(path)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(key + "\n")
    return path


class Portal:
    """A running simulator, and its control API (Sources/DocSpaceSimulator/Control/Control.swift).

    A context manager, so that the simulator always ends. It writes its files into `room`, or into a folder that ends with it.
    `options` are more options of the simulator.
    """

    def __init__(self, program, room=None, seed="empty", key="", options=QUICK):
        self.temporary = None if room else tempfile.TemporaryDirectory(prefix="retentiond-simulator-")
        self.room = pathlib.Path(room or self.temporary.name)
        self.log, ready = self.room / "simulator.log", self.room / "ready.json"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [program, "--seed", seed, "--key", key, "--ready-file", ready, "--exit-with-parent", *options],
                stdout=log, stderr=log)
        end = time.monotonic() + 60
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"error: the simulator did not start\n{self.log.read_text()}".rstrip())
            time.sleep(0.02)
        answer = json.loads(ready.read_text())
        self.url, self.key = answer["url"], answer["keys"]["Alice Example"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

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
        if self.temporary:
            self.temporary.cleanup()
