"""`retentiond plan` compared with other programs that read the same trash. The floor is curl, which discards the pages, on one
connection."""

import json
import sys
from pathlib import Path

import measuring

HERE = Path(__file__).resolve().parent
NAMES = {"curl": "curl (floor)", "table": "`plan`", "json": "`plan --format json`", "csv": "`plan --format csv`",
         "requests": "Python, `requests`", "sdk": "vendor's SDK"}


class Contestants:
    """Programs and their arguments."""

    def __init__(self, options, folder):
        self.options, self.folder = options, Path(folder)

    def of(self, name, url, items):
        if name in ("table", "json", "csv"):
            return self.plan(url, name)
        return getattr(self, name)(url, items)

    def plan(self, url, format):
        path = self.folder / "policy.json"
        path.write_text(json.dumps(measuring.policy(url)))
        return self.options.retentiond, ["plan", "--policy", str(path), "--state-directory", str(self.folder / "state"),
                                         "--format", format]

    def requests(self, url, items):
        return sys.executable, [str(HERE / "by_requests.py"), "plan", url, measuring.KEY]

    def sdk(self, url, items):
        return sys.executable, [str(HERE / "by_sdk.py"), "plan", url, measuring.KEY]

    def curl(self, url, items):
        path = self.folder / "curl"
        starts = range(0, items + 100, 100)
        lines = [f'url = "{url}/api/2.0/files/@trash?count=100&startIndex={start}"\noutput = "/dev/null"' for start in starts]
        path.write_text("\n".join(lines))
        return "curl", ["--silent", "--config", str(path)]


def compare(options, folder, items, delay):
    """The usage of each contestant."""
    contestants = Contestants(options, folder)
    names = ["curl", "table", "json", "csv", "requests"] if items <= 100_000 else ["curl", "csv", "requests"]
    names += ["sdk"] if items <= options.sdk_items and not delay else []
    usages = {name: [] for name in names}
    for _ in range(options.rounds if items <= 100_000 else 1):
        for name in names:
            server = measuring.Server(items, delay)
            usage = measuring.measure(*contestants.of(name, server.url, items))
            requests, _ = server.end()
            usages[name].append(usage)
            print(f"{items} items, {delay} ms, {name}: {usage.wall:.2f} s, CPU {usage.cpu:.2f} s, {usage.rss:.1f} MB, "
                  f"{requests} requests", file=sys.stderr)
    return {name: measuring.Usage.of_rounds(rounds) for name, rounds in usages.items()}


def run(options, folder, figures):
    """Measures every size; the largest one up to 100,000 also with a delay. Returns the table."""
    sizes = [int(text) for text in options.items.split(",")]
    cases = [(items, 0) for items in sizes]
    if options.delay:
        cases.append((max([size for size in sizes if size <= 100_000] or sizes[:1]), options.delay))
    results = figures["planning"] = {case: compare(options, folder, *case) for case in cases}
    return measuring.table(
        ["Items", "<Portal", "<Program", "Wall, s", "CPU, s", "Peak RSS, MB"],
        [[f"{items:,}", f"{delay} ms a page" if delay else "instant", NAMES[name], f"{usage.wall:.2f}", f"{usage.cpu:.2f}",
          f"{usage.rss:.1f}"] for (items, delay), usages in results.items() for name, usage in usages.items()])
