#include "tools/session/rule_story.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"
#include "compiler/diagnostics/render.h"
#include "tools/session/diff.h"
#include "tools/session/report.h"
#include "tools/session/session.h"
#include "validators/engine/example.h"
#include "validators/symptoms/symptom.h"

namespace stackc {

using Files = std::map<std::string, std::string>;

static const Path example_root = "/example";

static std::string_view describe(Effect effect) {
    switch (effect) {
        case Effect::refused:
            return "refused: the program will not load the file";
        case Effect::fails:
            return "fails: it loads, but starts, requests or stops go wrong";
        case Effect::risk:
            return "risk: it works until a reboot, a load or an attacker";
        case Effect::advice:
            return "advice: it works";
    }
    unreachable("Effect");
}

static std::string_view describe(Fixability fixability) {
    switch (fixability) {
        case Fixability::none:
            return "by hand";
        case Fixability::unsafe:
            return "`stackc lint --fix --unsafe-fixes`, for a person to look at";
        case Fixability::safe:
            return "`stackc lint --fix`";
    }
    unreachable("Fixability");
}

static std::string_view language_of(std::string_view dialect) {
    if (dialect == "nginx" || dialect == "dockerfile") return dialect;
    if (dialect == "gunicorn" || dialect == "django") return "python";
    if (dialect == "compose" || dialect == "cloudformation") return "yaml";
    const bool is_ini = dialect == "uwsgi" || dialect == "supervisor" || dialect == "systemd";
    return is_ini ? "ini" : "text";
}

/// `files` as a workspace of their own, checked for the one rule.
static Analysis check_example(const Files& files, const RuleEntry& entry) {
    MemoryFileSystem disk;
    for (const auto& [name, text] : files) disk.add(example_root / name, text);
    SessionOptions options;
    options.rules.select = {std::string(entry.id)};
    options.root = example_root;
    return Session(disk, std::move(options)).analyse(std::vector<Path>{example_root});
}

static std::string without_end(std::string_view text) {
    return std::string(trim_end(text));
}

/// Each file of an example; a lone one needs no name.
static StorySection files_section(std::string title, const Files& files, const Analysis& analysis) {
    StorySection section{std::move(title), {}};
    for (const auto& [name, text] : files) {
        std::string_view dialect;
        for (const AnalysedFile& file : analysis.files) {
            if (file.path == example_root / name) dialect = file.dialect;
        }
        section.blocks.push_back(
            {without_end(text), std::string(language_of(dialect)), files.size() > 1 ? name : ""});
    }
    return section;
}

static StorySection findings_section(const Analysis& analysis) {
    return {"What stackc says",
            {{without_end(render_text(make_report(analysis, example_root))), "text", ""}}};
}

/// A patch from its `---` line on: what git's own head says is of no use to a reader.
static std::string patch(const std::string& name, std::string_view before, std::string_view after) {
    const std::string diff = unified_diff(name, before, after);
    const std::size_t start = diff.find("--- ");
    return start == std::string::npos ? "" : diff.substr(start);
}

/// The way from the wrong example to the right one, and what `--fix` does of it.
static StorySection fix_section(const Rule& rule, const Files& bad, const Files& good,
                                const Analysis& analysis) {
    StorySection section{"How to fix it", {}};
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        for (const Fix& fix : diagnostic.fixes) {
            const std::string_view flags =
                fix.safety == Safety::safe ? "--fix" : "--fix --unsafe-fixes";
            section.blocks.push_back(
                {fmt::format("`stackc lint {}` does it here: {}.", flags, fix.title), "", ""});
        }
    }
    if (section.blocks.empty() && rule.fixability != Fixability::none) {
        section.blocks.push_back({fmt::format("Where there is one way to mend it, {} does it.",
                                              describe(rule.fixability)),
                                  "", ""});
    }
    std::string diff;
    for (const auto& [name, text] : good) {
        const auto before = bad.find(name);
        diff += patch(name, before == bad.end() ? "" : before->second, text);
    }
    if (!diff.empty()) section.blocks.push_back({without_end(diff), "diff", ""});
    return section;
}

/// The log lines that lead to the rule, as programs really wrote them.
static StorySection symptoms_section(const RuleEntry& entry) {
    StorySection section{"What you see at run time", {}};
    for (const Symptom* symptom : symptoms::all()) {
        const std::vector<std::string_view> ids = split(symptom->rules, ' ');
        if (std::find(ids.begin(), ids.end(), entry.id) == ids.end()) continue;
        const std::string who =
            symptom->program.empty() ? "" : fmt::format("{}: ", symptom->program);
        section.blocks.push_back({fmt::format("{}{}.", who, symptom->meaning), "", ""});
        section.blocks.push_back({std::string(symptom->sample), "text", ""});
    }
    return section;
}

