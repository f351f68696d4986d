#!/usr/bin/env python3
"""Asks the real `nginx -t` about configuration files and about damaged copies of them.

    unshare -n -m python3 tests/real/nginx_check.py ROOT MUTANTS PART/PARTS < LIST_OF_FILES

nginx runs below ROOT, an empty folder that becomes a small root file system: what a file needs of
its machine (included files, certificates, users, host names, log folders) is made there until
nginx speaks of the configuration itself. A fragment is included in the block that it is written
for. Then MUTANTS damaged copies are made of the files that nginx takes, the same ones at every
run. With PART/PARTS, only every PARTS-th file is looked at.

One JSON object a line: {"root", "file", "kind", "text", "frame", "accepted", "message",
"is_machine", "at", "line"}: the text stood in /etc/nginx/site.conf, included by the frame in
nginx.conf, or in nginx.conf where the frame is empty. nginx speaks of "line" in the file "at".
"is_machine" says that it misses something of its machine. "kind" is "file" or the kind of damage.
"""
import json
import os
import random
import re
import shutil
import subprocess
import sys

MAIN = {"events", "http", "stream", "mail", "worker_processes", "user", "pid", "load_module", "daemon",
        "worker_rlimit_nofile", "master_process", "env", "pcre_jit", "thread_pool", "worker_cpu_affinity"}
SERVER = {"listen", "location", "server_name", "try_files"}
HTTP = {"server", "upstream", "map", "geo", "split_clients", "limit_req_zone", "limit_conn_zone", "log_format",
        "proxy_cache_path", "uwsgi_cache_path", "fastcgi_cache_path", "types", "match", "js_import"}

MAIN_FILE, SITE_FILE = "/etc/nginx/nginx.conf", "/etc/nginx/site.conf"
SEVERE = re.compile(r"\[(?:emerg|crit|alert|error)\]")
# What the machine lacks, not what the configuration says wrong.
MACHINE = re.compile(r"host not found|failed \((?:\d+): |cannot load certificate|getpwnam|getgrnam|SSL_CTX|BIO_|PEM_|"
                     r"no resolver defined to resolve|dlopen|failed to load|no such file|resty\.core|GeoIP|MMDB|NGINX_BADIMAGE|"
                     r"XML_|xslt|init_by_lua|content_by_lua|cannot open shared object|perl_|Perl|could not build", re.I)

# ----------------------------------------------------------------------------------- reading

TOKEN = re.compile(r'#[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[;{}]|(?:\\.|\$\{|[^\s;{\\])+', re.S)


class Statement:
    def __init__(self, words, parent):
        self.words, self.parent = words, parent  # spans; the first is the name
        self.end = self.close = None             # the span of `;` or `{`, of `}`
        self.is_block = False


def statements(text):
    """Every statement that the text holds, in order."""
    found, open_blocks, words, at = [], [], [], 0
    while True:
        match = TOKEN.search(text, at)
        if not match:
            return found
        token, span, at = match[0], match.span(), match.end()
        if token[0] == "#":
            continue
        if token == "}":
            if open_blocks:
                open_blocks.pop().close = span
            words = []
        elif token in ";{" and words:
            statement = Statement(words, open_blocks[-1] if open_blocks else None)
            statement.end, statement.is_block, words = span, token == "{", []
            found.append(statement)
            if token == "{":
                open_blocks.append(statement)
                if text[slice(*statement.words[0])].endswith("_by_lua_block"):
                    depth = 1
                    while depth and at < len(text):
                        depth += {"{": 1, "}": -1}.get(text[at], 0)
                        at += 1
                    open_blocks.pop().close = (at - 1, at)
        elif token not in ";{":
            words.append(span)


def top_names(text):
    return {text[slice(*each.words[0])] for each in statements(text) if each.parent is None}


def frame_of(text):
    """The main configuration around a fragment; empty for a whole one."""
    names = top_names(text)
    if names & {"events", "http", "stream", "mail"} or (names and names <= MAIN):
        return ""
    inside = f"include {SITE_FILE};"
    if not names & HTTP:
        inside = f"server {{ {inside} }}" if names & SERVER else f"server {{ location / {{ {inside} }} }}"
    return f"events {{}}\nhttp {{ {inside} }}\n"


# ---------------------------------------------------------------------------------- damaging

