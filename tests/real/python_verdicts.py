"""Prints for each file whether Python takes it: `ok PATH` or `no PATH`.

The files are a sample of Python's own library and what standard input names; with two arguments
FOLDER and COUNT, COUNT mutants of them are written to FOLDER and judged too.
"""
import ast
import io
import os
import random
import sys
import sysconfig
import tokenize
import warnings

warnings.simplefilter("ignore")
SIGNS = ["(", ")", "[", "]", "{", "}", ",", ":", "=", "*", "**", " not ", " if ", " else ", " in ", " lambda ", '"', "'",
         "\n", " ", "\t", "\\", ".", "0", 'f"{', "await ", "yield ", "->", ":=", "@", ";"]


def judge(path):
    with open(path, "rb") as file:
        text = file.read()
    try:
        ast.parse(text)
        print("ok", path)
    except (SyntaxError, ValueError):
        print("no", path)


def mutant(text, tokens):
    lines = text.splitlines(True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    token, other = random.choice(tokens), random.choice(tokens)
    begin, end = (starts[row - 1] + column for row, column in (token.start, token.end))
    at = random.randrange(len(text))
    row = random.randrange(len(lines))
    return random.choice([
        text[:begin] + text[end:],
        text[:end] + " " + token.string + text[end:],
        text[:begin] + other.string + text[end:],
        text[:begin] + random.choice(SIGNS) + text[begin:],
        text[:at] + text[at + 1:],
        "".join(lines[:row] + lines[row + 1:]),
    ])


def mutants(files, folder, count):
    random.seed(7)
    small = [path for path in files if os.path.getsize(path) < 8000]
    made = 0
    while made < count:
        try:
            with open(random.choice(small), encoding="utf-8") as file:
                text = file.read()
            tokens = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.string.strip()]
        except (SyntaxError, ValueError, tokenize.TokenError):
            continue
        if len(tokens) < 10:
            continue
        path = os.path.join(folder, f"{made}.py")
        with open(path, "w", encoding="utf-8") as file:
            file.write(mutant(text, tokens))
        judge(path)
        made += 1


library = []
for top, folders, names in os.walk(sysconfig.get_paths()["stdlib"]):
    folders.sort()
    library += [os.path.join(top, name) for name in sorted(names) if name.endswith(".py")]
files = library[::3] + [line.rstrip("\n") for line in sys.stdin]
for path in files:
    judge(path)
if len(sys.argv) > 2:
    mutants(files, sys.argv[1], int(sys.argv[2]))
