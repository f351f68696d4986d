"""Our own settings, for the comparison of what stackc knows of them with what Python makes of them."""
import os
from os.path import join, dirname, abspath
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
HERE = dirname(abspath(__file__))
STATIC_ROOT = BASE_DIR / "static" / 'x'
MEDIA_ROOT = os.path.join(ROOT, 'media/')
T = join(HERE, '..', "t")
N = os.path.normpath(T)
DEBUG = False
A = ['a', 'b']
B = A
B.append('c')
A += ['d']
A.insert(0, 'z')
A.extend(('q', "r"))
C = A + ['x']
D = {'x': 1, "y": {'k': [1, 2, (3,)]}}
D['z'] = 5
D.update({'x': 2}, w=9)
E = f"{ROOT}/a{D['z']}{{}}"
F = "%s-%d" % ("x", 3)
G = "{}:{p}".format('h', p=80)
H = 1 if DEBUG else 2
I = not DEBUG and 'yes'
J = os.environ.get('NOPE', 'd')
K = os.getenv("NOPE2")
L = 60 * 60 * 24
M = 2 ** 10 - 1
if DEBUG:
    O = 1
elif L > 5:
    O = 2
else:
    O = 3
P = 'a' 'b' \
    "c"
Q = ("x",)
R = ("x")
S = r'\d' + b'x'.decode() if False else r'\d\n'
U, V = 1, 'two'
W = [*A, 'last']
X = {**D, 'n': None}
Y = int("5") + len(A)
Z = bool(os.environ.get("NOPE"))
AA = "a,b, c".split(",")
AB = "/".join(['x', 'y'])
AC = "abc".upper().replace('B', '-').strip('A')
AD = A[0] + A[-1]
AE = BASE_DIR.parent.name
AF = str(BASE_DIR.parents[0])
AG = 'a' in A, 'n' not in A, 3 == 3.0 or 1
AH = "é\x41\u00e9\t\101"
AI = 0o17 + 0x1F + 0b11 + 1_000
AJ = -5 // 2 if False else 7 // 2
AK = 7 % 4
try:
    from .local import *
except ImportError:
    AL = 1
def f():
    global AM
    AM = 2
AM = 1
for i in range(3):
    A2 = i
class X2: 
    y = 1
lst = [x for x in range(3)]
AN = """a
 b"""
AO: int = 5
AP = AQ = []
AQ.append(1)
# What code that may or may not run touches.
TOUCHED = ['a']
for each in os.listdir('.'):
    TOUCHED.append(each)
LATER = ['a']
def change():
    LATER.append('b')
change()
HIDDEN = {'a': 1}
for key in ('b', 'c'):
    HIDDEN[key] = 2
SHARED = ['x']
HOLDER = {'list': SHARED}
HOLDER['list'].append('y')
NESTED = [SHARED, SHARED]
SHARED.append('z')
if os.path.exists('/'):
    MAYBE = 1
else:
    MAYBE = 2
with open(__file__) as handle:
    TEXT = handle.read(5)
while len(LATER) < 4:
    LATER.append('more')
COUNTED = len(LATER)
SORTED = sorted(['b', 'a'])
DELETED = 1
del DELETED
CHAINED = 1 < 2 < 3
BOTH = [1] * 2
SLICE = 'abcdef'[1:3]
TRIPLE = '''it's
a "text"''' 'joined'
FORMATTED = '{0}-{1}-{0}'.format('a', 1)
MAPPED = '%(host)s:%(port)s' % {'host': 'h', 'port': 1}
SPEC = f'{3.14159:.2f} {"x"!r} {1 + 1}'
CONDITION = 'a' if 'x' in os.environ.get('NOPE3', '') else 'b'
WALRUS = (OTHER := 5) + 1
LAMBDA = (lambda x: x + 1)(1)
try:
    import no_such_module_anywhere
    HAS_IT = True
except ImportError:
    HAS_IT = False
try:
    RISKY = int('x')
except ValueError:
    RISKY = -1
finally:
    FINALLY = 'done'
UNPACKED, (FIRST, *REST) = 1, (2, 3, 4)
globals_before = None
