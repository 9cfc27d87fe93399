"""A name server for tests: answers each query for an IPv4 address with 127.0.0.1, and writes the queried names to a file.

Usage: names.py ADDRESS FILE
"""
import socket
import struct
import sys

address, queries = sys.argv[1:]
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind((address, 53))
with open(queries, "a", buffering=1) as log:
    while True:
        query, client = server.recvfrom(4096)
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii", "replace"))
            at += 1 + query[at]
        kind = struct.unpack("!H", query[at + 1 : at + 3])[0]
        question = query[12 : at + 5]
        answers = b""
        if kind == 1:
            answers = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0, 4) + bytes([127, 0, 0, 1])
        header = query[:2] + struct.pack("!HHHHH", 0x8580, 1, 1 if answers else 0, 0, 0)
        server.sendto(header + question + answers, client)
        log.write(".".join(labels) + "\n")
