"""Runs our own fixture files with Python and prints what their names are worth, as JSON.

Never given anything but the files in tests/real/python_fixtures.
"""
import json
import pathlib
import runpy
import sys


def shown(value):
    if isinstance(value, (list, tuple)):
        return [shown(item) for item in value]
    if isinstance(value, dict):
        return {str(key): shown(item) for key, item in value.items()}
    if isinstance(value, pathlib.PurePath):
        return str(value)
    if isinstance(value, bytes):
        return "bytes:" + value.decode("latin-1")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return {"python": type(value).__name__}


folder, module = sys.argv[1:]
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
if module.endswith(".py"):
    names = runpy.run_path(folder + "/" + module)
else:
    names = vars(__import__(module, fromlist=["x"]))
print(json.dumps({name: shown(value) for name, value in names.items() if not name.startswith("__")}))
