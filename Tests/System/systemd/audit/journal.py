#!/usr/bin/env python3
"""Audit records for tests with a real journal: makes chains, and sends them as sd_journal_sendv would.

  journal.py make COUNT CHAIN      prints a chain as JSON lines, a record every millisecond up to now
  journal.py send [NAME=VALUE …]   sends the JSON lines on standard input, with these fields changed or added
"""
import datetime
import fcntl
import json
import socket
import struct
import sys
import time

from verify import hash_of

# termios.TIOCOUTQ: a minimal Python lacks that module.
TIOCOUTQ = 0x5411
# How long journald may take from reading a record to looking up its sender.
LOOKUP = 0.2
JOURNAL = "/run/systemd/journal/socket"


def make(count, chain):
    last, now = None, datetime.datetime.now(datetime.timezone.utc)
    for number in range(1, count + 1):
        made = now - datetime.timedelta(milliseconds=count - number)
        record = {
            "MESSAGE": f"alice: purged file:{number}", "PRIORITY": "5", "SYSLOG_IDENTIFIER": "retentiond",
            "MESSAGE_ID": "1a48090a16df4f88a4db05e7c45ed136", "RETENTIOND_EVENT": "purged", "RETENTIOND_ACCOUNT": "alice",
            "RETENTIOND_ITEM_KIND": "file", "RETENTIOND_ITEM_ID": str(number), "RETENTIOND_ITEM_TITLE": "é\n=1",
            "RETENTIOND_AUDIT_CHAIN": chain, "RETENTIOND_AUDIT_SEQ": str(number),
            "RETENTIOND_AUDIT_HASH": hash_of(last) if last else "0" * 64,
            "RETENTIOND_AUDIT_TIME": made.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z",
        }
        if last:
            record["RETENTIOND_AUDIT_PREVIOUS_TIME"] = last["RETENTIOND_AUDIT_TIME"]
        print(json.dumps(record))
        last = record


def send(changes):
    journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    journal.connect(JOURNAL)
    for line in sys.stdin:
        record = {**json.loads(line), **dict(change.split("=", 1) for change in changes)}
        fields = [(name.encode(), value.encode()) for name, value in record.items()]
        journal.send(b"".join(n + b"\n" + struct.pack("<Q", len(v)) + v + b"\n" for n, v in fields))
    # journald looks up the unit of a record's sender when it reads the record: the sender must still live then.
    while struct.unpack("i", fcntl.ioctl(journal, TIOCOUTQ, bytes(4)))[0] > 0:
        time.sleep(0.01)
    time.sleep(LOOKUP)


if __name__ == "__main__":
    make(int(sys.argv[2]), sys.argv[3]) if sys.argv[1] == "make" else send(sys.argv[2:])
