"""A receiver of webhooks, which judges signatures by the snippet of docs/operating/notifications.md.

Usage: receiver.py PAGE PORT_FILE LOG. Answers the first request with 500, as one that restarts, and the others with 204. LOG gets a JSON
object a line: whether the message is genuine, its id, its type and its body.
"""

import http.server
import json
import pathlib
import re
import sys

SECRET = "0123456789abcdef0123456789abcdef"
page, port_file, log = sys.argv[1:]
exec(re.search(r"```python\n(.*?)```", pathlib.Path(page).read_text(), re.S).group(1))


class Handler(http.server.BaseHTTPRequestHandler):
    count = 0

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        line = {
            "genuine": is_genuine(self.headers, body, SECRET),
            "forged": is_genuine(self.headers, body + b" ", SECRET),
            "id": self.headers["webhook-id"],
            "type": json.loads(body)["type"],
            "authorization": self.headers["Authorization"],
            "body": body.decode(),
        }
        with open(log, "a") as lines:
            print(json.dumps(line), file=lines)
        Handler.count += 1
        self.send_response(500 if Handler.count == 1 else 204)
        self.end_headers()

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
pathlib.Path(port_file).write_text(str(server.server_port))
server.serve_forever()
