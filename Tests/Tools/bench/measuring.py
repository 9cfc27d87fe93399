"""What all benchmarks share: a page server, process measurement, the policy, and tables in documents."""

import contextlib
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
import simulator  # noqa: E402, F401

# Compiled by `run`, beside the interpreter.
MEASURE = Path(sys.prefix) / "measure"
PAGES = Path(sys.prefix) / "pages"
KEY = "sk-" + "0" * 64
ENVIRONMENT = {"BENCH_KEY": KEY}


class Usage(NamedTuple):
    """The usage of one process: seconds, MiB, and bytes written to the disk, in whole pages."""

    wall: float
    cpu: float
    rss: float
    written: int = 0

    @classmethod
    def of_rounds(cls, rounds):
        """The medians of the times, and the largest memory."""
        return cls(statistics.median(usage.wall for usage in rounds), statistics.median(usage.cpu for usage in rounds),
                   max(usage.rss for usage in rounds), max(usage.written for usage in rounds))

    def then(self, other):
        """The usage of both, one after the other."""
        return Usage(self.wall + other.wall, self.cpu + other.cpu, max(self.rss, other.rss), self.written + other.written)


class Server:
    """Pre-rendered pages on loopback."""

    def __init__(self, items, delay=0):
        self.process = subprocess.Popen([PAGES, str(items), str(delay)], stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().strip()}"

    def end(self):
        """Ends the server. Returns the number of requests and bytes served."""
        self.process.send_signal(signal.SIGTERM)
        requests, sent = self.process.stdout.read().split()
        self.process.wait()
        return int(requests), int(sent)


def measure(program, arguments, codes=(0,)):
    """The usage of one process from start to exit. The exit code must be one of `codes`."""
    with tempfile.NamedTemporaryFile("r") as result, tempfile.TemporaryFile("w+") as complaints:
        ended = subprocess.run([MEASURE, result.name, program, *arguments], stdout=subprocess.DEVNULL, stderr=complaints,
                               env={**os.environ, **ENVIRONMENT})
        if ended.returncode not in codes:
            complaints.seek(0)
            sys.stderr.write(complaints.read()[-4000:])
            raise SystemExit(f"bench: {program} {' '.join(map(str, arguments))} failed with {ended.returncode}")
        wall, cpu, rss, written = map(float, result.read().split())
    return Usage(wall, cpu, rss / 1024, int(written))


def median_of(rounds, program, arguments):
    """The usage in several rounds."""
    return Usage.of_rounds([measure(program, arguments) for _ in range(rounds)])


def memory(pid, name):
    """MB that a line of /proc/PID/status gives for a running process."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def cpu(pid):
    """Seconds of CPU that a running process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """Records the largest size of a folder, in bytes."""

    def __init__(self, folder):
        self.folder, self.largest, self.ended = Path(folder), 0, threading.Event()
        self.thread = threading.Thread(target=self.work)

    def sample(self):
        size = 0
        for path in self.folder.rglob("*"):
            # Files come and go.
            with contextlib.suppress(OSError):
                size += path.stat().st_size
        self.largest = max(self.largest, size)

    def work(self):
        while not self.ended.wait(0.1):
            self.sample()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()
        self.sample()


def policy(url, **more):
    """A policy of one account without request limits, so that waiting isn't measured."""
    return {
        "version": 1,
        "accounts": [{"name": "bench", "portal": url, "apiKey": {"environment": "BENCH_KEY"},
                      "pace": {"requestsPerMinute": 0, "writesPerDay": 0}}],
        "retention": "14d",
        "rules": [{"name": "contracts", "match": {"title": ["*contract*"]}, "action": "hold"}],
        **more,
    }


def table(head, rows):
    """A table of Markdown. Columns are numbers, except those whose heading begins with `<`."""
    signs = ["---" if name.startswith("<") else "---:" for name in head]
    lines = [[name.removeprefix("<") for name in head], *rows]
    first, *rest = ["| " + " | ".join(map(str, line)) + " |" for line in lines]
    return "\n".join([first, "|" + "|".join(signs) + "|", *rest])


def write(document, mark, text):
    """Replaces the text between the marks of a document."""
    whole = Path(document).read_text()
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, rest = whole.split(begin)
    after = rest.split(end)[1]
    Path(document).write_text(f"{before}{begin}\n{text}\n{end}{after}")
