"""Measures and draws how time and memory grow. Usage: growth.py RETENTIOND SVG [ITEMS …]

Per item: CPU time and memory beyond the smallest trash, from 1,000 items to a million."""

import sys
import tempfile
from pathlib import Path

import measuring
import planning


class Options:
    retentiond = sys.argv[1]


def main():
    sizes = [int(text) for text in sys.argv[3:]] or [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for items in [0, *sizes]:
            server = measuring.Server(items)
            command = planning.Contestants(Options, folder).plan(server.url, "table")
            usage = measuring.median_of(7 if items <= 100_000 else 1, *command)
            server.end()
            rows.append((items, usage.wall, usage.cpu, usage.rss))
            print(*rows[-1], flush=True)
    draw(rows[0], rows[1:])


def draw(empty, rest):
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plot

    plot.rcParams["svg.hashsalt"] = "retentiond"
    figure, (left, right) = plot.subplots(1, 2, figsize=(9, 3.2))
    items = [row[0] for row in rest]
    left.plot(items, [(row[2] - empty[2]) / row[0] * 1e6 for row in rest], "o-")
    left.set(title="CPU time of planning", xscale="log", xlabel="items", ylabel="µs per item", ylim=(0, None))
    right.plot(items, [row[3] for row in rest], "o-", label="peak RSS")
    slope = (rest[-1][3] - empty[3]) / rest[-1][0]
    right.plot(items, [empty[3] + slope * count for count in items], ":", color="grey",
               label=f"{empty[3]:.0f} MB + {slope * 2**20:.0f} bytes per item")
    right.set(title="Memory of planning", xscale="log", xlabel="items", ylabel="MB", ylim=(0, None))
    right.legend()
    figure.tight_layout()
    figure.savefig(Path(sys.argv[2]), metadata={"Date": None})


if __name__ == "__main__":
    main()
