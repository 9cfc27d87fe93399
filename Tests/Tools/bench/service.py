"""Measures the service: from its start to READY=1, and idle.

Each round starts it again, with one account whose portal refuses connections."""

import json
import os
import re
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import measuring

HERE = Path(__file__).resolve().parent
ROUNDS = 100


def ready(retentiond, room, number):
    """Milliseconds until READY=1."""
    path = str(room / f"notify{number}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(path)
        told.settimeout(30)
        began = time.monotonic()
        service = subprocess.Popen(
            [retentiond, "run", "--policy", str(room / "policy.json"), "--state-directory", str(room / "state"),
             "--audit-log", str(room / "trail")],
            env={**os.environ, **measuring.ENVIRONMENT, "NOTIFY_SOCKET": path}, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        try:
            while b"READY=1" not in told.recv(65536):
                pass
            return (time.monotonic() - began) * 1000
        finally:
            service.terminate()
            service.wait()


def idle(options):
    """The output of Tests/Tools/bench/idle: MB of memory, MB of its own, number of wake-ups, and seconds."""
    result = subprocess.run(
        [HERE / "idle", options.retentiond, Path(options.simulators) / "docspace-simulator", str(options.idle)],
        stdout=subprocess.PIPE, text=True)
    print(result.stdout, end="", file=sys.stderr)
    if result.returncode != 0:
        raise SystemExit(f"bench: idle failed with {result.returncode}")
    kib = dict(re.findall(r"^(\w+): (\d+) kB", result.stdout, re.M))
    woke, seconds = re.search(r"woke (\d+) times in (\d+) s", result.stdout).groups()
    return int(kib["VmRSS"]) / 1024, int(kib["RssAnon"]) / 1024, f"{woke} in {seconds} s"


def run(options, folder, figures):
    """Measures starts and, unless an option skips it, an idle service. Returns the table."""
    room = Path(folder)
    (room / "policy.json").write_text(json.dumps(measuring.policy("http://127.0.0.1:9")))
    times = [ready(options.retentiond, room, number) for number in range(ROUNDS)]
    figures["ready"] = statistics.median(times)
    rows = [["start to READY=1, best", f"{min(times):.1f} ms"], ["start to READY=1, median", f"{figures['ready']:.1f} ms"]]
    if options.idle:
        figures["idle"], own, woke = idle(options)
        rows += [["idle RSS", f"{figures['idle']:.1f} MB"], ["of which its own", f"{own:.1f} MB"], ["wake-ups while idle", woke]]
    figures["binary"] = Path(options.retentiond).stat().st_size / 1e6
    rows.append(["size of the binary", f"{figures['binary']:.1f} MB"])
    return measuring.table(["<Service", f"{ROUNDS} starts"], rows)
