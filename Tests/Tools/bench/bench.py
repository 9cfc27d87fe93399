"""Compares retentiond with other programs, and writes the tables of docs/internals/performance.md.

Usage: bench.py RETENTIOND SIMULATORS [OPTION …]

SIMULATORS is the folder of an optimized docspace-simulator. Every figure of a table was measured in the same run, on the same
machine. Short measurements are the medians of several rounds.
"""

import argparse
import os
import resource
import sys
import tempfile
import time

import goals
import measuring
import planning
import requests_by_size
import service
import sweeps
import trail

PARTS = {"service": service.run, "comparison": planning.run, "trail": trail.run, "sweeps": sweeps.run,
         "requests": requests_by_size.run}


def options():
    parser = argparse.ArgumentParser()
    for name in ["retentiond", "simulators"]:
        parser.add_argument(name)
    parser.add_argument("--only", default=",".join(PARTS), help="parts: %(default)s")
    parser.add_argument("--items", default="10000,100000,1000000", help="of a trash to plan")
    parser.add_argument("--sdk-items", type=int, default=10_000, help="the most that the vendor's SDK plans")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--delay", type=int, default=10, help="milliseconds a page, in the last comparison; 0: none")
    parser.add_argument("--records", default="100000,1000000", help="of audit logs")
    parser.add_argument("--report-records", type=int, default=100_000)
    parser.add_argument("--idle", type=int, default=130, help="seconds to watch an idle service; 0: not")
    parser.add_argument("--sweep-items", default="10000,100000", help="of a trash to purge and to restore")
    parser.add_argument("--sizes", default="100,1000,10000,20000,100000", help="of a trash, for the plot of requests")
    parser.add_argument("--write", metavar="DOC")
    return parser.parse_args()


def main():
    given = options()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    figures = {}
    for name in given.only.split(","):
        load = os.getloadavg()[0]
        # On a disk, unlike /tmp on some systems, because written bytes are counted.
        with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
            text = PARTS[name](given, folder, figures)
        print(text, flush=True)
        if given.write:
            when = f"Measured on {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, load {load:.1f} before."
            measuring.write(given.write, name, f"{when}\n\n{text}")
    text = goals.run(figures, given.delay)
    print(text)
    if given.write and set(given.only.split(",")) == set(PARTS):
        measuring.write(given.write, "goals", text)


if __name__ == "__main__":
    main()