def misspelt(word, rng):
    letters = [i for i, c in enumerate(word) if c.isalpha()]
    if not letters:
        return word + "x"
    i = rng.choice(letters)
    return rng.choice([word[:i] + word[i + 1:], word[:i] + word[i] + word[i:], word[:i] + rng.choice("aeioqxz") + word[i + 1:],
                       word[:max(i - 1, 0)] + word[max(i - 1, 0):i + 1][::-1] + word[i + 1:]])


def other_value(word, rng):
    """Something like `word` that may be wrong."""
    quote = word[0] if word[:1] in "\"'" and len(word) > 1 else ""
    inner = word[1:-1] if quote else word
    choices = [misspelt(inner, rng), rng.choice(["", "x", "on", "off", "0", "-1", "1", "10m", "30s", "$nosuch", "99999999999999999999", "a b"])]
    if inner in ("on", "off"):
        choices += ["yes", "true", "On", "0"]
    if re.fullmatch(r"\d+[a-zA-Z]*", inner):
        digits = re.match(r"\d+", inner)[0]
        choices += [digits + unit for unit in ("", "k", "K", "m", "M", "mb", "g", "G", "s", "ms", "d", "min", "sec", "x")] + ["-" + inner, inner + ".5"]
    if "://" in inner:
        choices += [inner.split("://", 1)[1], inner.replace("://", ":/"), inner + ":99999", inner + "/x"]
    if "$" in inner:
        choices += [inner.replace("$", "$x", 1), inner.replace("$", "${", 1), inner + "$"]
    if "=" in inner:
        choices += [inner.split("=", 1)[0] + "=", inner.replace("=", "", 1), inner.split("=", 1)[0] + "=x"]
    if re.search(r":\d+", inner):
        choices += [re.sub(r":\d+", ":0", inner), re.sub(r":\d+", ":99999", inner), re.sub(r":\d+", ":http", inner), re.sub(r":\d+", "", inner)]
    value = rng.choice(choices)
    if not quote and (value == "" or re.search(r"[\s;{}\"']", value)):
        quote = '"'
    return quote + value + quote


def cut(text, begin, end, put=""):
    return text[:begin] + put + text[end:]


def extent(statement):
    """Where the statement begins and ends, its block included."""
    return statement.words[0][0], (statement.close or statement.end)[1] if statement.is_block else statement.end[1]


def damage(text, kind, rng):
    """A copy of `text` with one mistake, or nothing where that kind finds no place for it."""
    all_statements = [each for each in statements(text) if not each.is_block or each.close]
    if kind in ("drop argument", "change value"):
        all_statements = [each for each in all_statements if len(each.words) > 1]
    if kind == "drop terminator":
        all_statements = [each for each in all_statements if not each.is_block]
    if kind in ("drop brace", "add brace"):
        all_statements = [each for each in all_statements if each.is_block] if kind == "drop brace" else all_statements
    if not all_statements:
        return None
    chosen = rng.choice(all_statements)
    begin, end = extent(chosen)
    if kind == "misspell":
        return cut(text, *chosen.words[0], misspelt(text[slice(*chosen.words[0])], rng))
    if kind == "add argument":
        return cut(text, chosen.end[0], chosen.end[0], " " + rng.choice(["on", "off", "10", "extra", "$uri", "1m", "/x", "default", "x=1", '""']) + " ")
    if kind == "drop argument":
        return cut(text, *rng.choice(chosen.words[1:]))
    if kind == "change value":
        span = rng.choice(chosen.words[1:])
        return cut(text, *span, other_value(text[slice(*span)], rng))
    if kind == "drop terminator":
        return cut(text, *chosen.end)
    if kind == "drop brace":
        return cut(text, *rng.choice([chosen.end, chosen.close]))
    if kind == "add brace":
        return cut(text, end, end, rng.choice(["}", "{", "\n}\n"]))
    if kind == "duplicate":
        return cut(text, end, end, "\n" + text[begin:end])
    if kind == "drop quote":
        quotes = [i for i, c in enumerate(text) if c in "\"'"]
        return cut(text, *(lambda i: (i, i + 1))(rng.choice(quotes))) if quotes else None
    if kind == "move":
        homes = [each.end[1] for each in all_statements if each.is_block and each is not chosen.parent
                 and not begin <= each.end[0] < end] + ([0] if chosen.parent else [])
        if not homes:
            return None
        home = rng.choice(homes)
        moved = "\n" + text[begin:end] + "\n"
        return cut(cut(text, begin, end), home, home, moved) if home <= begin else cut(cut(text, home, home, moved), begin, end)
    raise ValueError(kind)


KINDS = ["misspell", "move", "add argument", "drop argument", "change value", "change value", "drop terminator", "drop brace",
         "add brace", "duplicate", "drop quote"]


