"""Measures the first sweep of many accounts in one service. Usage: accounts.py RETENTIOND [ACCOUNTS …]

Each account has its own key, and its own trash of the same 300 items; nothing in it is due. Prints for each number of accounts: wall and
CPU time until all were swept, and memory then (after a second), from the kernel."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measuring
from measuring import simulator

ITEMS = 300


def measure(retentiond, count, folder):
    server = measuring.Server(ITEMS)
    accounts = []
    for number in range(count):
        key = simulator.write_key(folder / f"key{number}", f"sk-{number:064x}")
        accounts.append({"name": f"account {number}", "portal": server.url, "apiKey": {"file": str(key)}})
    policy = folder / "policy.json"
    policy.write_text(json.dumps(measuring.policy(
        server.url, accounts=accounts, rules=[], check={"every": "1h", "jitter": "0s"})))
    trail = folder / "trail"
    began = time.monotonic()
    service = subprocess.Popen(
        [retentiond, "run", "--policy", str(policy), "--state-directory", str(folder / "state"), "--audit-log", str(trail)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not trail.exists() or trail.read_text().count('"RETENTIOND_EVENT":"sweep-finished"') < count:
            if service.poll() is not None or time.monotonic() - began > 600:
                raise SystemExit(f"accounts: {count} were not swept")
            time.sleep(0.02 if count < 100 else 0.2)
        wall = time.monotonic() - began
        used = measuring.cpu(service.pid)
        time.sleep(1)
        return wall, used, *(measuring.memory(service.pid, name) for name in ["VmHWM", "VmRSS", "RssAnon"])
    finally:
        service.send_signal(signal.SIGTERM)
        service.wait()
        server.end()


def main():
    retentiond = sys.argv[1]
    print("| Accounts | Wall, s | CPU, ms per account | Peak RSS, MB | RSS afterwards, MB | of which its own, MB |")
    print("|---:|---:|---:|---:|---:|---:|")
    for count in [int(text) for text in sys.argv[2:]] or [1, 10, 100, 1_000]:
        with tempfile.TemporaryDirectory() as folder:
            wall, used, peak, rss, own = measure(retentiond, count, Path(folder))
        print(f"| {count:,} | {wall:.2f} | {used / count * 1000:.1f} | {peak:.1f} | {rss:.1f} | {own:.1f} |", flush=True)


if __name__ == "__main__":
    main()
