#!/usr/bin/env python3
"""Asks the real `nginx -t` about configuration files.

    unshare -n -m python3 tests/real/nginx_check.py FILE...

One JSON object a file: {"file", "accepted", "message"}. A fragment is included in the block that
it is written for. What a file needs of its machine (included files, certificates, users, host
names) is replaced in a copy until nginx speaks of the configuration itself. The name spaces of
`unshare` keep sockets and logs away from the machine.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

MAIN = {"events", "http", "stream", "mail", "worker_processes", "user", "pid", "load_module", "daemon",
        "worker_rlimit_nofile", "master_process", "env", "pcre_jit", "thread_pool", "worker_cpu_affinity"}
SERVER = {"listen", "location", "server_name", "try_files"}
HTTP = {"server", "upstream", "map", "geo", "split_clients", "limit_req_zone", "limit_conn_zone", "log_format",
        "proxy_cache_path", "uwsgi_cache_path", "fastcgi_cache_path", "types", "match", "js_import"}


def top_names(text):
    """The names of the statements outside of braces."""
    text = re.sub(r"(?m)(^|\s)#.*$", "", text)
    names, depth, is_start = [], 0, True
    for token in re.findall(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\$\{|[;{}]|[^\s;{}]+', text, re.S):
        if token == "{":
            depth += 1
        elif token == "}":
            depth = max(0, depth - 1)
        elif token != ";" and is_start and depth == 0:
            names.append(token)
        is_start = token in ";{}"
    return names


def wrap(path, text):
    names = set(top_names(text))
    if names & {"events", "http", "stream", "mail"} or (names and names <= MAIN):
        return None
    inside = f"include {path};"
    if not names & HTTP:
        inside = f"server {{ {inside} }}" if names & SERVER else f"server {{ location / {{ {inside} }} }}"
    modules = "include /etc/nginx/modules-enabled/*.conf;" if os.path.isdir("/etc/nginx/modules-enabled") else ""
    return f"{modules}\nevents {{}}\nhttp {{ include /etc/nginx/mime.types; {inside} }}\n"


class Harness:
    def __init__(self, folder):
        self.folder = folder
        self.empty = os.path.join(folder, "empty")
        open(self.empty, "w").close()
        self.key, self.cert = os.path.join(folder, "key"), os.path.join(folder, "cert")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", self.cert,
                        "-days", "2", "-subj", "/CN=test"], check=True, capture_output=True)
        os.makedirs(os.path.join(folder, "logs"), exist_ok=True)
        for modules in ("/usr/share/nginx/modules", "/usr/lib/nginx/modules"):
            if os.path.isdir(modules) and not os.path.exists(os.path.join(folder, "modules")):
                os.symlink(modules, os.path.join(folder, "modules"))

    def replacement(self, message):
        """(what stands in the file, what to put there), or nothing: nginx means the configuration."""
        found = re.search(r'cannot load certificate key "([^"]+)"', message)
        if found:
            return found[1], self.key
        found = re.search(r'(?:cannot load certificate|SSL_CTX_load_verify_locations\(|SSL_load_client_CA_file\(|BIO_new_file\()\s*"([^"]+)"', message)
        if found:
            return found[1], self.cert
        found = re.search(r'open\(\) "([^"]+)" failed \((?:2|13|20)', message)
        if found:
            is_log = ".log" in found[1] or "/log" in found[1]
            return found[1], os.path.join(self.folder, "logs/any.log") if is_log else self.empty
        found = re.search(r'mkdir\(\) "([^"]+)" failed', message)
        if found:
            return found[1], os.path.join(self.folder, "made")
        found = re.search(r'host not found in (?:upstream|resolver|"[a-z]+" directive|the) ?"([^":/]+)', message)
        if found:
            return found[1], "127.0.0.1"
        found = re.search(r'get(?:pwnam|grnam)\("([^"]+)"\) failed', message)
        if found:
            return found[1], "root"
        return None

    def test(self, file):
        with open(file, encoding="utf-8", errors="surrogateescape", newline="") as source:
            text = source.read()
        copy = os.path.join(self.folder, "file.conf")
        frame = wrap(copy, text)
        main = os.path.join(self.folder, "nginx.conf") if frame else copy
        if frame:
            with open(main, "w", encoding="utf-8") as target:
                target.write(frame)
        message = ""
        for _ in range(80):
            with open(copy, "w", encoding="utf-8", errors="surrogateescape", newline="") as target:
                target.write(text)
            result = subprocess.run(["nginx", "-t", "-c", main, "-p", self.folder], capture_output=True, text=True, errors="replace")
            if result.returncode == 0:
                return True, ""
            lines = [line for line in result.stderr.splitlines() if re.search(r"\[(emerg|crit|alert|error)\]", line)]
            message = lines[0] if lines else result.stderr
            change = next((each for each in map(self.replacement, lines) if each), None)
            changed = self.change(text, *change) if change else text
            if changed == text:
                break
            text = changed
        return False, message

    def change(self, text, old, new):
        for name in (old, re.sub(r"^.*?/(?=[^/]*/[^/]*$)", "", old), os.path.relpath(old, self.folder) if old.startswith("/") else old, os.path.basename(old)):
            pattern = r"(?<![\w.-])" + re.escape(name) + r"(?![\w-])"
            changed = re.sub(pattern, lambda _: new, text)
            if changed != text:
                return changed
        return text


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for target in ("/run", "/var/log"):
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", target], check=True, capture_output=True)
    os.makedirs("/var/log/nginx", exist_ok=True)
    folder = tempfile.mkdtemp()
    try:
        harness = Harness(folder)
        for file in sys.argv[1:]:
            accepted, message = harness.test(file)
            print(json.dumps({"file": file, "accepted": accepted, "message": message}), flush=True)
    finally:
        shutil.rmtree(folder)


main()
