// stackc explain: what a rule or a directive means.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "compiler/base/text.h"
#include "compiler/diagnostics/display.h"
#include "tools/session/rule_story.h"
#include "tools/session/session.h"
#include "tools/stackc/command.h"
#include "tools/stackc/layout_support.h"
#include "tools/stackc/output_support.h"

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

/// What each front end says of the directive.
static std::string explain_directive(std::string_view name, bool has_color) {
    std::string out;
    for (const Frontend* frontend : frontends::all()) {
        const std::string page = frontend->explain == nullptr ? std::string() : frontend->explain(name);
        if (page.empty()) continue;
        const std::string title = fmt::format("{}: {}", frontend->name, quoted(name));
        if (!out.empty()) out += "\n";
        out += strong(title, has_color) + indented(page, "  ");
    }
    return out;
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
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
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

static int run_explain(const std::string& word, const GlobalOptions& options) {
    const bool has_color = wants_color(options.color, STDOUT_FILENO);
    const RuleEntry* entry = find_rule(word);
    const std::string page = entry != nullptr ? explain_rule(*entry, has_color) : explain_directive(word, has_color);
    if (!page.empty()) return print_out(page) ? exit_done : exit_failed;
    const std::string guess = suggestion(word);
    complain(fmt::format("no rule or directive is called `{}`{}", quoted(word), guess.empty() ? "" : fmt::format("; did you mean `{}`?", guess)));
    return exit_failed;
}

static std::function<int()> declare_explain(CLI::App& program, const GlobalOptions& options) {
    CLI::App* command = program.add_subcommand("explain", "What a rule or a directive means, why it matters, how to fix it");
    auto word = std::make_shared<std::string>();
    command->add_option("NAME", *word, "A rule's id or name, or a directive or option")->required()->type_name("");
    command->footer("Examples:\n"
                    "  stackc explain XST001\n"
                    "  stackc explain socket-path-mismatch\n"
                    "  stackc explain uwsgi_pass");
    return [word, &options] { return run_explain(*word, options); };
}

extern const Command explain{"explain", declare_explain};

}  // namespace stackc::commands
