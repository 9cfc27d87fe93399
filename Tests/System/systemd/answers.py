"""Runs a command on its own terminal and answers its questions, as a person would.

Usage: answers.py COMMAND … < JSON list of [question, answer]. Prints the screen. Exits with the command's exit code, or with 1 if a
question didn't come, or if an answer marked by a third element "secret" appeared on the screen.
"""

import json
import os
import pty
import select
import sys
import time


def main():
    dialogue = json.load(sys.stdin)
    child, terminal = pty.fork()
    if child == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    seen = ""
    read_until = 0

    def read(deadline):
        nonlocal seen
        if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            return False
        try:
            data = os.read(terminal, 65536)
        except OSError:
            return False
        seen += data.decode(errors="replace")
        return bool(data)

    for question, answer, *marks in dialogue:
        deadline = time.monotonic() + 60
        while question not in seen[read_until:]:
            if not read(deadline):
                sys.exit(f"{seen}\nthis question did not come: {question}")
        read_until = seen.index(question, read_until) + len(question)
        os.write(terminal, (answer + "\n").encode())
    while read(time.monotonic() + 60):
        pass
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(seen.replace("\r\n", "\n"))
    for _, answer, *marks in dialogue:
        if "secret" in marks and answer in seen:
            sys.exit("the secret was shown")
    sys.exit(status)


if __name__ == "__main__":
    main()
