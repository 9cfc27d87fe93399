#!/usr/bin/env python3
"""Verifies audit chains, written from docs/reference/audit.md alone.

Reads JSON lines: audit logs, or the output of `journalctl -o json --all RETENTIOND_AUDIT_SEQ`…, from the files named, or
else from standard input. Prints one line for each chain; exit code 1 if one isn't whole. Whoever wrote the records is
not asked about: select them with journalctl's matches.
"""
import hashlib
import json
import sys

OWN = ("MESSAGE", "MESSAGE_ID", "PRIORITY", "SYSLOG_IDENTIFIER")


def covered(name):
    return name in OWN or (name.startswith("RETENTIOND_") and name != "RETENTIOND_AUDIT_RESENT")


def as_bytes(value):
    # journalctl writes bytes that aren't printable text as an array of numbers.
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, list) and all(isinstance(byte, int) for byte in value):
        return bytes(value)
    raise ValueError("several values, or none")


def hash_of(fields):
    digest = hashlib.sha256()
    for name in sorted(name for name in fields if covered(name)):
        value = as_bytes(fields[name])
        digest.update(b"%s=%d:%s\n" % (name.encode(), len(value), value))
    return digest.hexdigest()


def verify(lines):
    chains, newest, findings = {}, {}, []
    for line in lines:
        try:
            fields = json.loads(line)
            chain, number = fields["RETENTIOND_AUDIT_CHAIN"], int(fields["RETENTIOND_AUDIT_SEQ"])
            known = (hash_of(fields), fields["RETENTIOND_AUDIT_HASH"])
        except (ValueError, KeyError, TypeError):
            continue
        records = chains.setdefault(chain, {})
        if number in records:
            if records[number] != known:
                findings.append((chain, f"different records have the number {number}"))
            continue
        if number < newest.get(chain, number) and "RETENTIOND_AUDIT_RESENT" not in fields:
            findings.append((chain, f"record {number} is out of order"))
        records[number] = known
        newest[chain] = max(number, newest.get(chain, number))
    for chain, records in chains.items():
        for number in range(min(records), max(records) + 1):
            if number not in records:
                findings.append((chain, f"record {number} is missing"))
            elif number == 1 and records[1][1] != "0" * 64:
                findings.append((chain, "record 1 is not the first"))
            elif number - 1 in records and records[number][1] != records[number - 1][0]:
                findings.append((chain, f"record {number - 1} or {number} was changed"))
    return chains, findings


def main():
    lines = [line for name in sys.argv[1:] for line in open(name, "rb")] or sys.stdin.buffer
    chains, findings = verify(lines)
    for chain, records in chains.items():
        own = [text for name, text in findings if name == chain]
        print(f"{chain} {min(records)} {max(records)} {'; '.join(own) or 'whole'}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
