#!/usr/bin/env python3
"""Times `stackc lint` against `nginx -t` on one generated nginx configuration.

usage: bench/nginx_vhosts.py [--stackc build/release/stackc] [--vhosts 20000] [--runs 3]

Both are timed in turn in one run (A B A B ...), as whole processes; the figures are wall-clock
seconds (least, median, most) and the ratio of the medians. nginx needs to be installed.
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

VHOST = """    upstream app{i} {{
        server 127.0.0.1:8000;
    }}
    server {{
        listen 80;
        server_name site{i}.example.com www.site{i}.example.com;
        location /static/ {{
            alias /srv/site{i}/static/;
        }}
        location / {{
            proxy_set_header Host $host;
            proxy_pass http://app{i};
        }}
    }}
"""


def write_config(folder, vhosts):
    path = os.path.join(folder, "nginx.conf")
    with open(path, "w") as out:
        out.write(f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n")
        out.write("events {\n    worker_connections 256;\n}\nhttp {\n    access_log off;\n")
        for i in range(vhosts):
            out.write(VHOST.format(i=i))
        out.write("}\n")
    return path


def timed(command):
    start = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    return time.perf_counter() - start, done


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stackc", default="build/release/stackc")
    parser.add_argument("--vhosts", type=int, default=20000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = write_config(folder, options.vhosts)
        print(f"{options.vhosts} vhosts, {os.path.getsize(path) / 1e6:.1f} MB")
        commands = {
            "stackc lint": [os.path.abspath(options.stackc), "lint", path],
            "nginx -t": ["nginx", "-t", "-c", path],
        }
        times = {name: [] for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                seconds, done = timed(command)
                if done.returncode not in (0, 1):
                    sys.exit(f"{name} failed: {done.stderr.decode(errors='replace')[-500:]}")
                times[name].append(seconds)
        for name, seconds in times.items():
            print(f"{name:12} {min(seconds):.3f} {statistics.median(seconds):.3f} {max(seconds):.3f} s")
        ratio = statistics.median(times["stackc lint"]) / statistics.median(times["nginx -t"])
        print(f"ratio stackc / nginx: {ratio:.3f}")


if __name__ == "__main__":
    main()
