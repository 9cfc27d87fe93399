"""Requests for each 100 items, by the size of the trash: a table, and a plot beside the document."""

from pathlib import Path

import measuring
import sweeps

# The lines by name: action, program, and what differs from the trash of the sweeps table.
LINES = {
    "`retentiond` purges": ("purge", "retentiond", {}),
    "… where the order never changes": ("purge", "retentiond", {"ties": "stable"}),
    "… a trash with a twelfth folders": ("purge", "retentiond", {"seed": "random"}),
    "`retentiond` restores": ("restore", "retentiond", {}),
    "script purges": ("purge", "requests", {}),
    "script restores": ("restore", "requests", {}),
    "vendor's sample restores": ("restore", "sample", {}),
}


def run(options, folder, figures):
    """Measures the sizes that the sweeps table doesn't have. Returns the table."""
    sizes = [int(text) for text in options.sizes.split(",")]
    costs = {line: {size: cost(options, folder, figures, size, *case) for size in sizes
                    if case[1] in sweeps.contestants(case[0], size)} for line, case in LINES.items()}
    if options.write:
        draw(costs, sizes, Path(options.write).parent / "requests.svg")
    return measuring.table(
        ["Items", *costs], [[f"{size:,}", *(f"{line[size]:.1f}" if size in line else "–" for line in costs.values())]
                            for size in sizes])


def cost(options, folder, figures, items, action, name, trash):
    known = None if trash else figures.get(("sweeps", action, items, name))
    _, requests, *_ = known or sweeps.Case(options, folder, action, items, **trash).run(name)
    return requests * 100 / items


def draw(costs, sizes, path):
    import matplotlib

    matplotlib.use("svg")
    import matplotlib.pyplot as plot

    plot.rcParams["svg.hashsalt"] = "retentiond"
    figure, axes = plot.subplots(figsize=(9, 3.6))
    for name, line in costs.items():
        axes.plot(list(line), list(line.values()), "o-", label=name.replace("`", ""))
    axes.set(title="Requests for each 100 items", xscale="log", yscale="log", xlabel="items in the trash", ylabel="requests")
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes], fontsize="small")
    axes.set_yticks([2, 5, 10, 20, 50, 100, 200], ["2", "5", "10", "20", "50", "100", "200"], fontsize="small")
    axes.minorticks_off()
    axes.grid(alpha=0.3)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize="small")
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
