// stackc rules: the list of rules.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "tools/session/config.h"
#include "tools/session/report.h"
#include "tools/session/rule_story.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"

namespace stackc::commands {

using Json = nlohmann::ordered_json;

namespace {
struct RulesArguments {
    std::string format = "text";
    std::vector<std::string> select;
    std::string output;
};
}  // namespace

static std::vector<const RuleEntry*> chosen(const std::vector<std::string>& select) {
    std::vector<const RuleEntry*> entries;
    for (const RuleEntry& entry : rules::all()) {
        if (RuleSelection{select, {}}.includes(entry)) entries.push_back(&entry);
    }
    return entries;
}

static std::string as_text(const std::vector<const RuleEntry*>& entries) {
    std::string out;
    for (const RuleEntry* entry : entries) {
        const Rule& rule = *entry->rule;
        out += fmt::format("{}  {:<7}  {:<7}  {:<6}  {}: {}\n", entry->id, to_text(rule.severity), to_text(rule.effect),
                           rule.fixability == Fixability::none ? "-" : to_text(rule.fixability), entry->name, rule.summary);
    }
    return out;
}

static Json words(std::string_view text) {
    Json list = Json::array();
    for (const std::string_view word : split(text, ' ')) {
        if (!word.empty()) list.push_back(word);
    }
    return list;
}

static std::string as_json(const std::vector<const RuleEntry*>& entries) {
    Json list = Json::array();
    for (const RuleEntry* entry : entries) {
        const Rule& rule = *entry->rule;
        list.push_back({{"id", entry->id},
                        {"name", entry->name},
                        {"summary", rule.summary},
                        {"why", rule.why},
                        {"severity", to_text(rule.severity)},
                        {"effect", to_text(rule.effect)},
                        {"fixability", to_text(rule.fixability)},
                        {"dialects", words(rule.dialects)},
                        {"sources", sources_of(*entry)},
                        {"bad", rule.bad},
                        {"good", rule.good},
                        {"url", rule_url(entry->id)}});
    }
    const Json root = {{"version", 1}, {"rules", std::move(list)}};
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// The index and a page a rule, in `folder`.
static bool write_pages(const std::vector<const RuleEntry*>& entries, const Path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        complain(fmt::format("cannot make the folder `{}`: {}", quoted(folder.string()), error.message()));
        return false;
    }
    const auto is_written = [&](const RuleEntry* entry) {
        return print_to((folder / fmt::format("{}.md", entry->id)).string(), rule_page(*entry));
    };
    return print_to((folder / "README.md").string(), rule_index(entries)) && std::all_of(entries.begin(), entries.end(), is_written);
}

static std::string written(const std::string& format, const std::vector<const RuleEntry*>& entries) {
    if (format == "json") return as_json(entries);
    return format == "markdown" ? rule_index(entries) : as_text(entries);
}

static int run_rules_command(const RulesArguments& arguments) {
    for (const std::string& selector : arguments.select) {
        if (const std::string why = describe_unknown_rule(selector); !why.empty()) {
            complain(why);
            return exit_failed;
        }
    }
    const std::vector<const RuleEntry*> entries = chosen(arguments.select);
    if (arguments.output.empty()) return print_out(written(arguments.format, entries)) ? exit_done : exit_failed;
    const bool is_done = arguments.format == "markdown" ? write_pages(entries, arguments.output)
                                                        : print_to(arguments.output, written(arguments.format, entries));
    return is_done ? exit_done : exit_failed;
}

static std::function<int()> declare_rules(CLI::App& program, const GlobalOptions&) {
    CLI::App* command = program.add_subcommand("rules", "List the rules");
    auto arguments = std::make_shared<RulesArguments>();
    command->add_option("--format", arguments->format, "How to write the list: text, json, markdown")
        ->type_name("FORMAT")->check(CLI::IsMember({"text", "json", "markdown"}));
    command->add_option("--select", arguments->select, "These rules only: ids, names or prefixes")->delimiter(',')->type_name("RULES")->allow_extra_args(false);
    command->add_option("-o,--output", arguments->output, "Write to PATH: a file; for markdown a folder, with a page a rule")->type_name("PATH");
    command->footer("Examples:\n"
                    "  stackc rules\n"
                    "  stackc rules --select XST\n"
                    "  stackc rules --format json\n"
                    "  stackc rules --format markdown --output docs/rules");
    return [arguments] { return run_rules_command(*arguments); };
}

extern const Command rules{"rules", declare_rules};

}  // namespace stackc::commands
