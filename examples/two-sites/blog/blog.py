"""A blog with nothing in it."""
import json


def application(environ, start_response):
    body = json.dumps({"app": "blog", "script_name": environ.get("SCRIPT_NAME", ""), "path": environ.get("PATH_INFO", ""),
                       "host": environ.get("HTTP_HOST", "")}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
