"""Measures what many accounts cost one service. Usage: scale.py RETENTIOND SIMULATOR [ACCOUNTS …]

Both are release builds. Each account has its own key and its own trash of 20 items on the simulator; no item is due, and one
rule holds some. Prints for each number of accounts, for a start without state and for one with the state of the first: the time to
READY=1, the wall and CPU time until all accounts were swept once, memory then, and the state and the audit log on disk.

The simulator takes about as much CPU time as the service, so on two cores the wall time is the service's own."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measuring
from measuring import simulator

ITEMS = 20
EVERY = "6h"


def swept(state, since):
    """How many accounts were swept since then, by the service's status."""
    try:
        status = json.loads((state / "status.json").read_text())
    except (OSError, ValueError):
        return 0
    return sum(1 for account in status["accounts"] if (account.get("lastSweep") or {}).get("finishedAt", "") >= since)


def size(path):
    """Blocks and bytes of all files below, in MB."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    stats = [file.stat() for file in files]
    return sum(stat.st_blocks * 512 for stat in stats) / 1e6, sum(stat.st_size for stat in stats) / 1e6


def add_users(portal, count):
    """Adds users, each with a key and a trash."""
    for number in range(1, count + 1):
        portal.control("users", {"name": f"User {number}", "apiKey": f"sk-{number:064x}"})
        portal.add(*({"title": f"{'contract' if item < 2 else 'draft'} {item}.pdf", "ageDays": 3, "user": f"User {number}"}
                     for item in range(ITEMS)))


def configure(url, count, folder):
    accounts = folder / "accounts.d"
    keys = folder / "keys"
    accounts.mkdir(mode=0o755)
    keys.mkdir(mode=0o700)
    for number in range(1, count + 1):
        key = simulator.write_key(keys / f"{number}", f"sk-{number:064x}")
        (accounts / f"u{number}.json").write_text(json.dumps({"name": f"u{number}", "apiKey": {"file": str(key)}}))
        (accounts / f"u{number}.json").chmod(0o644)
    policy = folder / "policy.json"
    policy.write_text(json.dumps({
        "version": 1, "accountsFrom": "accounts.d", "defaults": {"portal": url}, "check": {"every": EVERY, "jitter": "0s"},
        "purge": {"schedule": "2099-01-01"}, "retention": "14d",
        "rules": [{"name": "contracts", "match": {"title": ["*contract*"]}, "action": "hold"}]}))
    policy.chmod(0o644)
    return policy


def measure(retentiond, policy, portal, count, folder, number):
    path = str(folder / f"notify{number}")
    state, trail = folder / "state", folder / "trail"
    time.sleep(1)
    since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(path)
        told.settimeout(600)
        began = time.monotonic()
        service = subprocess.Popen(
            [retentiond, "run", "--policy", str(policy), "--state-directory", str(state), "--audit-log", str(trail)],
            env={**os.environ, "NOTIFY_SOCKET": path}, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("w"))
        try:
            while b"READY=1" not in told.recv(65536):
                pass
            ready = time.monotonic() - began
            told.setblocking(False)
            while swept(state, since) < count:
                if service.poll() is not None or time.monotonic() - began > 3600:
                    raise SystemExit(f"scale: {count} accounts were not swept: see {folder}")
                try:
                    while True:
                        told.recv(65536)
                except BlockingIOError:
                    pass
                time.sleep(0.1 if count < 1000 else 2)
            wall = time.monotonic() - began
            used = measuring.cpu(service.pid)
            time.sleep(5)
            peak, now = measuring.memory(service.pid, "VmHWM"), measuring.memory(service.pid, "VmRSS")
            settled = measuring.cpu(service.pid)
            time.sleep(60)
            idle = measuring.cpu(service.pid) - settled
        finally:
            service.terminate()
            service.wait()
    blocks, length = size(state)
    return [ready * 1000, wall, used, used / count * 1000, peak, now, idle * 60, blocks, length, size(trail)[1]]


def main():
    retentiond, program = sys.argv[1:3]
    print("| Accounts | State | READY, ms | Round, s | CPU, s | CPU, ms per account | Peak RSS, MB | RSS after, MB | CPU idle, s an hour "
          "| State, MB on disk | State, MB of bytes | Audit log, MB |")
    print("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|")
    for count in [int(text) for text in sys.argv[3:]] or [100, 1_000, 10_000]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            folder.chmod(0o755)
            with simulator.Portal(program, key=f"sk-{0:064x}", options=()) as portal:
                add_users(portal, count)
                policy = configure(portal.url, count, folder)
                for number, state in enumerate(["none", "kept"]):
                    figures = measure(retentiond, policy, portal, count, folder, number)
                    print(f"| {count:,} | {state} | " + " | ".join(f"{figure:,.1f}" for figure in figures) + " |", flush=True)


if __name__ == "__main__":
    main()
