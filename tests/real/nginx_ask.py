#!/usr/bin/env python3
"""Starts nginx with a configuration and tells how it answers.

    python3 tests/real/nginx_ask.py FOLDER < REQUESTS

FOLDER/nginx.conf listens on Unix sockets in FOLDER alone. A request is a line `SOCKET PATH`; each
gives one JSON line {"socket", "path", "body", "headers": [[name, value], …]}.
"""
import http.client
import json
import os
import socket
import subprocess
import sys
import time


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=10)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = sys.argv[1]
    requests = [line.split(" ", 1) for line in sys.stdin.read().splitlines()]
    server = subprocess.Popen(["nginx", "-p", folder, "-c", os.path.join(folder, "nginx.conf")], stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            if all(os.path.exists(os.path.join(folder, name)) for name, _ in requests) or server.poll() is not None:
                break
            time.sleep(0.05)
        if server.poll() is not None:
            sys.exit(server.stderr.read())
        for name, path in requests:
            connection = UnixConnection(os.path.join(folder, name))
            connection.request("GET", path)
            response = connection.getresponse()
            print(json.dumps({"socket": name, "path": path, "body": response.read().decode(), "headers": response.getheaders()}))
            connection.close()
    finally:
        server.terminate()
        server.wait()


main()
