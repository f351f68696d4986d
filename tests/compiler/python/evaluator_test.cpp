#include "compiler/python/evaluator.h"

#include <catch2/catch.hpp>

#include "compiler/python/parser.h"

using namespace stackc;

/// A value as a line: `?` where it is unknown, `~` before what only a default says.
static std::string shown(const PythonValue& value) {
    using Kind = PythonValue::Kind;
    const std::string sign = value.is_assumed ? "~" : "";
    std::string items;
    for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) items += ",";
        if (value.kind == Kind::dict) items += value.keys[i].text + ":";
        items += shown(value.items[i]);
    }
    if (value.is_partial) items += items.empty() ? "…" : ",…";
    switch (value.kind) {
        case Kind::unknown:
            return "?";
        case Kind::none:
            return sign + "None";
        case Kind::boolean:
            return sign + (value.integer != 0 ? "True" : "False");
        case Kind::integer:
            return sign + std::to_string(value.integer);
        case Kind::real:
            return sign + "real";
        case Kind::text:
            return sign + "'" + value.text + "'";
        case Kind::bytes:
            return sign + "b'" + value.text + "'";
        case Kind::list:
            return sign + "[" + items + "]";
        case Kind::tuple:
            return sign + "(" + items + ")";
        case Kind::set:
        case Kind::dict:
            return sign + "{" + items + "}";
        case Kind::call:
            return value.text + "(" + items + ")";
    }
    return {};
}

/// What `X` is worth after `text`, for a program started with A=1.
static std::string value_of(std::string text) {
    SourceMap map;
    const FileId id = map.set("/srv/shop/settings.py", std::move(text));
    python::Surroundings surroundings;
    surroundings.variables["A"] = Value<std::string>::known("1", Span{id, 0, 0});
    const python::FoundModule module{python::parse(map.file(id)).tree, "settings",
                                     "/srv/shop/settings.py", false, false};
    const python::Evaluation result = python::evaluate(module, surroundings);
    const auto found = result.names.find("X");
    return found == result.names.end() ? "nothing" : shown(found->second.value);
}

TEST_CASE("literals, displays and operators have their values") {
    CHECK(value_of("X = 'a' \"b\"") == "'ab'");
    CHECK(value_of("X = ['a', ('b',), {'c': 1}, None, -5]") == "['a',('b'),{c:1},None,-5]");
    CHECK(value_of("X = [1] + [2]") == "[1,2]");
    CHECK(value_of("X = 60 * 60 * 24") == "86400");
    CHECK(value_of("X = 0o17") == "15");
    CHECK(value_of("X = not 1 == 2") == "True");
    CHECK(value_of("X = 'a' in ['a']") == "True");
    CHECK(value_of("X = -2 ** 2") == "-4");
}

TEST_CASE("paths are joined as os.path and pathlib join them") {
    CHECK(
        value_of(
            "import os\nX = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'static')") ==
        "'/srv/shop/static'");
    CHECK(value_of("from pathlib import Path\nX = Path(__file__).resolve().parent.parent / "
                   "'static' / 'x'") == "'/srv/static/x'");
    CHECK(value_of("import environ\nY = environ.Path(__file__) - 2\nX = str(Y.path('a/b'))") ==
          "'/srv/a/b'");
    CHECK(value_of("from os.path import *\nX = join('a', 'b')") != "'a/b'");
}

TEST_CASE("lists grow in place, whoever holds them") {
    CHECK(value_of("Y = ['a']\nX = Y\nY += ['b']\nY.append('c')\nY.insert(0, 'z')") ==
          "['z','a','b','c']");
    CHECK(value_of("X = ['a']\nX = X + unknown()") == "['a',…]");
    CHECK(value_of("X = ['a']\nX.remove('a')") == "?");
    CHECK(value_of("X = {}\nX['a'] = 1\nX.update(b=2)") == "{a:1,b:2}");
    CHECK(value_of("X = []\nX.append(X)") == "?");
}

TEST_CASE("a condition on what is known chooses, any other leaves nothing known") {
    CHECK(value_of("if 1 > 2:\n    X = 1\nelse:\n    X = 2") == "2");
    CHECK(value_of("X = 0\nif unknown():\n    X = 1") == "?");
    CHECK(value_of("X = ['a']\nif unknown():\n    X.append('b')") == "['a',…]");
    CHECK(value_of("X = 1\nfor i in range(3):\n    X = i") == "?");
    CHECK(value_of("X = 1\ndef f():\n    X = 2") == "1");
    CHECK(value_of("X = 1\ndef f():\n    global X\n    X = 2") == "?");
    CHECK(value_of("X = 1\nif __name__ == '__main__':\n    X = 2") == "1");
    CHECK(value_of("try:\n    import a\n    X = 1\nexcept ImportError:\n    X = 2") == "?");
}

TEST_CASE("the environment of the program counts where it is known, a default is an assumption") {
    CHECK(value_of("import os\nX = os.environ['A']") == "'1'");
    CHECK(value_of("import os\nX = os.environ.get('A') == '1'") == "True");
    CHECK(value_of("import os\nX = os.environ.get('B', 'd')") == "~'d'");
    CHECK(value_of("import os\nX = os.environ['B']") == "?");
    CHECK(value_of("import os\nX = ('A' in os.environ, 'B' in os.environ)") == "~(True,~False)");
    CHECK(value_of("from decouple import config\nX = config('A', cast=bool)") == "True");
    CHECK(
        value_of("from decouple import config, Csv\nX = config('B', default='a, b', cast=Csv())") ==
        "~['a','b']");
    CHECK(value_of("import environ\nenv = environ.Env()\nX = env.bool('B', default=False)") ==
          "~False");
    CHECK(value_of("import os\nif os.environ.get('B', '') == 'x':\n    X = 1\nelse:\n    X = 2") ==
          "~2");
}

TEST_CASE("texts are formatted in each of Python's ways") {
    CHECK(value_of("X = f'{1 + 1}{{x}}-{\"a\"}'") == "'2{x}-a'");
    CHECK(value_of("X = '%s-%d' % ('a', 1)") == "'a-1'");
    CHECK(value_of("X = '{}:{port}'.format('h', port=80)") == "'h:80'");
    CHECK(value_of("X = f'{unknown()}'") == "?");
}

TEST_CASE("what is not here may say anything") {
    CHECK(value_of("X = 1\nfrom elsewhere import *\nY = 2 if X else 3\nX = Y") == "~2");
    CHECK(value_of("X = 1\nexec('X = 2')") == "~1");
    CHECK(value_of("X = 1\nlocals().update(a)") == "~1");
    CHECK(value_of("X = 1\nthis is no Python\n") == "~1");
}

TEST_CASE("calls that nobody runs keep their arguments") {
    CHECK(value_of("from django.urls import path\nX = [path('ws/', 1)]") ==
          "[django.urls.path('ws/',1)]");
}

TEST_CASE("a file that doubles or nests a value costs neither time nor stack") {
    std::string doubled = "X = [1]\n", nested = "X = []\n", text = "X = 'a'\n";
    for (int i = 0; i < 200; ++i) {
        doubled += "X = [X, X]\n";
        text += "X = X + X\n";
    }
    for (int i = 0; i < 5000; ++i) nested += "X = [X]\n";
    CHECK(value_of(doubled).find('1') == std::string::npos);
    CHECK(value_of(nested).size() < 1000);
    CHECK(value_of(text) == "?");
}
