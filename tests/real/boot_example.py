#!/usr/bin/python3
"""Generates an example in the standalone layout, starts it as an ordinary user and asks it.

    boot_example.py STACKC EXAMPLE_FOLDER

The example is copied to a temporary folder; its paths below /srv and its ports are replaced there, and
nothing outside that folder is written. Exit 0: all checks passed, or a program is missing (it
says SKIPPED); 1: a check failed.
"""
import base64
import http.client
import json
import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time

PROGRAMS = ["/usr/sbin/nginx", "/usr/bin/uwsgi", "/usr/bin/gunicorn", "/usr/bin/daphne", "/usr/bin/redis-server",
            "/usr/bin/supervisord", "/usr/lib/uwsgi/plugins/python3_plugin.so"]
MODULES = ["django", "channels", "channels_redis", "supervisor"]
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
failures = []


def check(name, passed, detail=""):
    print(("ok      " if passed else "FAILED  ") + name + ("" if passed else f": {detail}"), flush=True)
    if not passed:
        failures.append(name)


def skip_unless_everything_is_there():
    missing = [program for program in PROGRAMS if not os.path.exists(program)]
    for module in MODULES:
        if subprocess.run(["/usr/bin/python3", "-c", f"import {module}"], capture_output=True).returncode != 0:
            missing.append(f"python3 module {module}")
    if missing:
        print("SKIPPED: no " + ", ".join(missing))
        sys.exit(0)


