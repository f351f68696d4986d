#include "compiler/frontends/gunicorn/python_settings.h"

#include <catch2/catch.hpp>

using namespace stackc;

/// "name=value" of each assignment, `?` where the value is unknown.
static std::string settings_of(std::string text) {
    SourceMap map;
    const FileId id = map.set("/srv/gunicorn.conf.py", std::move(text));
    std::vector<Diagnostic> found;
    Reporter report(found);
    const Document document = gunicorn::parse(map.file(id), report);
    CHECK(print(document) == document.text());
    std::string result;
    for (const Node& node : document.nodes()) {
        if (node.kind != NodeKind::statement) continue;
        const Word& value = document.args(node)[0];
        result += std::string(node.name.value) + "=" + (value.has_hole ? "?" : std::string(value.value)) + "\n";
    }
    return result;
}

TEST_CASE("literals at the top level are values") {
    CHECK(settings_of("bind = 'unix:/run/a.sock'\n") == "bind=unix:/run/a.sock\n");
    CHECK(settings_of("bind = [\"unix:/a\", '0.0.0.0:80',]  # two\n") == "bind=unix:/a,0.0.0.0:80\n");
    CHECK(settings_of("bind = (\n  # the socket\n  'unix:/a',\n)\n") == "bind=?\n");
    CHECK(settings_of("umask = 0o007\n") == "umask=7\n");
    CHECK(settings_of("timeout = 60 * 5\n") == "timeout=300\n");
    CHECK(settings_of("daemon=True") == "daemon=True\n");
    CHECK(settings_of("pidfile = 'C:\\\\x'\n") == "pidfile=C:\\x\n");
}

TEST_CASE("what Python computes is unknown") {
    CHECK(settings_of("workers = multiprocessing.cpu_count() * 2 + 1\n") == "workers=?\n");
    CHECK(settings_of("bind = f'unix:{here}/a.sock'\n") == "bind=?\n");
    CHECK(settings_of("bind = 'a' 'b'\n") == "bind=?\n");
    CHECK(settings_of("bind = 'unix:%s' % path\n") == "bind=?\n");
    CHECK(settings_of("bind: str = 'x'\n") == "bind=?\n");
    CHECK(settings_of("bind += 'x'\n") == "bind=?\n");
    CHECK(settings_of("timeout = 010\n") == "timeout=?\n");
}

TEST_CASE("what stands under a condition or in a function is unknown, and text is no code") {
    CHECK(settings_of("if x:\n    bind = 'a'\nelse:\n    bind = 'b'\n") == "bind=?\nbind=?\n");
    CHECK(settings_of("\"\"\"\nbind = 'a'\n\"\"\"\n# bind = 'b'\n") == "");
    CHECK(settings_of("def when_ready(server):\n    pass\n") == "");
    CHECK(settings_of("x == 'a'\n") == "");
}

TEST_CASE("a file that takes settings from elsewhere is not plain") {
    const auto is_plain = [](std::string text) {
        SourceMap map;
        const FileId id = map.set("/srv/gunicorn.conf.py", std::move(text));
        std::vector<Diagnostic> found;
        Reporter report(found);
        return gunicorn::is_plain(gunicorn::parse(map.file(id), report));
    };
    CHECK(is_plain("from multiprocessing import cpu_count\nimport os\nbind = 'a'\n"));
    CHECK_FALSE(is_plain("from base import *\n"));
    CHECK_FALSE(is_plain("from base import (workers, x as bind)\n"));
    CHECK_FALSE(is_plain("bind = 'a'\nif debug: bind = 'b'\n"));
    CHECK_FALSE(is_plain("exec(open('x').read())\n"));
}
