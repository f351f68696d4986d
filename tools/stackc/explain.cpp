// stackc explain: what a rule, a directive or a log means.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "compiler/base/text.h"
#include "compiler/diagnostics/display.h"
#include "tools/session/diagnosis.h"
#include "tools/session/report.h"
#include "tools/session/rule_story.h"
#include "tools/session/session.h"
#include "tools/stackc/command.h"
#include "tools/stackc/diagnosis_support.h"
#include "tools/stackc/layout_support.h"
#include "tools/stackc/output_support.h"
#include "tools/stackc/workspace_support.h"

namespace stackc::commands {

static std::string strong(std::string_view text, bool has_color) {
    return has_color ? fmt::format("\x1b[1m{}\x1b[0m\n", text) : fmt::format("{}\n", text);
}

static std::string explain_rule(const RuleEntry& entry, bool has_color) {
    const RuleStory story = tell(entry);
    std::string out = strong(story.title, has_color) + wrapped(story.summary, "  ") + "\n";
    for (const auto& [name, text] : story.facts) out += fmt::format("  {:<8}  {}\n", name, text);
    for (const StorySection& section : story.sections) {
        out += "\n" + strong(section.title, has_color);
        for (const StoryBlock& block : section.blocks) {
            if (!block.language.empty() && &block != &section.blocks.front()) out += "\n";
            if (!block.file.empty()) out += fmt::format("  # {}\n", displayed(block.file));
            out += block.language.empty() ? wrapped(block.text, "  ") : indented(block.text, "  ");
        }
    }
    return out;
}

/// An editor's page without the marks that only editors show.
static std::string plain_page(std::string_view page) {
    const bool has_title = page.starts_with("#") || page.starts_with("**");
    if (has_title) page.remove_prefix(std::min(page.find('\n'), page.size()));
    std::string out(trim(page));
    for (std::size_t at = 0; (at = out.find("**", at)) != std::string::npos;) out.erase(at, 2);
    return out;
}

/// Whether a rule's own words name the directive; of any dialect, where that is empty.
static bool speaks_of(const RuleEntry& entry, std::string_view name, std::string_view dialect) {
    const std::vector<std::string_view> dialects = split(entry.rule->dialects, ' ');
    if (!dialect.empty() && std::find(dialects.begin(), dialects.end(), dialect) == dialects.end()) return false;
    const std::string told = fmt::format("{} {}", entry.rule->summary, entry.rule->why);
    for (const char* after : {"`", " ", "="}) {
        if (told.find(fmt::format("`{}{}", name, after)) != std::string::npos) return true;
    }
    return false;
}

/// The rules that look at the directive, a line each.
static std::string rules_about(std::string_view name, std::string_view dialect) {
    std::string out;
    for (const RuleEntry& entry : rules::all()) {
        if (speaks_of(entry, name, dialect)) out += fmt::format("\n- {} {}", entry.id, entry.name);
    }
    return out.empty() ? out : fmt::format("Rules that speak of it:{}", out);
}

/// What each front end says of the directive.
static std::string explain_directive(std::string_view name, bool has_color) {
    std::string out;
    for (const Frontend* frontend : frontends::all()) {
        const std::string page = frontend->explain == nullptr ? std::string() : frontend->explain(name);
        if (page.empty()) continue;
        const std::string title = fmt::format("{}: {}", frontend->name, quoted(name));
        if (!out.empty()) out += "\n";
        const std::string about = rules_about(name, frontend->name);
        out += strong(title, has_color) + indented(plain_page(page) + (about.empty() ? "" : "\n\n" + about), "  ");
    }
    // Django's settings have a manual of their own; what rules say of them is told.
    if (!out.empty() || name.size() < 3) return out;
    const std::string about = rules_about(name, "");
    return about.empty() ? out : strong(quoted(name), has_color) + indented(about, "  ");
}

static bool is_directive(const std::string& name) {
    for (const Frontend* frontend : frontends::all()) {
        if (frontend->explain != nullptr && !frontend->explain(name).empty()) return true;
    }
    return false;
}

/// A directive one edit away from `word`. Front ends answer for a name but give no list, so all
/// neighbours are asked for.
static std::optional<std::string> nearest_directive(const std::string& word) {
    // systemd's keys alone have capitals.
    const bool has_capitals = std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const std::string_view letters = has_capitals ? "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" : "abcdefghijklmnopqrstuvwxyz0123456789_-";
    static constexpr std::size_t most_letters = 60;
    if (word.size() > most_letters) return std::nullopt;
    std::vector<std::string> neighbours;
    for (std::size_t i = 0; i <= word.size(); ++i) {
        const std::string before = word.substr(0, i);
        const std::string after = word.substr(i);
        if (!after.empty()) neighbours.push_back(before + after.substr(1));
        if (after.size() > 1) neighbours.push_back(before + after[1] + after[0] + after.substr(2));
        for (const char letter : letters) {
            neighbours.push_back(before + letter + after);
            if (!after.empty()) neighbours.push_back(before + letter + after.substr(1));
        }
    }
    for (const std::string& neighbour : neighbours) {
        if (is_directive(neighbour)) return neighbour;
    }
    return std::nullopt;
}

static std::string suggestion(const std::string& word) {
    if (const std::optional<std::string> directive = nearest_directive(word)) return *directive;
    std::vector<std::string_view> names;
    for (const RuleEntry& entry : rules::all()) {
        names.push_back(entry.id);
        names.push_back(entry.name);
    }
    const std::optional<std::string_view> rule = nearest(word, names);
    return std::string(rule.value_or(""));
}

namespace {
struct ExplainArguments {
    WorkspaceArguments workspace{.paths = {}};
    std::string log;
    std::string format = "text";
};
}  // namespace

static int explain_word(const std::string& word, const GlobalOptions& options) {
    const bool has_color = wants_color(options.color, STDOUT_FILENO);
    const RuleEntry* entry = find_rule(word);
    const std::string page = entry != nullptr ? explain_rule(*entry, has_color) : explain_directive(word, has_color);
    if (!page.empty()) return print_out(page) ? exit_done : exit_failed;
    const std::string guess = suggestion(word);
    complain(fmt::format("no rule or directive is called `{}`{}", quoted(word), guess.empty() ? "" : fmt::format("; did you mean `{}`?", guess)));
    return exit_failed;
}

static std::optional<std::string> read_log_file(const std::string& path) {
    if (path == "-") return read_standard_input();
    auto text = DiskFileSystem().read(path);
    if (text) return *std::move(text);
    complain(fmt::format("cannot read the log `{}`: {}", quoted(path), text.error().reason));
    return std::nullopt;
}

static int explain_log(ExplainArguments arguments, const GlobalOptions& options) {
    if (arguments.workspace.paths.empty()) arguments.workspace.paths = {"."};
    const std::optional<std::string> log = read_log_file(arguments.log);
    if (!log) return exit_failed;
    std::optional<WorkspaceSetup> setup = set_up_workspace(arguments.workspace, options);
    if (!setup) return exit_failed;
    const Analysis analysis = Session(*setup->files, setup->config.session).analyse(setup->roots);
    const LogDiagnosis diagnosis = diagnose(*log, analysis);
    Report report = make_report(analysis, std::filesystem::current_path());
    report.has_color = wants_color(options.color, STDOUT_FILENO);
    if (!print_out(arguments.format == "json" ? diagnosis_json(diagnosis, report) : diagnosis_text(diagnosis, report))) return exit_failed;
    if (!options.quiet) fmt::print(stderr, "{}", summarize(diagnosis));
    return exit_done;
}

static int run_explain(const ExplainArguments& arguments, const GlobalOptions& options) {
    const std::vector<std::string>& words = arguments.workspace.paths;
    if (!arguments.log.empty()) {
        if (std::find(words.begin(), words.end(), "-") == words.end()) return explain_log(arguments, options);
        complain("standard input holds no configuration here; name the log with `--log -`");
    } else if (words.size() == 1) {
        return explain_word(words.front(), options);
    } else {
        complain("name one rule or directive, or a log with `--log FILE`");
    }
    return exit_failed;
}

static std::function<int()> declare_explain(CLI::App& program, const GlobalOptions& options) {
    CLI::App* command = program.add_subcommand("explain", "What a rule, a directive or a log means, why it matters, how to fix it");
    auto arguments = std::make_shared<ExplainArguments>();
    command->add_option("NAME", arguments->workspace.paths, "A rule's id or name, a directive or option; with --log the configuration, as for lint")
        ->type_name("");
    command->add_option("--log", arguments->log, "Explain the error lines of FILE (`-`: standard input) by the configuration")->type_name("FILE");
    command->add_option("--format", arguments->format, "With --log: text or json")->type_name("FORMAT")->check(CLI::IsMember({"text", "json"}));
    add_target_options(*command, arguments->workspace);
    command->footer("Examples:\n"
                    "  stackc explain XST001\n"
                    "  stackc explain socket-path-mismatch\n"
                    "  stackc explain uwsgi_pass\n"
                    "  stackc explain --log error.log deploy/\n"
                    "  journalctl -u nginx -u shop | stackc explain --log - --live /etc/nginx /etc/systemd/system/shop.service\n"
                    "  docker compose logs | stackc explain --log -");
    return [arguments, &options] { return run_explain(*arguments, options); };
}

extern const Command explain{"explain", declare_explain};

}  // namespace stackc::commands
