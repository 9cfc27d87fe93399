#!/usr/bin/env python3
"""Runs commands on terminals of several widths and measures what they print.

Usage: check.py RETENTIOND POLICY STATE AUDIT_LOG
"""
import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import unicodedata

failed = 0


def check(name, holds, found=""):
    global failed
    print(f"{'ok' if holds else 'FAILED'}: {name}" + ("" if holds else f": {found!r}"))
    failed += not holds


def on_terminal(command, columns, environment=None):
    """The output of a command on a terminal of this width, and its exit code."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                               env={**os.environ, "TERM": "xterm-256color", **(environment or {})})
    os.close(theirs)
    text = b""
    while True:
        try:
            chunk = os.read(ours, 1 << 16)
        except OSError:
            break
        if not chunk:
            break
        text += chunk
    os.close(ours)
    return text.decode(), process.wait()


def pictures(text):
    """Emoji sequences as one wide character each."""
    return re.sub("[\U0001F000-\U0001FAFF](?:\uFE0F|\u200D[\U0001F000-\U0001FAFF]|[\U0001F3FB-\U0001F3FF])*", "\U0001F600", text)


def width(text):
    columns = 0
    for character in pictures(text):
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            continue
        columns += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return columns


def lines(text):
    """The text on the screen at the end, without colours and overwritten lines."""
    plain = re.sub("\x1b\\[[0-9;]*m", "", text).replace("\r\n", "\n")
    return [line.split("\r\x1b[K")[-1] for line in plain.split("\n")]


def column_at(line, column):
    """The text of a line before a column, and from it on."""
    for end in range(len(line) + 1):
        if width(line[:end]) >= column:
            return line[:end], line[end:]
    return line, ""


def main():
    program, policy, state, log = sys.argv[1:5]
    common = ["--policy", policy, "--state-directory", state]
    commands = {
        "plan": [program, "plan", *common], "audit": [program, "audit", "--audit-log", log, *common],
        "status": [program, "status", *common], "explain": [program, "explain", "file:1", *common],
    }
    for name, needed in (("plan", ["DECISION", "TITLE", "REASON"]), ("audit", ["TIME", "EVENT", "TITLE", "REASON"]),
                         ("status", ["ACCOUNT", "HEALTH", "IN SHORT"])):
        for columns in (60, 80, 120, 200):
            text, _ = on_terminal(commands[name], columns)
            shown = lines(text)
            head = next((line for line in shown if all(word in line for word in needed)), None)
            check(f"{name} at {columns} columns has its most important columns", head is not None, shown[:3])
            if head is None:
                continue
            start = shown.index(head)
            rows = [line for line in shown[start:] if line and not re.match("note: |hint: |error: |\\d+ items", line)]
            check(f"{name} at {columns} columns has rows", len(rows) >= 2, rows)
            wide = [line for line in rows if width(line) > columns]
            check(f"{name} fits into {columns} columns", not wide, wide[:2])
            last = width(head[:head.rindex(needed[-1])])
            crooked = [line for line in rows if width(line) > last and not column_at(line, last)[0].rstrip("\u2068").endswith("  ")]
            check(f"{name} at {columns} columns stands in straight columns", not crooked, crooked[:2])
    text, _ = on_terminal(commands["audit"], 160)
    titled = [line for line in lines(text) if "\u05e2" in line or "\u062a" in line]
    check("right-to-left titles are enclosed, so that columns don't jump",
          titled and all("\u2068" in line and "\u2069" in line for line in titled), titled[:1])
    check("a terminal gets colours", "\x1b[1m" in text)
    check("NO_COLOR takes them away", "\x1b[" not in on_terminal(commands["audit"], 160, {"NO_COLOR": "1"})[0])
    text, _ = on_terminal(commands["plan"], 80)
    check("a listing shows how far it is", re.search(r"\r\x1b\[Kalice: listing (\[[#-]{24}\] )?\d+", text), text[:80])
    for name, command in commands.items():
        result = subprocess.run(command, capture_output=True, text=True)
        check(f"{name} writes no escapes into a pipe", "\x1b" not in result.stdout + result.stderr
              and "\u2068" not in result.stdout, result.stdout[:80])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
