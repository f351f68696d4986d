// A working stack that is broken on purpose, one change at a time, as failures/cases.toml tells:
// what stackc finds of it with the machine in sight, and the table of it in docs/failures.md.
// STACKC_UPDATE=1 rewrites the table.
#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "compiler/base/text.h"
#include "tests/golden/rule_case.h"
#include "tests/support/program.h"
#include "tools/session/diagnosis.h"

using namespace stackc;
using namespace stackc::golden;

static const Path folder = Path(STACKC_SOURCE_DIR) / "tests/golden/failures";
static const Path table = Path(STACKC_SOURCE_DIR) / "docs/failures.md";

static constexpr std::uint32_t demo = 20000;

static std::string text_of(const toml::table& entry, std::string_view key) { return entry[key].value_or(std::string()); }

/// What a Debian server has beside the stack.
static Tree machine() {
    Tree tree = read_tree(folder / "stack");
    tree["etc/passwd"] = "root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/var/www:/bin/sh\ndemo:x:20000:20000::/home/demo:/bin/sh\n";
    tree["etc/group"] = "root:x:0:\nwww-data:x:33:\ndemo:x:20000:www-data\n";
    for (const char* program : {"bin/sh", "usr/bin/python3", "usr/bin/uwsgi", "usr/bin/gunicorn", "usr/bin/daphne", "usr/bin/uvicorn",
                                "usr/bin/redis-server", "usr/sbin/nginx"})
        tree[program] = "\x7f" "ELF";
    for (const char* file : {"usr/lib/uwsgi/plugins/python3_plugin.so", "usr/lib/python3.11/os.py", "usr/lib/python3.11/getpass.py", "usr/lib/python3/dist-packages/django/__init__.py",
                             "usr/lib/python3/dist-packages/django/middleware/__init__.py", "usr/lib/python3/dist-packages/uvicorn/__init__.py", "usr/lib/python3/dist-packages/django/contrib/__init__.py",
                             "usr/lib/python3/dist-packages/django/contrib/staticfiles/__init__.py", "usr/lib/python3/dist-packages/channels/__init__.py",
                             "usr/lib/python3/dist-packages/channels_redis/__init__.py", "usr/share/zoneinfo/UTC", "usr/share/zoneinfo/Europe/Berlin",
                             "etc/nginx/mime.types", "run/demo/daphne.sock.lock", "run/initctl", "var/log/demo/old.log", "var/lib/demo/dump.rdb"})
        tree[file];
    tree["usr/lib/python3/dist-packages/django/middleware/common.py"] = "class CommonMiddleware:\n";
    tree["usr/lib/python3/dist-packages/django/middleware/security.py"] = "class SecurityMiddleware:\n";
    tree["usr/lib/python3/dist-packages/channels_redis/core.py"] = "class RedisChannelLayer:\n";
    tree["etc/nginx/uwsgi_params"] = "uwsgi_param QUERY_STRING $query_string;\nuwsgi_param REQUEST_METHOD $request_method;\n";
    return tree;
}

static FileStatus state_of(std::uint32_t mode, std::uint32_t owner) {
    FileStatus status;
    status.mode = mode;
    status.uid = status.gid = owner;
    return status;
}

static CaseOptions usual_states(const Tree& tree) {
    CaseOptions options;
    options.sysroot = ".";
    for (const auto& [path, text] : tree) {
        const bool is_program = path.starts_with("usr/bin/") || path.starts_with("usr/sbin/") || path.starts_with("bin/");
        if (is_program) options.states[path] = state_of(0755, 0);
    }
    options.states["run/demo"] = options.states["var/lib/demo"] = state_of(0750, demo);
    options.states["var/log/demo"] = options.states["srv/demo"] = state_of(0755, demo);
    options.paths = {"etc/nginx/nginx.conf", "etc/uwsgi/apps-available/demo.ini", "etc/supervisor/conf.d/demo.conf", "etc/redis/demo.conf", "srv/demo"};
    return options;
}

static void replace(std::string& text, const std::string& old_text, const std::string& new_text) {
    const std::size_t at = text.find(old_text);
    INFO("there is no " << old_text);
    REQUIRE(at != std::string::npos);
    text.replace(at, old_text.size(), new_text);
}

static std::string with_crlf(const std::string& text) {
    std::string result;
    for (const char c : text) result += c == '\n' ? "\r\n" : std::string(1, c);
    return result;
}

static void apply_edit(Tree& tree, const std::string& file, const std::string& old_text, const std::string& new_text) {
    if (old_text == "=") tree[file] = new_text;
    else if (old_text == "<") tree[file] = tree.at(new_text.substr(1));
    else if (old_text == "crlf") tree[file] = with_crlf(tree.at(file));
    else if (old_text.empty()) tree.at(file) += new_text;
    else if (new_text == "-") {
        // The whole line, however it is indented.
        std::string& text = tree.at(file);
        const std::size_t at = text.find(old_text);
        REQUIRE(at != std::string::npos);
        const std::size_t begin = text.rfind('\n', at) + 1;
        text.erase(begin, text.find('\n', at) + 1 - begin);
    } else {
        replace(tree.at(file), old_text, new_text);
    }
}

