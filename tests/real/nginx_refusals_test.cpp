// nginx itself about the examples of the rules that say it would not start: it must refuse the
// bad one and take the good one.
#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "tests/golden/rule_case.h"
#include "tests/real/run.h"
#include "tests/tools/lsp/client.h"
#include "validators/engine/rule.h"

namespace stackc::tests {

/// The example's own whole configuration, or nothing where it is a fragment.
static const std::string* main_of(const golden::Tree& tree) {
    for (const auto& [path, text] : tree) {
        if (path == "nginx.conf" || path.ends_with("/nginx.conf")) return &path;
    }
    return nullptr;
}

/// A whole configuration around the fragments of an example, with nothing outside `folder`.
static std::string wrapper(const Path& folder, const golden::Tree& tree) {
    std::string text = "events {}\nhttp {\n    access_log off;\n";
    for (const std::string_view kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
        text += fmt::format("    {}_temp_path {}/{};\n", kind, folder.string(), kind);
    }
    for (const auto& [path, content] : tree)
        text += fmt::format("    include {}/{};\n", folder.string(), path);
    return text + "}\n";
}

/// What `nginx -t` says to the example, laid out in a folder of its own.
static Outcome test_configuration(const golden::Tree& tree) {
    const TemporaryFolder folder;
    for (const auto& [path, text] : tree) folder.write(path, text);
    const std::string* own = main_of(tree);
    const Path main = folder.path() / (own != nullptr ? *own : "wrapper.conf");
    if (own == nullptr) folder.write("wrapper.conf", wrapper(folder.path(), tree));
    for (const std::string_view stock :
         {"uwsgi_params", "proxy_params", "fastcgi_params", "scgi_params", "mime.types"}) {
        std::error_code ignored;
        std::filesystem::create_symlink(Path("/etc/nginx") / stock, main.parent_path() / stock,
                                        ignored);
    }
    return run(fmt::format("nginx -t -p {0} -c {1} -g 'pid {0}/pid; error_log stderr;'",
                           folder.path().string(), main.string()));
}

TEST_CASE("nginx refuses the bad examples of rules that say so, and takes the good ones",
          "[real]") {
    if (is_missing("nginx")) return;
    for (const RuleEntry& entry : rules::all()) {
        const Rule& rule = *entry.rule;
        if (entry.family != "ngx" || rule.effect != Effect::refused || rule.bad.empty()) continue;
        const Outcome of_bad = test_configuration(golden::example_case(rule.bad, "nginx").inputs);
        const Outcome of_good = test_configuration(golden::example_case(rule.good, "nginx").inputs);
        INFO(entry.id << " " << entry.name);
        {
            INFO("bad example: nginx says\n" << of_bad.output);
            // Files that include each other make nginx 1.22.1 recurse until its stack ends: 128 +
            // SIGSEGV.
            CHECK((of_bad.exit_code == 1 || of_bad.exit_code == 139));
        }
        INFO("good example: nginx says\n" << of_good.output);
        CHECK(of_good.exit_code == 0);
    }
}

TEST_CASE("nginx takes what the fixes of its rules leave, where it takes the right example", "[real]") {
    if (is_missing("nginx")) return;
    for (const RuleEntry& entry : rules::all()) {
        const Rule& rule = *entry.rule;
        if (entry.family != "ngx" || rule.fixability == Fixability::none || rule.bad.empty()) continue;
        if (test_configuration(golden::example_case(rule.good, "nginx").inputs).exit_code != 0) continue;
        const golden::Tree bad = golden::example_case(rule.bad, "nginx").inputs;
        const Outcome fixed = test_configuration(golden::apply_fixes(bad, {}, {std::string(entry.id)}));
        INFO(entry.id << " " << entry.name << ": of the fixed example nginx says\n" << fixed.output);
        CHECK(fixed.exit_code == 0);
    }
}

}  // namespace stackc::tests
