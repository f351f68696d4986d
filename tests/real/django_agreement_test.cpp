// What the rules about Django's settings say of their own examples, asked of Django itself.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "tests/golden/rule_case.h"
#include "tests/real/run.h"

using namespace stackc;
using namespace stackc::tests;

static std::string ask(const golden::Tree& files, const std::string& question) {
    const Path folder =
        std::filesystem::temp_directory_path() / ("stackc-django-" + std::to_string(::getpid()));
    for (const auto& [path, text] : files) {
        std::filesystem::create_directories((folder / path).parent_path());
        std::ofstream(folder / path) << text;
    }
    const Path script = Path(STACKC_SOURCE_DIR) / "tests/real/django_answers.py";
    const Outcome outcome = run("/usr/bin/python3 -B '" + script.string() + "' '" +
                                folder.string() + "' " + question + " 2>/dev/null");
    std::filesystem::remove_all(folder);
    return outcome.output;
}

TEST_CASE("Django refuses what its rules' wrong examples say, and takes the right ones", "[real]") {
    if (is_missing("/usr/bin/python3")) return;
    if (run("/usr/bin/python3 -c 'import django, channels, daphne'").exit_code != 0) {
        std::cout << "SKIPPED: no Django with channels\n";
        return;
    }
    struct Question {
        const char* rule;
        const char* question;
        const char* of_bad;  // what the answer starts with
        const char* right_question;
        const char* of_good;
    };
    // A host that is allowed gets 404: the example has no pages. Behind nginx Django sees the host
    // that nginx sends.
    static constexpr Question questions[] = {
        {"DJG002", "shop.example.com", "400", "shop.example.com", "404"},
        {"DJG005", "shop.example.com", "400", "shop.example.com", "404"},
        {"DJG008", "collectstatic", "ImproperlyConfigured", "collectstatic", "ok"},
        {"DJG009", "check", "SystemCheckError", "check", "ok"},
        {"DJG014", "check", "SystemCheckError", "check", "ok"},
        {"XST024", "www.example.com", "400", "shop.example.com", "404"},
        {"XST025", "127.0.0.1", "400", "shop.example.com", "404"},
    };
    for (const Question& each : questions) {
        const Rule& rule = *find_rule(each.rule)->rule;
        INFO(each.rule);
        const std::string bad = ask(golden::example_case(rule.bad, "django").inputs, each.question);
        const std::string good =
            ask(golden::example_case(rule.good, "django").inputs, each.right_question);
        INFO("Django says of the wrong example: " << bad << "and of the right one: " << good);
        CHECK(bad.starts_with(each.of_bad));
        CHECK(good.starts_with(each.of_good));
    }
}
