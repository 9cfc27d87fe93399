"""Purging and restoring a whole trash, compared with the vendor's sample, a script that sends batches, and the vendor's SDK.
Each has a fresh simulated portal."""

import json
import shutil
import sys
from pathlib import Path

import measuring
from measuring import simulator

HERE = Path(__file__).resolve().parent
DELAY = 20
MAX_RUNS = 5
NAMES = {"retentiond": "`retentiond sweep`", "sample": "vendor's sample", "requests": "Python, `requests`", "sdk": "vendor's SDK"}
RULES = {
    "purge": [],
    "restore": [{"name": "all", "match": {"title": ["*"]}, "action": "restore", "to": "origin",
                 "fallback": {"myDocuments": True}}],
}


class Case:
    """One action on one trash.

    Seeds are the simulator's. Ties: with "shuffled", entries of the same second come in another order for each request, as on
    a real portal; with "stable" they don't."""

    def __init__(self, options, folder, action, items, delay=0, seed="files", ties="shuffled"):
        self.options, self.action, self.items, self.delay, self.seed, self.ties = options, action, items, delay, seed, ties
        self.room = Path(folder) / "sweep"

    def run(self, name):
        """The usage, the number of requests, and the largest size of the state."""
        self.room.mkdir()
        portal = self.portal()
        try:
            (self.room / "state").mkdir()
            with measuring.Watch(self.room / "state") as watch:
                usage, runs = self.work(name, portal)
            requests = sum(portal.control("requests?from=1000000000")["counts"].values())
        finally:
            portal.stop()
            shutil.rmtree(self.room)
        print(f"{self.action} {self.items} {self.seed}, {self.ties}, {self.delay} ms, {name}: {runs} run(s), {usage.wall:.1f} s, "
              f"CPU {usage.cpu:.1f} s, {usage.rss:.1f} MB, {requests} requests, {usage.written / 1e6:.1f} MB written, "
              f"state {watch.largest / 1e6:.1f} MB", file=sys.stderr, flush=True)
        return usage, requests, watch.largest

    def portal(self):
        program = Path(self.options.simulators) / "docspace-simulator"
        portal = simulator.Portal(program, self.room, f"{self.seed}:{self.items}", measuring.KEY)
        # The portal's own cleaner would destroy items of 30 days.
        portal.control("settings", {"cleaner": False, "ties": self.ties})
        if self.delay:
            portal.control("faults", {"match": {"method": "GET", "path": "files/@trash", "count": None},
                                      "effect": {"type": "delay", "seconds": self.delay / 1000}})
        return portal

    def work(self, name, portal):
        """Runs the program until the trash is empty. Returns the usage and the number of runs.

        A sweep may do nothing: if entries of the same second change their order, its listing may be incomplete."""
        usage = measuring.Usage(0, 0, 0)
        codes = (0, 1) if name == "retentiond" else (0,)
        for runs in range(1, MAX_RUNS + 1):
            usage = usage.then(measuring.measure(*self.program(name, portal.url), codes))
            left = len(portal.control("state")["users"][0]["trash"])
            if not left:
                return usage, runs
        raise SystemExit(f"bench: {name} left {left} of {self.items} items in the trash")

    def program(self, name, url):
        if name == "retentiond":
            return self.options.retentiond, ["sweep", *(["--purge-now"] if self.action == "purge" else []), *self.setup(url)]
        return sys.executable, [str(HERE / f"by_{name}.py"), self.action, url, measuring.KEY]

    def setup(self, url):
        """The options: everything is due, and nothing else prevents the purge."""
        policy = measuring.policy(
            url, retention="1s", policyChangeGrace="0s", folders={"nonEmpty": "purge"}, rules=RULES[self.action],
            limits={"maxPurgeItems": 10**7})
        path = self.room / "policy.json"
        path.write_text(json.dumps(policy))
        return ["--policy", str(path), "--state-directory", str(self.room / "state"), "--audit-log", str(self.room / "audit")]


def run(options, folder, figures):
    """Measures each action, size, program and delay. Returns the table."""
    rows = []
    for action in RULES:
        for items in map(int, options.sweep_items.split(",")):
            for name in contestants(action, items):
                slow, _, _ = Case(options, folder, action, items, DELAY).run(name)
                usage, requests, state = Case(options, folder, action, items).run(name)
                figures["sweeps", action, items, name] = usage, requests
                rows.append([action, f"{items:,}", NAMES[name], f"{requests:,}", f"{usage.wall:.1f}", f"{slow.wall:.1f}",
                             f"{usage.cpu:.1f}", f"{usage.rss:.1f}", f"{usage.written / 1e6:.1f}", f"{state / 1e6:.1f}"])
    return measuring.table(
        ["<Action", "Items", "<Program", "Requests", "Wall, s", f"with {DELAY} ms a page", "CPU, s", "Peak RSS, MB",
         "Written, MB", "State, MB"], rows)


def contestants(action, items):
    """The sample needs a call for each file: more than 10,000 take days on a portal that limits writes."""
    return [name for name in NAMES if name != "sample" or action == "purge" or items <= 10_000]
