// What fixes leave must still load: the fixed wrong examples of the ini dialects, read by
// supervisor's own parser and by uWSGI, wherever they take the right example. nginx_refusals_test
// does the same for nginx.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "tests/golden/rule_case.h"
#include "tests/real/run.h"
#include "tests/support/program.h"
#include "validators/engine/rule.h"

namespace stackc::tests {

using Load = bool (*)(const Path& file);

static bool supervisor_loads(const Path& file) {
    const Outcome outcome =
        run(fmt::format("/usr/bin/python3 '{}/tests/real/supervisor_values.py' '{}'",
                        STACKC_SOURCE_DIR, file.string()));
    const auto json = nlohmann::json::parse(outcome.output, nullptr, false);
    return json.is_object() && json.value("accepted", false);
}

static bool uwsgi_loads(const Path& file) {
    return run(fmt::format("timeout -s KILL 10 uwsgi --hook-asap exit:0 --ini '{}'", file.string()))
               .exit_code == 0;
}

/// Whether the program loads every file of the tree that is in its dialect.
static bool loads(const golden::Tree& tree, std::string_view dialect, Load load) {
    const test::TemporaryFolder folder;
    for (const auto& [path, text] : tree) folder.write(path, text);
    const golden::Outcome outcome = golden::lint(tree, {}, {});
    for (const AnalysedFile& file : outcome.analysis.files) {
        if (file.dialect == dialect &&
            !load(folder.path() / file.path.lexically_relative(golden::case_root)))
            return false;
    }
    return true;
}

static void check_fixes(std::string_view dialect, Load load) {
    std::size_t checked = 0;
    for (const RuleEntry& entry : rules::all()) {
        const Rule& rule = *entry.rule;
        const std::string first(split(rule.dialects, ' ').front());
        if (rule.fixability == Fixability::none || rule.bad.empty() ||
            rule.dialects.find(dialect) == std::string_view::npos)
            continue;
        if (!loads(golden::example_case(rule.good, first).inputs, dialect, load)) continue;
        const golden::Tree fixed = golden::apply_fixes(golden::example_case(rule.bad, first).inputs,
                                                       {}, {std::string(entry.id)});
        INFO(entry.id << " " << entry.name << ": " << dialect
                      << " does not take the fixed example");
        CHECK(loads(fixed, dialect, load));
        ++checked;
    }
    std::printf("%s takes the fixed examples of %zu rules\n", std::string(dialect).c_str(),
                checked);
    CHECK(checked > 5);
}

TEST_CASE("supervisor takes what fixes leave, where it takes the right example", "[real]") {
    if (run("/usr/bin/python3 -c 'import supervisor'").exit_code != 0) {
        std::printf("SKIPPED: no supervisor\n");
        return;
    }
    check_fixes("supervisor", supervisor_loads);
}

TEST_CASE("uWSGI takes what fixes leave, where it takes the right example", "[real]") {
    if (is_missing("uwsgi")) return;
    check_fixes("uwsgi", uwsgi_loads);
}

}  // namespace stackc::tests