def ordinary_user():
    """Whom to run as: ourselves, or nobody when we are root."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Example:
    def __init__(self, stackc, source):
        self.uid, self.gid = ordinary_user()
        self.folder = os.path.realpath(tempfile.mkdtemp(prefix="stackc-"))
        self.name = os.path.basename(source.rstrip("/"))
        shutil.copytree(source, self.folder, dirs_exist_ok=True, symlinks=True, ignore=shutil.ignore_patterns("broken", "generated"))
        self.stackc = os.path.join(self.folder, "stackc")
        shutil.copy(stackc, self.stackc)
        self.stack = next(name for name in os.listdir(self.folder) if name.endswith(".stack"))
        self.ports = {port: free_port() for port in ("80", "443", "6390")}
        self.output = os.path.join(self.folder, "out")
        self.rewrite()
        for root, folders, files in os.walk(self.folder):
            for path in [root] + [os.path.join(root, name) for name in folders + files]:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def rewrite(self):
        """The description and the settings, with this folder's paths and these ports."""
        for root, _, files in os.walk(self.folder):
            for name in files:
                if not name.endswith((".stack", ".py")):
                    continue
                path = os.path.join(root, name)
                with open(path, encoding="utf-8") as file:
                    text = file.read()
                text = re.sub(r"/srv/[a-z]+", self.folder, text)
                text = re.sub(r"\blisten( +)(80|443)\b", lambda m: f"listen{m[1]}{self.ports[m[2]]}", text)
                text = re.sub(r"\b6390\b", str(self.ports["6390"]), text)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
        with open(os.path.join(self.folder, "secret_key"), "w", encoding="utf-8") as file:
            file.write("a-secret-of-thirty-two-characters\n")

    def run(self, *command, **options):
        return subprocess.run(command, capture_output=True, text=True, cwd=self.folder, timeout=300, **self.as_user(), **options)

    def as_user(self):
        environment = {"PATH": PATH, "HOME": self.folder, "LANG": "C.UTF-8"}
        if os.geteuid() != 0:
            return {"env": environment}
        return {"env": environment, "user": self.uid, "group": self.gid, "extra_groups": []}

    def generate(self):
        made = self.run(self.stackc, "generate", self.stack, "--layout", "standalone", "-o", self.output)
        check("generate", made.returncode == 0, made.stdout + made.stderr)
        if made.returncode != 0:
            return False
        print(made.stdout, end="")
        again = self.run(self.stackc, "generate", self.stack, "--layout", "standalone", "-o", self.output, "--check")
        check("generate --check right after", again.returncode == 0, again.stdout + again.stderr)
        return True

    def ask_the_programs(self):
        out = self.output
        if os.path.exists(f"{out}/etc/nginx/nginx.conf"):
            said = self.run("/usr/sbin/nginx", "-t", "-q", "-p", out, "-e", f"{out}/var/log/nginx/error.log", "-c", f"{out}/etc/nginx/nginx.conf")
            check("nginx -t", said.returncode == 0 and not said.stderr, said.stderr)
        folder = f"{out}/etc/uwsgi/apps-available"
        for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
            said = self.run("/usr/bin/uwsgi", "--strict", "--hook-asap", "exit:0", "--ini", os.path.join(folder, name))
            check(f"uwsgi --strict {name}", said.returncode == 0 and "strict-mode" not in said.stderr, said.stderr)
        parse = "import sys; from supervisor.options import ServerOptions as O; o = O(); o.realize(['-n', '-c', sys.argv[1]]); print(len(o.process_group_configs))"
        said = self.run("/usr/bin/python3", "-c", parse, f"{out}/supervisord.conf")
        check("supervisor's parser", said.returncode == 0 and "rror" not in said.stderr, said.stdout + said.stderr)
        said = self.run(self.stackc, "lint", out, "--format", "json")
        found = json.loads(said.stdout)["diagnostics"] if said.stdout else []
        check("stackc lint", said.returncode == 0 and not found, said.stdout[:3000] + said.stderr)

    def start(self):
        self.log = open(os.path.join(self.folder, "supervisord.out"), "w", encoding="utf-8")
        self.daemon = subprocess.Popen(["/usr/bin/supervisord", "-n", "-c", f"{self.output}/supervisord.conf"], cwd="/",
                                       stdout=self.log, stderr=subprocess.STDOUT, start_new_session=True, **self.as_user())

    def status(self):
        return self.run("/usr/bin/supervisorctl", "-c", f"{self.output}/supervisord.conf", "status").stdout

    def wait_until_running(self):
        deadline = time.time() + 120
        while time.time() < deadline and self.daemon.poll() is None:
            lines = [line for line in self.status().splitlines() if line.strip()]
            if lines and all(re.search(r"\bRUNNING\b", line) for line in lines):
                check("all programs are running", True)
                return True
            time.sleep(0.3)
        check("all programs are running", False, self.status())
        return False

    def wait_until_ready(self, questions):
        """RUNNING says that a program has not ended yet; the applications are still being loaded."""
        deadline = time.time() + 120
        while time.time() < deadline and not all(question(self) for question in questions):
            time.sleep(0.5)

    def stop(self):
        started = time.time()
        if self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
            try:
                self.daemon.wait(150)
            except subprocess.TimeoutExpired:
                pass
        with open(f"{self.output}/var/log/supervisord.log", errors="replace", encoding="utf-8") as file:
            killed = [line for line in file if "killing" in line]
        check("everything stops when it is told to", self.daemon.poll() is not None and not killed, (f"{time.time() - started:.1f} s", killed))
        left = self.processes()
        check("nothing is left running", not left, str(left))
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        self.log.close()
        sockets = [name for root, _, names in os.walk(f"{self.output}/run") for name in names if name.endswith(".sock")]
        check("no socket is left behind", not [name for name in sockets if name != "supervisor.sock"], str(sockets))

    def processes(self):
        """The pids whose command line names our folder."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    line = file.read()
            except OSError:
                continue
            if os.fsencode(self.output) in line and int(pid) != os.getpid():
                found.append(int(pid))
        return found

    def show_logs(self):
        for root, _, names in os.walk(f"{self.output}/var/log"):
            for name in names:
                with open(os.path.join(root, name), errors="replace", encoding="utf-8") as file:
                    print(f"==> {name}\n" + file.read()[-3000:])

    # ----------------------------------------------------------------------------- requests

    def get(self, host, path, port="80", method="GET", body=None, headers=None):
        if port == "443":
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection = Sni(host, self.ports[port], context)
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.ports[port], timeout=60)
        try:
            connection.request(method, path, body=body, headers={"Host": f"{host}:{self.ports[port]}", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, answer.read(), dict(answer.getheaders())
        except (OSError, http.client.HTTPException) as error:
            return 0, repr(error).encode(), {}
        finally:
            connection.close()

    def is_socket_up(self, path):
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(os.path.join(self.output, path)) == 0

    def json(self, host, path, **options):
        status, body, _ = self.get(host, path, **options)
        try:
            return {"status": status, **json.loads(body)}
        except ValueError:
            return {"status": status, "body": body[:300]}

    def echo(self, host, path, text):
        """What a WebSocket answers to one message."""
        with socket.create_connection(("127.0.0.1", self.ports["80"]), timeout=60) as peer:
            key = base64.b64encode(os.urandom(16)).decode()
            authority = f"{host}:{self.ports['80']}"
            peer.sendall((f"GET {path} HTTP/1.1\r\nHost: {authority}\r\nOrigin: http://{authority}\r\nUpgrade: websocket\r\n"
                          f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
            stream = peer.makefile("rb")
            first = stream.readline().decode()
            if " 101 " not in first:
                return first
            while stream.readline().strip():
                pass
            data, mask = text.encode(), os.urandom(4)
            peer.sendall(bytes([0x81, 0x80 | len(data)]) + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data)))
            head = stream.read(2)
            size = head[1] & 0x7f
            if size == 126:
                size = struct.unpack(">H", stream.read(2))[0]
            return stream.read(size).decode(errors="replace")


class Sni(http.client.HTTPSConnection):
    """Connects to this machine, whatever the name says."""

    def __init__(self, host, port, context):
        super().__init__(host, port, timeout=10, context=context)
        self.tls = context

    def connect(self):
        self.sock = self.tls.wrap_socket(socket.create_connection(("127.0.0.1", self.port), 60), server_hostname=self.host)


# --------------------------------------------------------------------- what each example promises

def ask_static(example, host, **options):
    status, body, headers = example.get(host, "/static/site.css", **options)
    check("a static file", status == 200 and b"sans-serif" in body, (status, body[:200]))
    check("it may be cached", "max-age" in headers.get("Cache-Control", ""), headers)
    status, body, _ = example.get(host, "/static../manage.py", **options)
    check("no way out of the static folder", b"execute_from" not in body, (status, body[:200]))


def ask_strangers(example, **options):
    status, body, _ = example.get("stranger.example", "/", **options)
    check("an unknown name gets no answer", status == 0, (status, body[:200]))


def ask_django_uwsgi(example):
    host = "guestbook.example.com"
    page = example.json(host, "/hello?x=1")
    check("a page from uWSGI", page.get("status") == 200 and page.get("server") == "uwsgi" and page.get("path") == "/hello", page)
    check("the value came through unchanged", page.get("greeting") == "it's \"100%\" safe; $HOME, %(here) # and all", page)
    page = example.json(host, "/", headers={"X-Forwarded-Proto": "https"})
    check("a client cannot say https", page.get("scheme") == "http" and page.get("forwarded_proto") == "http", page)
    check("the client's address", page.get("forwarded_for") == "127.0.0.1", page)
    ask_static(example, host)
    status, body, headers = example.get(host, "/health")
    check("a fixed answer", (status, body) == (200, b"costs $0"), (status, body))
    check("the site's header", headers.get("X-Content-Type-Options") == "nosniff", headers)
    status, _, headers = example.get(host, "/old/page")
    check("a redirect", status == 301 and headers.get("Location", "").endswith("/page"), (status, headers))
    check("a body of 4 MB", example.json(host, "/", method="POST", body=b"x" * (4 << 20)).get("status") == 200)
    check("a body of 6 MB is too large", example.get(host, "/", method="POST", body=b"x" * (6 << 20))[0] in (0, 413))
    long = {f"X-Long-{i}": "y" * 6000 for i in range(3)}
    check("headers of 18 kB", example.json(host, "/", headers=long).get("status") == 200)
    ask_strangers(example)


def ask_django_gunicorn(example):
    host = "notes.example.com"
    status, _, headers = example.get(host, "/x")
    check("http leads to https", status == 301 and headers.get("Location") == f"https://{host}:{example.ports['443']}/x", (status, headers))
    page = example.json(host, "/x", port="443")
    check("a page from gunicorn", page.get("status") == 200 and "gunicorn" in page.get("server", ""), page)
    check("Django knows that it is https", page.get("is_secure") is True and page.get("host") == f"{host}:{example.ports['443']}", page)
    check("the value came through unchanged", page.get("motto") == "don't panic; 100% # sure", page)
    check("the secret came from its file", page.get("has_secret") == len("a-secret-of-thirty-two-characters"), page)
    _, _, headers = example.get(host, "/", port="443")
    check("HSTS and the site's header", "max-age=31536000" in headers.get("Strict-Transport-Security", "") and headers.get("Referrer-Policy") == "same-origin", headers)
    _, _, headers = example.get(host, "/reports/1", port="443")
    check("a route's own header and the site's", headers.get("X-Robots-Tag") == "noindex" and "Strict-Transport-Security" in headers, headers)
    ask_static(example, host, port="443")
    status, body, _ = example.get(host, "/media/picture.txt", port="443")
    check("a media file", status == 200 and b"picture" in body, (status, body))
    check("a body of 15 MB", example.json(host, "/", port="443", method="POST", body=b"x" * (15 << 20)).get("status") == 200)
    ask_strangers(example)
    ask_strangers(example, port="443")


def ask_django_channels(example):
    host = "chat.example.com"
    page = example.json(host, "/")
    check("a page from uWSGI", page.get("status") == 200 and page.get("server") == "uwsgi", page)
    said = example.echo(host, "/ws/echo/", '{"hello": "redis"}')
    check("a WebSocket echoes through redis", said == '{"hello": "redis"}', said)
    ask_static(example, host)
    ask_strangers(example)


def ask_two_sites(example):
    blog = example.json("blog.example.org", "/post")
    check("the blog", blog.get("app") == "blog" and blog.get("path") == "/post", blog)
    api = example.json("api.example.org", "/v1")
    check("the API under its own name", api.get("app") == "api" and api.get("path") == "/v1" and api.get("script_name") == "", api)
    check("and under any name below it", example.json("eu.api.example.org", "/").get("app") == "api")
    below = example.json("blog.example.org", "/api/v1")
    check("the API below the blog, its prefix stripped", below.get("app") == "api" and below.get("path") == "/v1" and below.get("script_name") == "/api", below)
    check("an unknown name gets the default site", example.json("stranger.example", "/").get("app") == "blog")
    _, _, headers = example.get("api.example.org", "/")
    check("headers of the route and of the site", headers.get("X-Frame-Options") == "DENY" and headers.get("Cache-Control") == "no-store", headers)
    check("a body of 20 MB for the API", example.json("api.example.org", "/", method="POST", body=b"x" * (20 << 20)).get("status") == 200)
    ask_static(example, "blog.example.org")


READY = {
    "django-uwsgi": [lambda example: example.get("guestbook.example.com", "/")[0] == 200],
    "django-gunicorn": [lambda example: example.get("notes.example.com", "/", port="443")[0] == 200],
    "django-channels": [lambda example: example.get("chat.example.com", "/")[0] == 200,
                        lambda example: example.is_socket_up("run/chat/ws.sock")],
    "two-sites": [lambda example: example.get("blog.example.org", "/")[0] == 200, lambda example: example.get("api.example.org", "/")[0] == 200,
                  lambda example: example.is_socket_up("run/two/blog-1.sock"), lambda example: example.is_socket_up("run/two/blog-2.sock")],
}
QUESTIONS = {"django-uwsgi": ask_django_uwsgi, "django-gunicorn": ask_django_gunicorn,
             "django-channels": ask_django_channels, "two-sites": ask_two_sites}


def main():
    skip_unless_everything_is_there()
    example = Example(sys.argv[1], sys.argv[2])
    try:
        if example.generate():
            example.ask_the_programs()
            example.start()
            try:
                if example.wait_until_running():
                    example.wait_until_ready(READY[example.name])
                    QUESTIONS[example.name](example)
            finally:
                example.stop()
            if failures:
                example.show_logs()
    finally:
        if not os.environ.get("STACKC_KEEP"):
            shutil.rmtree(example.folder, ignore_errors=True)
        else:
            print("kept " + example.folder)
    sys.exit(1 if failures else 0)


main()