static void apply(const toml::table& entry, Tree& tree, CaseOptions& options) {
    const auto word = [](const toml::array& list, std::size_t i) { return list[i].value_or(std::string()); };
    if (const toml::array* edits = entry["edits"].as_array()) {
        for (const toml::node& edit : *edits) {
            const toml::array& words = *edit.as_array();
            apply_edit(tree, word(words, 0).substr(1), word(words, 1), word(words, 2));
        }
    }
    if (const toml::array* states = entry["states"].as_array()) {
        for (const toml::node& state : *states) {
            const toml::array& words = *state.as_array();
            const auto mode = static_cast<std::uint32_t>(std::stoul(word(words, 1), nullptr, 8));
            options.states[word(words, 0).substr(1)] = state_of(mode, word(words, 2) == "demo" ? demo : 0);
        }
    }
}

/// "XST005 /etc/nginx/sites-enabled/demo.conf:24" for each error and warning.
static std::vector<std::string> findings(const Analysis& analysis) {
    std::vector<std::string> found;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        if (diagnostic.severity == Severity::info) continue;
        const Span span = diagnostic.primary.span;
        const Position at = analysis.sources->lines(span.file).position(span.begin, Encoding::code_points);
        found.push_back(fmt::format("{} {}:{}", diagnostic.rule, analysis.sources->path(span.file).string().substr(case_root.string().size()), at.line + 1));
    }
    return found;
}

static std::vector<std::string> expected_of(const toml::table& entry) {
    std::vector<std::string> lines;
    for (const toml::node& line : *entry["finds"].as_array()) lines.push_back(line.value_or(std::string()));
    return lines;
}

static std::string cell(std::string text) {
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, "\\");
    return text;
}

static std::string row_of(const toml::table& entry) {
    std::string says;
    for (const std::string& line : expected_of(entry)) says += (says.empty() ? "`" : "<br>`") + line + "`";
    if (says.empty()) says = text_of(entry, "silent");
    return fmt::format("| {} | {} | {} | {} | {} |\n", text_of(entry, "name"), cell(text_of(entry, "what")), cell(text_of(entry, "checks")),
                       cell(text_of(entry, "runs")), says);
}

static const toml::table& cases() {
    static const toml::table parsed = toml::parse_file((folder / "cases.toml").string());
    return parsed;
}

TEST_CASE("a stack that was broken on purpose is told from a working one") {
    for (const toml::node& node : *cases()["case"].as_array()) {
        const toml::table& entry = *node.as_table();
        // What only a running machine shows, such as a taken port.
        if (entry["live"].value_or(false)) continue;
        INFO("case " << text_of(entry, "name") << ": " << text_of(entry, "what"));
        Tree tree = machine();
        CaseOptions options = usual_states(tree);
        apply(entry, tree, options);
        CHECK(findings(lint(tree, options, {}).analysis) == expected_of(entry));
    }
}

/// The rules of the findings that the log of a case leads to.
static std::set<std::string> causes_of(const toml::table& entry, const Analysis& analysis) {
    std::string log;
    for (const toml::node& line : *entry["logs"].as_array()) log += line.value_or(std::string()) + "\n";
    std::set<std::string> rules;
    for (const Explained& explained : diagnose(log, analysis).explained) {
        for (const Diagnostic& cause : explained.causes) rules.emplace(cause.rule);
    }
    return rules;
}

TEST_CASE("the log of a stack that was broken on purpose leads to what is wrong with it") {
    std::size_t asked = 0, led = 0;
    for (const toml::node& node : *cases()["case"].as_array()) {
        const toml::table& entry = *node.as_table();
        if (!entry.contains("logs") || entry["live"].value_or(false) || expected_of(entry).empty()) continue;
        INFO("case " << text_of(entry, "name") << ": " << text_of(entry, "what"));
        Tree tree = machine();
        CaseOptions options = usual_states(tree);
        apply(entry, tree, options);
        const std::set<std::string> causes = causes_of(entry, lint(tree, options, {}).analysis);
        const std::vector<std::string> expected = expected_of(entry);
        const bool is_led = std::any_of(expected.begin(), expected.end(), [&](const std::string& line) {
            return causes.contains(line.substr(0, line.find(' ')));
        });
        ++asked;
        led += is_led ? 1 : 0;
        CHECK(is_led);
    }
    fmt::print("logs of {} of {} broken stacks lead to what is wrong\n", led, asked);
}

TEST_CASE("docs/failures.md tells each case of failures/cases.toml") {
    std::string text = text_of(cases(), "introduction");
    text += "\n| # | broken on purpose | the programs' own checks | what happens | stackc |\n|---|---|---|---|---|\n";
    for (const toml::node& node : *cases()["case"].as_array()) text += row_of(*node.as_table());
    const char* update = std::getenv("STACKC_UPDATE");
    if (update != nullptr && std::string_view(update) == "1") std::ofstream(table, std::ios::binary) << text;
    CHECK(test::read_file(table) == text);
}
