import os
ROOT_URLCONF = "shop.urls"
match os.environ.get("STAGE"):
    case "prod" | "staging":
        DEBUG = False
    case _:
        DEBUG = True
type Host = str
async def f[T](x: T, /, *, y=1) -> T:
    async with a as b, c as d: pass
    try: pass
    except* ValueError: pass
if (n := len("x")) > 1: pass
NAME = f"{f"{n}"!r:>{n}} {n=}"
with (open("a") as a, open("b") as b): pass
lambda *, k=1: (yield)
X = [*(), *[]]; Y = {**{}, "a": 0xFF_FF, "b": 1_000j, "c": b"\x00" rb"\d"}
