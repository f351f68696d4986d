#include "validators/symptoms/symptom.h"

#include <catch2/catch.hpp>
#include <set>

#include "compiler/base/regex.h"
#include "compiler/base/text.h"
#include "validators/engine/rule.h"

using namespace stackc;

static std::string only_line(std::string_view log) {
    const std::vector<LogLine> lines = read_log(log);
    REQUIRE(lines.size() == 1);
    return lines.front().text;
}

TEST_CASE("each symptom's sample is recognised as that symptom and no other") {
    const SymptomFinder finder;
    for (const Symptom* symptom : symptoms::all()) {
        INFO(symptom->program << " " << symptom->name << ": " << symptom->sample);
        const SymptomMatch match = finder.find(only_line(symptom->sample));
        CHECK(match.symptom == symptom);
    }
}

TEST_CASE("each symptom says what it means and what to look at, and has a name of its own") {
    std::set<std::string> names;
    for (const Symptom* symptom : symptoms::all()) {
        INFO(symptom->program << " " << symptom->name);
        CHECK_FALSE(symptom->meaning.empty());
        CHECK_FALSE(symptom->meaning.ends_with('.'));
        CHECK((!symptom->advice.empty() || !symptom->rules.empty()));
        for (const std::string_view id : split(symptom->rules, ' ')) {
            INFO("rule " << id);
            CHECK((id.empty() || id == "*" || find_rule(id) != nullptr));
        }
        CHECK(
            names.insert(std::string(symptom->program) + " " + std::string(symptom->name)).second);
    }
}

TEST_CASE("a message is the same whoever carried it") {
    const std::string message =
        "[crit] 29#29: *1 connect() to unix:/run/a.sock failed (2: No such file or directory) "
        "while connecting to upstream";
    for (const std::string prefix :
         {"", "2026/11/20 10:00:00 ", "web_1  | 2026/11/20 10:00:00 ",
          "shop-web-1 | 2026/11/20 10:00:00 ",
          "Nov 20 10:00:00 host nginx[123]: 2026/11/20 10:00:00 ",
          "2026-11-20T10:00:00+0000 host nginx[123]: ",
          "2026-11-20T10:00:00.123456789Z 2026/11/20 10:00:00 ",
          "/var/log/nginx/error.log:12:2026/11/20 10:00:00 ", "nginx-error.log: "}) {
        INFO(prefix);
        CHECK(only_line(prefix + message) == message);
    }
    CHECK(only_line("\x1b[31m2026-11-20 10:00:00,123 WARN\x1b[0m exited: web\x1b]0;title\a (exit "
                    "status 1; not expected)\r") ==
          "WARN exited: web (exit status 1; not expected)");
    CHECK(only_line("Thu Nov 19 20:27:40 2026 - *** HARAKIRI ON WORKER 2 (pid: 32, try: 1) ***") ==
          "*** HARAKIRI ON WORKER 2 (pid: 32, try: 1) ***");
    CHECK(only_line("123:M 20 Nov 2026 10:00:00.123 # Warning: no") == "Warning: no");
}

TEST_CASE("of a traceback the exception is left, and lines keep their numbers") {
    const std::vector<LogLine> lines = read_log(
        "==> /var/log/uwsgi.log <==\n"
        "web_1 | Traceback (most recent call last):\n"
        "web_1 |   File \"/srv/shop/wsgi.py\", line 3, in <module>\n"
        "web_1 |     from shop import nothing\n"
        "web_1 | ModuleNotFoundError: No module named 'shop'\n"
        "\n"
        "web_1 | ready\n");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].number == 5);
    CHECK(lines[0].text == "ModuleNotFoundError: No module named 'shop'");
    CHECK(lines[1].number == 7);
}

TEST_CASE("garbage of any length is read without falling behind") {
    std::string log(10u << 20u, 'a');
    log += "\n\x1b[";
    for (int i = 0; i < 100000; ++i) log += "\n| | | 2026 \x01\xff";
    CHECK(read_log(log).size() == 100001);
}
