#!/usr/bin/python3
"""What the parsers of gunicorn, daphne and uvicorn make of command lines.

Reads one JSON list a line, the program and its arguments, and prints one JSON line each: why the
program refuses it, or an empty text. Nothing is served and no application is imported.

usage: command_lines.py < LINES
"""
import contextlib
import io
import json
import sys

parsers = {}
try:
    from gunicorn.config import Config

    def gunicorn(words):
        config = Config(prog="gunicorn")
        for name, value in vars(config.parser().parse_args(words)).items():
            if value is not None and name != "args":
                config.set(name.lower(), value)
    parsers["gunicorn"] = gunicorn
except ImportError:
    pass
try:
    from daphne.cli import CommandLineInterface
    parsers["daphne"] = lambda words: CommandLineInterface().parser.parse_args(words)
except ImportError:
    pass
try:
    import importlib
    main = importlib.import_module("uvicorn.main").main
    parsers["uvicorn"] = lambda words: main.make_context("uvicorn", words)
except ImportError:
    pass


def refusal(program, words):
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
            parsers[program](list(words))
    except SystemExit as end:
        return said.getvalue().strip().splitlines()[-1] if end.code else ""
    except Exception as why:
        return "%s: %s" % (type(why).__name__, getattr(why, "message", why))
    return ""


for line in sys.stdin:
    program, *words = json.loads(line)
    known = program in parsers
    print(json.dumps({"known": known, "refusal": refusal(program, words) if known else ""}))
