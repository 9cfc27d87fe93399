"""Measures `retentiond plan` beside other ways to read the same trash, each a process of its own, and writes the tables
of docs/internals/performance.md.

Usage: bench.py RETENTIOND PAGES-SERVER SDK-PYTHON [--items 10000,100000] [--rounds 3] [--write DOC]

Every figure of a row was measured in the same run, on the same machine, minutes apart; ratios are to the floor, curl on
a kept-alive connection that throws the pages away. The best of several rounds counts, for the others measure the
neighbours. A million items take 10,000 pages: the pacer spreads them over eight minutes.
"""

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
KEY = "sk-" + "0" * 64


class Server:
    """Pre-rendered pages on loopback."""

    def __init__(self, program, items, delay=0):
        self.process = subprocess.Popen([program, str(items), str(delay)], stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{self.process.stdout.readline().strip()}"

    def end(self):
        """The number of requests and bytes served."""
        self.process.send_signal(signal.SIGTERM)
        requests, sent = self.process.stdout.read().split()
        self.process.wait()
        return int(requests), int(sent)


def measure(program, arguments, environment=None):
    """Wall and CPU seconds and peak RSS in MB of one process."""
    began = time.monotonic()
    with open(os.devnull, "wb") as nowhere:
        process = subprocess.Popen([program, *arguments], stdout=nowhere, stderr=nowhere,
                                   env={**os.environ, **(environment or {})})
        _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - began
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"bench: {program} {' '.join(arguments)} failed with {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def policy(url, rules=None):
    return {
        "version": 1,
        "accounts": [{"name": "bench", "portal": url, "apiKey": {"environment": "BENCH_KEY"}}],
        "retention": "14d",
        "rules": rules or [{"name": "contracts", "match": {"title": ["*contract*"]}, "action": "hold"}],
    }


class Contestants:
    def __init__(self, options, folder):
        self.options, self.folder = options, Path(folder)

    def retentiond(self, url, items, format="table"):
        path = self.folder / "policy.json"
        path.write_text(json.dumps(policy(url)))
        return self.options.retentiond, ["plan", "--policy", str(path), "--state-directory", str(self.folder / "state"),
                                         "--format", format]

    def json(self, url, items):
        return self.retentiond(url, items, "json")

    def csv(self, url, items):
        return self.retentiond(url, items, "csv")

    def requests(self, url, items):
        return sys.executable, [str(HERE / "by_requests.py"), url, KEY]

    def sdk(self, url, items):
        return self.options.python, [str(HERE / "by_sdk.py"), url, KEY]

    def curl(self, url, items):
        path = self.folder / "curl"
        starts = range(0, items + 100, 100)
        lines = [f'url = "{url}/api/2.0/files/@trash?count=100&startIndex={start}"\noutput = "/dev/null"' for start in starts]
        path.write_text("\n".join(lines))
        return "curl", ["--silent", "--config", str(path)]


def compare(options, folder, items, delay):
    contestants = Contestants(options, folder)
    names = ["curl", "retentiond", "json", "csv", "requests"] + (["sdk"] if items <= options.sdk_items else [])
    best = {}
    for _ in range(options.rounds if items <= 100_000 else 1):
        for name in names:
            server = Server(options.pages, items, delay)
            program, arguments = getattr(contestants, name)(server.url, items)
            wall, cpu, rss = measure(program, arguments, {"BENCH_KEY": KEY})
            requests, sent = server.end()
            kept = best.get(name)
            if kept is None:
                best[name] = [wall, cpu, rss, requests, sent]
            else:
                best[name] = [min(kept[0], wall), min(kept[1], cpu), max(kept[2], rss), requests, sent]
            print(f"{items} items, {delay} ms, {name}: {wall:.2f} s, CPU {cpu:.2f} s, {rss:.1f} MB, {requests} requests",
                  file=sys.stderr)
    return best


WORDS = {"curl": "curl (floor)", "retentiond": "`retentiond plan`", "json": "`plan --format json`",
         "csv": "`plan --format csv`", "requests": "Python, `requests`", "sdk": "vendor's SDK"}


def table(results):
    lines = ["| Items | Portal | Program | Wall, s | CPU, s | Peak RSS, MB |", "|---:|---|---|---:|---:|---:|"]
    for (items, delay), best in results.items():
        for name, (wall, cpu, rss, _, _) in best.items():
            lines.append(
                f"| {items:,} | {f'{delay} ms a page' if delay else 'instant'} | {WORDS[name]} | {wall:.2f} | {cpu:.2f} | {rss:.1f} |")
    return "\n".join(lines)


def write(document, mark, text):
    """Replaces what is between the marks of a document."""
    whole = Path(document).read_text()
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    before, rest = whole.split(begin)
    after = rest.split(end)[1]
    Path(document).write_text(f"{before}{begin}\n{text}\n{end}{after}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("retentiond")
    parser.add_argument("pages")
    parser.add_argument("python")
    parser.add_argument("--items", default="10000,100000")
    parser.add_argument("--sdk-items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--delay", type=int, default=10, help="milliseconds a page, in the second comparison")
    parser.add_argument("--write", metavar="DOC")
    options = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for items in map(int, options.items.split(",")):
            results[items, 0] = compare(options, folder, items, 0)
        if options.delay:
            results[10_000, options.delay] = compare(options, folder, 10_000, options.delay)
    text = table(results)
    print(text)
    if options.write:
        size = Path(options.retentiond).stat().st_size / 1e6
        when = time.strftime("%Y-%m-%d")
        head = f"Measured on {when}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; the binary has {size:.1f} MB."
        write(options.write, "comparison", f"{head}\n\n{text}")


if __name__ == "__main__":
    main()
