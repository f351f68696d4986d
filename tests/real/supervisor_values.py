#!/usr/bin/python3
"""What supervisor's own parser makes of files, one JSON line a file.

Folders, users and groups of this machine are taken for granted, so that only the configuration
itself is judged. A fragment of a conf.d folder is included by a main file of its own.

usage: supervisor_values.py FILE... | @LIST
"""
import io
import json
import os
import re
import shlex
import sys

try:
    from supervisor import datatypes, options
except ImportError:
    print("no supervisor")
    sys.exit(3)

for module in (datatypes, options):
    for name in ("existing_dirpath", "existing_directory"):
        if hasattr(module, name):
            setattr(module, name, lambda value: value)
    for name in ("name_to_uid", "name_to_gid", "gid_for_uid"):
        if hasattr(module, name):
            setattr(module, name, lambda value: 0)
options.pkg_resources = getattr(options, "pkg_resources", None)


class Refused(Exception):
    pass


class Options(options.ServerOptions):
    def usage(self, message):
        raise Refused(message)

    def import_spec(self, spec):
        return object


def argv(command):
    try:
        return shlex.split(command)
    except ValueError:
        return None


def read(path):
    text = open(path, errors="replace").read()
    main = path
    if not re.search(r"^\[supervisord\]", text, re.M):
        main = path + ".main"
        with open(main, "w") as out:
            out.write("[supervisord]\n[include]\nfiles = %s\n" % path)
    # Any name may be in supervisord's environment.
    for name in re.findall(r"%\(ENV_([^)]+)\)", text):
        os.environ[name] = "from-the-environment"
    one = Options()
    stderr, sys.stderr = sys.stderr, io.StringIO()
    try:
        one.realize(["-c", main, "-n"])
    except Refused as why:
        return {"accepted": False, "message": str(why)}
    except SystemExit:
        return {"accepted": False, "message": sys.stderr.getvalue()}
    except Exception as why:
        return {"accepted": False, "message": "%s: %s" % (type(why).__name__, why)}
    finally:
        sys.stderr = stderr
    programs = {}
    for group in one.process_group_configs:
        for process in group.process_configs:
            section = group.name if len(group.process_configs) == 1 else process.name
            programs.setdefault(section, []).append({
                "name": process.name, "group": group.name, "argv": argv(process.command),
                "directory": process.directory, "environment": process.environment,
                "stopsignal": process.stopsignal, "stopwaitsecs": process.stopwaitsecs,
                "autostart": process.autostart, "umask": process.umask})
    return {"accepted": True, "programs": [p for group in programs.values() for p in group]}


paths = sys.argv[1:]
if paths[0].startswith("@"):
    paths = open(paths[0][1:]).read().splitlines()
for path in paths:
    print(json.dumps({"path": path, **read(path)}))
