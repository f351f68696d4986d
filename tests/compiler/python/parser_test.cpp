#include "compiler/python/parser.h"

#include <catch2/catch.hpp>

using namespace stackc;

static python::Parsed parsed(const std::string& text) {
    static SourceMap map;
    return python::parse(map.file(map.set("/srv/x.py", text)));
}

static bool is_python(const std::string& text) {
    return parsed(text).tree->is_whole();
}

TEST_CASE("the syntax of Python 3.7 to 3.13 is taken") {
    CHECK(is_python("x: int = 1\nasync def f(a, /, b=1, *, c, **d) -> int: return await a\n"));
    CHECK(
        is_python("match x:\n    case [1, *rest] if rest: pass\n    case {'a': A(b=1) | None as "
                  "c}: pass\n    case _: pass\n"));
    CHECK(is_python("match = 1\nprint(match[0])\ntype = 2\ncase = match\n"));
    CHECK(is_python("with (open('a') as a, open('b') as b,): pass\nif (n := 1) > 0: pass\n"));
    CHECK(is_python("x = f\"{a!r:>{w}} {b['c']} {d[\"e\"]} {{}}\"\n"));
    CHECK(
        is_python("type A[T] = list[T]\nclass B[T: int](C, metaclass=D): pass\ntry: pass\nexcept* "
                  "E: pass\n"));
    CHECK(is_python("@a.b(1)\ndef f(): yield from x\nx = [*a, *b]; y = {**c, 'd': 1}\n"));
    CHECK(is_python("x = lambda *a, b=1: a if b else lambda: 0\nfor x, in y: pass\nelse: pass\n"));
    CHECK(is_python("x = 1 \\\n  + 2\ns = rb'a' b'b'\nt = '''a\n\"b''' u'c'\n"));
}

TEST_CASE("what Python refuses is refused") {
    CHECK_FALSE(is_python("x = 1,, 2\n"));
    CHECK_FALSE(is_python("f() = 1\n"));
    CHECK_FALSE(is_python("f(a=1, 2)\n"));
    CHECK_FALSE(is_python("if x:\npass\n"));
    CHECK_FALSE(is_python("x = 010\n"));
    CHECK_FALSE(is_python("x = 'a\n"));
    CHECK_FALSE(is_python("{1: 2, 3}\n"));
    CHECK_FALSE(is_python("a == not b\n"));
    CHECK_FALSE(is_python("print 'x'\n"));
}

TEST_CASE("a mistake costs its own statement and no other") {
    const python::Parsed file =
        parsed("a = 1\nif x:\n    b = (\n        1,, 2)\n    c = 3\nd = 4\nE = [\n    1,\nF = 5\n");
    CHECK(file.mistakes.size() == 2);
    REQUIRE(file.tree->statements().size() == 3);
    CHECK(file.tree->text(file.tree->node(file.tree->statements()[1])) == "d = 4");
    CHECK(file.tree->text(file.tree->node(file.tree->statements()[2])) == "F = 5");
}

TEST_CASE("the document names assignments and keeps comments inside statements") {
    SourceMap map;
    const SourceFile& file = map.file(map.set("/srv/x.py", "a = [\n  1,  # one\n]\nimport os\n"));
    const Document document = python::to_document("django", file, python::parse(file));
    CHECK(print(document) == file.text());
    REQUIRE(document.size() == 4);
    CHECK(document.node({1}).name.value == "a");
    CHECK(document.node({2}).kind == NodeKind::comment);
    CHECK(document.node({3}).name.value == "import");
}
