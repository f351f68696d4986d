// stackc rules: the list of rules.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "compiler/base/text.h"
#include "tools/session/config.h"
#include "tools/session/report.h"
#include "tools/stackc/command.h"
#include "tools/stackc/output_support.h"

namespace stackc::commands {

using Json = nlohmann::ordered_json;

namespace {
struct RulesArguments {
    std::string format = "text";
    std::vector<std::string> select;
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
                        {"sources", words(rule.sources)},
                        {"bad", rule.bad},
                        {"good", rule.good},
                        {"url", rule_url(entry->id)}});
    }
    const Json root = {{"version", 1}, {"rules", std::move(list)}};
    return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

static std::string as_markdown(const std::vector<const RuleEntry*>& entries) {
    std::string out = "| rule | name | severity | effect | fix | what it finds |\n| --- | --- | --- | --- | --- | --- |\n";
    for (const RuleEntry* entry : entries) {
        const Rule& rule = *entry->rule;
        std::string summary;
        for (const char c : rule.summary) summary += c == '|' ? std::string("\\|") : std::string(1, c);
        out += fmt::format("| {} | {} | {} | {} | {} | {} |\n", entry->id, entry->name, to_text(rule.severity), to_text(rule.effect),
                           to_text(rule.fixability), summary);
    }
    return out;
}

static int run_rules_command(const RulesArguments& arguments) {
    for (const std::string& selector : arguments.select) {
        if (const std::string why = describe_unknown_rule(selector); !why.empty()) {
            complain(why);
            return exit_failed;
        }
    }
    const std::vector<const RuleEntry*> entries = chosen(arguments.select);
    const std::string out = arguments.format == "json" ? as_json(entries) : arguments.format == "markdown" ? as_markdown(entries) : as_text(entries);
    return print_out(out) ? exit_done : exit_failed;
}

static std::function<int()> declare_rules(CLI::App& program, const GlobalOptions&) {
    CLI::App* command = program.add_subcommand("rules", "List the rules");
    auto arguments = std::make_shared<RulesArguments>();
    command->add_option("--format", arguments->format, "How to write the list: text, json, markdown")
        ->type_name("FORMAT")->check(CLI::IsMember({"text", "json", "markdown"}));
    command->add_option("--select", arguments->select, "These rules only: ids, names or prefixes")->delimiter(',')->type_name("RULES")->allow_extra_args(false);
    command->footer("Examples:\n"
                    "  stackc rules\n"
                    "  stackc rules --select XST\n"
                    "  stackc rules --format json");
    return [arguments] { return run_rules_command(*arguments); };
}

extern const Command rules{"rules", declare_rules};

}  // namespace stackc::commands
