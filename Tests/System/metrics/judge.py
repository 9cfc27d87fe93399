"""Reads a service's metrics with Prometheus' own Python client, and compares the formats with each other.

Usage: judge.py FOLDER with openmetrics.txt, classic.txt and file.txt. Ends with 1 and a sentence when something is wrong.
"""

import pathlib
import sys

from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client import parser as classic

ODD_NAME = '"bob" \\ {x="1"} ü'


def samples(families):
    """Name and labels of each sample; fails on one that occurs twice."""
    found = {}
    for family in families:
        for sample in family.samples:
            key = (sample.name, tuple(sorted(sample.labels.items())))
            assert key not in found, f"twice: {key}"
            found[key] = sample.value
    return found


def main():
    folder = pathlib.Path(sys.argv[1])
    read = lambda name: (folder / name).read_bytes().decode("utf-8")
    families = list(openmetrics.text_string_to_metric_families(read("openmetrics.txt")))
    modern = samples(families)
    scraped = samples(classic.text_string_to_metric_families(read("classic.txt")))
    filed = samples(classic.text_string_to_metric_families(read("file.txt")))

    for family in families:
        assert family.documentation, f"{family.name} has no help"
        assert family.type in ("gauge", "counter", "info"), f"{family.name} is of type {family.type}"
        assert not family.unit or family.name.endswith("_" + family.unit), f"{family.name} is not in {family.unit}"
    created = {key for key in modern if key[0].endswith("_created")}
    assert {key[0].removesuffix("_created") for key in created} == {f.name for f in families if f.type == "counter"}
    assert set(modern) - created == set(scraped), f"formats differ: {(set(modern) - created) ^ set(scraped)}"
    assert set(filed) <= set(scraped), f"only in the file: {set(filed) - set(scraped)}"
    accounts = {dict(labels)["account"] for _, labels in modern if "account" in dict(labels)}
    assert accounts == {"alice", ODD_NAME}, f"accounts: {accounts}"
    failing = [v for (name, labels), v in modern.items()
               if name == "retentiond_sweeps_total" and dict(labels) | {"account": ODD_NAME, "result": "failing"} == dict(labels)]
    assert failing and failing[0] >= 1, "the sweeps of the account without a key were not counted"
    print(f"metrics: Prometheus' Python client reads {len(modern)} and {len(scraped)} samples")


if __name__ == "__main__":
    try:
        main()
    except (AssertionError, ValueError) as problem:
        sys.exit(f"metrics: {problem}")
