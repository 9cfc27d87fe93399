"""Measures from the start of the service to its READY=1. Usage: start.py RETENTIOND [ROUNDS]

Each round starts the service anew, with one account whose portal refuses connections. Prints the best and the median, in ms."""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import bench


def ready(retentiond, room, number):
    """Milliseconds until systemd would know that the service is up."""
    path = str(room / f"notify{number}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
        told.bind(path)
        told.settimeout(30)
        began = time.monotonic()
        service = subprocess.Popen(
            [retentiond, "run", "--policy", str(room / "policy.json"), "--state-directory", str(room / "state"),
             "--audit-log", str(room / "trail")],
            env={**os.environ, "NOTIFY_SOCKET": path, "BENCH_KEY": bench.KEY}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while b"READY=1" not in told.recv(65536):
                pass
            return (time.monotonic() - began) * 1000
        finally:
            service.terminate()
            service.wait()


def main():
    retentiond, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    with tempfile.TemporaryDirectory() as folder:
        room = Path(folder)
        (room / "policy.json").write_text(json.dumps(bench.policy("http://127.0.0.1:9")))
        times = [ready(retentiond, room, number) for number in range(rounds)]
    print(f"start to READY=1: best {min(times):.1f} ms, median {statistics.median(times):.1f} ms of {rounds}")


main()