# ------------------------------------------------------------------------------------ asking

class Machine:
    """The root file system below `root`, and nginx in it."""

    def __init__(self, root):
        self.root = root
        for folder in ("bin", "sbin", "lib", "lib64", "lib32"):
            if os.path.islink("/" + folder):
                os.symlink(os.readlink("/" + folder), f"{root}/{folder}")
        for folder in ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "usr/share", "dev", "proc"):
            if os.path.isdir("/" + folder) and not os.path.islink("/" + folder):
                os.makedirs(f"{root}/{folder}")
                self.mount("--rbind", "/" + folder, f"{root}/{folder}")
                if folder.startswith("usr"):
                    self.mount("-o", "remount,bind,ro", f"{root}/{folder}")
        for folder in ("tmp", "run", "var/log/nginx", "var/lib/nginx", "var/cache/nginx", "etc", "prefix/logs"):
            os.makedirs(f"{root}/{folder}", exist_ok=True)
        shutil.copytree("/etc/nginx", f"{root}/etc/nginx")
        for folder in ("sites-enabled", "conf.d"):
            shutil.rmtree(f"{root}/etc/nginx/{folder}", ignore_errors=True)
            os.makedirs(f"{root}/etc/nginx/{folder}")
        for file in ("passwd", "group", "nsswitch.conf", "ld.so.cache", "services", "protocols"):
            if os.path.exists("/etc/" + file):
                shutil.copy("/etc/" + file, f"{root}/etc/{file}")
        for folder in ("perl", "ssl"):
            if os.path.isdir("/etc/" + folder):
                shutil.copytree("/etc/" + folder, f"{root}/etc/{folder}", symlinks=True, ignore_dangling_symlinks=True)
        self.write("/etc/hosts", "127.0.0.1 localhost\n")
        for family, name in (("ipv4", "ip_nonlocal_bind"), ("ipv6", "ip_nonlocal_bind")):
            try:
                with open(f"/proc/sys/net/{family}/{name}", "w") as setting:
                    setting.write("1")
            except OSError:
                pass
        subprocess.run(["ip", "link", "set", "lo", "up"], capture_output=True)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{root}/key", "-out", f"{root}/cert",
                        "-days", "2", "-subj", "/CN=test"], check=True, capture_output=True)
        subprocess.run(["openssl", "dhparam", "-dsaparam", "-out", f"{root}/dh", "2048"], check=True, capture_output=True)
        os.symlink("/usr/lib/nginx/modules", f"{root}/prefix/modules")
        os.chroot(root)
        os.chdir("/")
        enabled = "/etc/nginx/modules-enabled"
        self.modules = ""
        for name in sorted(os.listdir(enabled)) if os.path.isdir(enabled) else []:
            with open(os.path.join(enabled, name)) as file:
                self.modules += file.read()
        self.made = set()

    @staticmethod
    def mount(*args):
        subprocess.run(["mount", *args], check=True, capture_output=True)

    def write(self, path, text):
        os.makedirs(os.path.dirname(self.root + path), exist_ok=True)
        with open(self.root + path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            file.write(text)

    def ask(self, text, frame):
        """nginx's severe messages about the text; none when it takes it."""
        for path, content in ((SITE_FILE if frame else MAIN_FILE, text), (MAIN_FILE, frame)):
            if content:
                with open(path, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
                    file.write(content)
        extra = [] if "load_module" in text or "modules-enabled" in text else ["-g", self.modules]
        result = subprocess.run(["/usr/sbin/nginx", "-t", "-p", "/prefix", "-c", MAIN_FILE, *extra], capture_output=True, text=True, errors="replace")
        if result.returncode == 0:
            return []
        return [line for line in result.stderr.splitlines() if SEVERE.search(line)] or [f"[emerg] nginx ends with {result.returncode}: {result.stderr[-200:]}"]

    def provide(self, message):
        """Makes what the message asks for; False when it asks for nothing new."""
        for pattern, make in (
                (r'cannot load certificate key "([^"]+)"', lambda path: self.copy("/key", path)),
                (r'SSL_CTX_load_verify_locations\("([^"]+)"|SSL_load_client_CA_file\("([^"]+)"|cannot load certificate "([^"]+)"', lambda path: self.copy("/cert", path)),
                (r'BIO_new_file\("([^"]+)"', lambda path: self.copy("/dh", path)),
                (r'host not found in (?:upstream|resolver|the|"?[\w "]+?"?) ?"([^":/]+)', lambda name: self.append("/etc/hosts", f"127.0.0.2 {name}\n")),
                (r'getpwnam\("([^"]+)"\)', lambda name: self.append("/etc/passwd", f"{name}:x:{2000 + len(self.made)}:33::/:/bin/false\n")),
                (r'getgrnam\("([^"]+)"\)', lambda name: self.append("/etc/group", f"{name}:x:{2000 + len(self.made)}:\n")),
                (r'mkdir\(\) "([^"]+)" failed \(2:', lambda path: os.makedirs(os.path.dirname(path), exist_ok=True)),
                (r'bind\(\) to unix:(\S+) failed \(2:', lambda path: os.makedirs(os.path.dirname(path), exist_ok=True)),
                (r'opendir\(\) "([^"]+)" failed \(2:', lambda path: os.makedirs(path, exist_ok=True)),
                (r'(?:open|stat)\(\) "([^"]+)" failed \(2:', lambda path: self.copy("/dev/null", path))):
            found = re.search(pattern, message)
            if not found:
                continue
            what = next(group for group in found.groups() if group)
            if (pattern, what) in self.made:
                return False
            self.made.add((pattern, what))
            try:
                make(what)
            except OSError:
                return False
            return True
        return False

    @staticmethod
    def copy(source, path):
        path = os.path.join("/etc/nginx", path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(source, "rb") as content, open(path, "wb") as target:
            target.write(content.read())

    @staticmethod
    def append(path, line):
        with open(path, "a") as file:
            file.write(line)

    def settle(self, text, frame):
        """The frame with what the fragment needs around it, and what nginx then says."""
        for _ in range(100):
            messages = self.ask(text, frame)
            wider = widened(frame, messages[0], text) if messages and frame else frame
            if wider == frame and not any(self.provide(message) for message in messages):
                break
            frame = wider
        return frame, messages


def widened(frame, message, text):
    """The frame with the upstream, zone, log format or variable that a fragment finds elsewhere."""
    for pattern, make in ((r'no port in upstream "([\w.-]+)"', "upstream {0} {{ server 127.0.0.1:1; }}"),
                          (r'"(\w+)_cache" zone "(\w+)" is unknown', "{0}_cache_path /tmp/{1} keys_zone={1}:1m;"),
                          (r'unknown log format "([\w.-]+)"', "log_format {0} $uri;"),
                          (r'zero size shared memory zone "(\w+)"', "limit_req_zone $uri zone={0}:1m rate=1r/s;"),
                          (r'unknown "([a-z_]\w*)" variable', "map $uri ${0} {{ }}")):
        found = re.search(pattern, message)
        statement = make.format(*found.groups()) if found else ""
        if found and f"track_uploads {found[1]}" in text:
            statement = f"upload_progress {found[1]} 1m;"
        if statement and statement not in frame:
            return frame.replace("http { ", "http { " + statement + " ", 1)
    return frame


def answer(root, file, kind, text, frame, messages):
    message = re.sub(r"^.*?\[\w+\] (?:\d+#\d+: )?", "", messages[0]) if messages else ""
    place = re.search(r" in (\S+):(\d+)$", message)
    include = re.match(r'open\(\) "', message) and place
    print(json.dumps({"root": root, "file": file, "kind": kind, "text": text, "frame": frame, "accepted": not messages, "message": message,
                      "is_machine": bool(MACHINE.search(message)) and not include,
                      "at": place[1] if place else "", "line": int(place[2]) if place else 0}), flush=True)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    root, count = sys.argv[1], int(sys.argv[2])
    part, parts = map(int, sys.argv[3].split("/"))
    files = []
    for file in sys.stdin.read().split("\n")[part::parts]:
        if file:
            with open(file, encoding="utf-8", errors="surrogateescape", newline="") as source:
                files.append((file, source.read()))
    machine = Machine(root)
    good = []
    for file, text in files:
        frame = frame_of(text)
        frame, messages = machine.settle(text, frame)
        answer(root, file, "file", text, frame, messages)
        if not messages and any(len(each.words) > 1 for each in statements(text)):
            good.append((file, text, frame))
    for number in range(count // parts if good else 0):
        file, text, frame = good[number % len(good)]
        rng = random.Random(f"{os.path.basename(file)} {number // len(good)}")
        mutant = None
        while mutant is None or mutant == text:
            kind = rng.choice(KINDS)
            mutant = damage(text, kind, rng)
        answer(root, file, kind, mutant, frame, machine.ask(mutant, frame))


main()
