"""Reading an audit log: `audit` in each of its formats, `audit verify` compared with the verifier written from
docs/reference/audit.md, and `report`."""

import subprocess
import sys
from pathlib import Path

import measuring

SYSTEM = Path(__file__).resolve().parents[2] / "System"


def commands(options, room, log, count):
    """Names, programs and arguments of the commands that are measured on a log."""
    common = ["--audit-log", str(log), "--state-directory", str(room / "state"), "--policy", str(room / "none")]
    for format in ["table", "json", "csv"]:
        yield f"`audit --format {format}`", options.retentiond, ["audit", "--format", format, *common]
    yield "`audit verify`", options.retentiond, ["audit", "verify", *common]
    yield "the same in Python", sys.executable, [str(SYSTEM / "systemd/audit/verify.py"), str(log)]
    if count <= options.report_records:
        yield "`report`", options.retentiond, ["report", "--no-plan", "--output", str(room / "report.html"), *common]


def run(options, folder, figures):
    """Measures each size. Returns the table."""
    rows = []
    room = Path(folder)
    for count in sorted({*map(int, options.records.split(",")), options.report_records}):
        log = room / "audit.jsonl"
        subprocess.run([sys.executable, SYSTEM / "report/trail.py", str(count), log], check=True)
        for name, program, arguments in commands(options, room, log, count):
            usage = measuring.median_of(options.rounds if count <= 100_000 else 1, program, arguments)
            figures["trail", count, name] = usage
            print(f"{count} records, {name}: {usage.wall:.2f} s, CPU {usage.cpu:.2f} s, {usage.rss:.1f} MB", file=sys.stderr)
            rows.append([f"{count:,}", name, f"{usage.wall:.2f}", f"{usage.cpu:.2f}", f"{usage.rss:.1f}"])
        log.unlink()
    return measuring.table(["Records", "<Command", "Wall, s", "CPU, s", "Peak RSS, MB"], rows)
