"""Measures the first sweep of many accounts in one service. Usage: accounts.py RETENTIOND [ACCOUNTS …]

Each account has its own key and the same trash of 300 items; nothing in it is due. Prints for each number of accounts: wall and
CPU time until all were swept, and memory then (after a second), from the kernel."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measuring

ITEMS = 300


def status(pid, name):
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(retentiond, count, folder):
    server = measuring.Server(ITEMS)
    accounts = []
    for number in range(count):
        key = folder / f"key{number}"
        key.write_text(f"sk-{number:064x}")
        key.chmod(0o600)
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
        used = cpu(service.pid)
        time.sleep(1)
        return wall, used, status(service.pid, "VmHWM"), status(service.pid, "VmRSS"), status(service.pid, "RssAnon")
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
