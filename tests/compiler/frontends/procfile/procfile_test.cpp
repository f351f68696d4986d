#include <catch2/catch.hpp>

#include "compiler/syntax/document.h"
#include "tests/compiler/frontends/workspace.h"

using namespace stackc;
using Texts = std::vector<std::string>;

static Analysis procfile(const std::string& text) { return tests::analyse({{"Procfile", text}}); }

TEST_CASE("a Procfile starts a process a line, through a shell") {
    const Analysis analysis = procfile(
        "# what runs\n"
        "release: python manage.py migrate\n"
        "web: cd shop && exec gunicorn -b 0.0.0.0:9000 shop.wsgi\n"
        "ws:  daphne -b 0.0.0.0 -p 9001 shop.asgi:app\n"
        "worker: celery -A shop worker\n");
    // daphne's front end comes before gunicorn's.
    CHECK(tests::endpoints(analysis.graph) == Texts{"*:9001", "*:9000"});
    Texts names;
    for (const Program& program : analysis.graph.programs) names.push_back(program.name);
    CHECK(names == Texts{"web", "ws", "worker"});
    CHECK(tests::text_at(analysis, analysis.graph.programs[1].name_span) == "ws");
    CHECK(tests::ids(analysis).empty());
}

TEST_CASE("what the platform sets is not known") {
    CHECK(tests::endpoints(procfile("web: gunicorn shop.wsgi --log-file -\n").graph) == Texts{"?"});
    CHECK(tests::endpoints(procfile("web: uvicorn --port $PORT shop.asgi:app\n").graph) == Texts{"?"});
}

TEST_CASE("flags of a Procfile are judged too, and other lines are passed over") {
    CHECK(tests::ids(procfile("web: gunicorn --wokers 4 shop.wsgi\n")) == Texts{"GUN001"});
    CHECK(tests::endpoints(procfile("no process at all\nweb gunicorn x\n: y\nempty:\n").graph).empty());
}
