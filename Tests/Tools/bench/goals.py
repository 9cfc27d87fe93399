"""The goals of issue 18, and the figures of this run."""

import measuring


class Goals:
    def __init__(self, figures):
        self.figures, self.rows = figures, []

    def at_most(self, text, limit, value, unit=""):
        """Adds one goal; skips it if this run has no figures for it."""
        try:
            measured = value()
        except KeyError:
            return
        verdict = "holds" if measured <= limit else "**missed**"
        self.rows.append([text, f"{limit:g}{unit}", f"{measured:.2f}{unit}", verdict])

    def plan(self, name, items=100_000, delay=0):
        return self.figures["planning"][items, delay][name]

    def trail(self, count, name="`audit verify`"):
        return self.figures["trail", count, name]

    def requests(self, items):
        return self.figures["sweeps", "purge", items, "retentiond"][1]


def run(figures, delay):
    """The table."""
    goals = Goals(figures)
    plan, trail = goals.plan, goals.trail
    planning = "planning 100,000 items as CSV: "
    goals.at_most(planning + "wall time at an instant portal, of curl's", 2.0, lambda: plan("csv").wall / plan("curl").wall)
    goals.at_most(planning + f"wall time with {delay} ms a page, of curl's", 0.33,
                  lambda: plan("csv", delay=delay).wall / plan("curl", delay=delay).wall)
    goals.at_most(planning + "CPU time, of the Python script's", round(1 / 4.5, 3),
                  lambda: plan("csv").cpu / plan("requests").cpu)
    goals.at_most(planning + "peak RSS", 40, lambda: plan("csv").rss, " MB")
    goals.at_most("planning a million items as CSV: peak RSS", 120, lambda: plan("csv", 1_000_000).rss, " MB")
    for name in ["table", "json"]:
        goals.at_most(f"`plan --format {name}`: CPU time, of CSV's", 1.5, lambda: plan(name).cpu / plan("csv").cpu)
        goals.at_most(f"`plan --format {name}`: peak RSS", 45, lambda: plan(name).rss, " MB")
    goals.at_most("`audit verify`: peak RSS for a million records, of that for 100,000", 1.1,
                  lambda: trail(1_000_000).rss / trail(100_000).rss)
    goals.at_most("start to READY=1, median", 15, lambda: figures["ready"], " ms")
    goals.at_most("idle RSS", 20, lambda: figures["idle"], " MB")
    goals.at_most("size of the binary", 30, lambda: figures["binary"], " MB")
    for items in [10_000, 100_000]:
        goals.at_most(f"requests for each 100 files of {items:,} purged", 10, lambda: goals.requests(items) * 100 / items)
    return measuring.table(["<Goal", "At most", "Measured", "<"], goals.rows)