static StorySection silence_section(const RuleEntry& entry) {
    return {"Where it does not apply",
            {{fmt::format("`# stackc: ignore[{}] reason` on the line or the line before (`;` in "
                          "ini files); for a whole "
                          "repository, `ignore = [\"{}\"]` below `[lint]` in stackc.toml.",
                          entry.id, entry.id),
              "", ""}}};
}

std::vector<std::string> sources_of(const RuleEntry& entry) {
    std::vector<std::string> sources;
    for (const std::string_view source : split(entry.rule->sources, ' ')) {
        if (!source.empty()) sources.emplace_back(source);
    }
    if (!sources.empty()) return sources;
    // What stackc itself defines.
    const std::string_view page = entry.family == "stk" ? "language.md" : "lint.md";
    return {fmt::format("https://github.com/stackc/stackc/blob/main/docs/{}", page)};
}

/// "observed:nginx-1.22.1" in words.
static std::string describe_source(std::string_view source) {
    static constexpr std::string_view observed = "observed:";
    if (!source.starts_with(observed)) return std::string(source);
    std::string program(source.substr(observed.size()));
    const std::size_t dash = program.rfind('-');
    if (dash != std::string::npos) program[dash] = ' ';
    return "observed with " + program;
}

static StorySection sources_section(const RuleEntry& entry) {
    StorySection section{"Sources", {}};
    for (const std::string& source : sources_of(entry))
        section.blocks.push_back({describe_source(source), "", ""});
    return section;
}

RuleStory tell(const RuleEntry& entry) {
    const Rule& rule = *entry.rule;
    const std::string_view dialect = split(rule.dialects, ' ').front();
    RuleStory story{fmt::format("{} {}", entry.id, entry.name), std::string(rule.summary), {}, {}};
    story.facts = {{"severity", std::string(to_text(rule.severity))},
                   {"effect", std::string(describe(rule.effect))},
                   {"fix", std::string(describe(rule.fixability))},
                   {"files", std::string(rule.dialects)}};
    story.sections.push_back({"Why it matters", {{std::string(rule.why), "", ""}}});
    story.sections.push_back(symptoms_section(entry));
    if (!rule.bad.empty()) {
        const Files bad = example_files(rule.bad, dialect),
                    good = example_files(rule.good, dialect);
        const Analysis analysis = check_example(bad, entry);
        story.sections.push_back(files_section("Wrong", bad, analysis));
        story.sections.push_back(findings_section(analysis));
        story.sections.push_back(files_section("Right", good, check_example(good, entry)));
        story.sections.push_back(fix_section(rule, bad, good, analysis));
    }
    story.sections.push_back(silence_section(entry));
    story.sections.push_back(sources_section(entry));
    std::erase_if(story.sections,
                  [](const StorySection& section) { return section.blocks.empty(); });
    return story;
}

/// A fence longer than any in the text.
static std::string fence_of(std::string_view text) {
    std::string fence = "```";
    while (text.find(fence) != std::string_view::npos) fence += '`';
    return fence;
}

static std::string to_markdown(const StoryBlock& block) {
    if (block.language.empty())
        return block.text.starts_with("http") ? fmt::format("<{}>\n", block.text)
                                              : block.text + "\n";
    const std::string fence = fence_of(block.text);
    const std::string head = block.file.empty() ? "" : fmt::format("`{}`:\n\n", block.file);
    return fmt::format("{}{}{}\n{}\n{}\n", head, fence, block.language, block.text, fence);
}

/// The first letter made a capital: a summary as a sentence.
static std::string sentence(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text + (text.ends_with('.') ? "" : ".");
}

std::string rule_page(const RuleEntry& entry) {
    const RuleStory story = tell(entry);
    std::string out = fmt::format("# {}\n\n{}\n\n", story.title, sentence(story.summary));
    for (const auto& [name, text] : story.facts) out += fmt::format("- **{}**: {}\n", name, text);
    for (const StorySection& section : story.sections) {
        out += fmt::format("\n## {}\n", section.title);
        for (const StoryBlock& block : section.blocks) out += "\n" + to_markdown(block);
    }
    return out;
}

/// A cell of a table: `|` ends one.
static std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
    return out;
}

std::string rule_index(const std::vector<const RuleEntry*>& entries) {
    std::string out =
        "# The rules\n\n"
        "<!-- Made from the files below validators/rules by `stackc rules --format markdown "
        "--output docs/rules`,\n"
        "     as is each rule's page. To change them, change the rule. -->\n\n"
        "`stackc explain ID` shows a rule's page on a terminal.\n\n"
        "| rule | name | severity | effect | fix | what it finds |\n| --- | --- | --- | --- | --- "
        "| --- |\n";
    for (const RuleEntry* entry : entries) {
        const Rule& rule = *entry->rule;
        out += fmt::format("| [{}]({}.md) | {} | {} | {} | {} | {} |\n", entry->id, entry->id,
                           entry->name, to_text(rule.severity), to_text(rule.effect),
                           to_text(rule.fixability), cell(rule.summary));
    }
    return out;
}

}  // namespace stackc
