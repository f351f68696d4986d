// Whether stackc and the real nginx agree on which files can be loaded, and on the line that is
// wrong in the others: people's configurations, our own examples, and damaged copies of both.
//
// STACKC_MUTANTS sets how many damaged copies are asked about (800; 6,000 take four minutes).
// STACKC_ANSWERS names a folder to keep nginx's answers in: a second run asks stackc alone.
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/directives.h"
#include "tests/golden/rule_case.h"
#include "tests/real/run.h"
#include "tests/tools/lsp/client.h"
#include "tools/session/session.h"
#include "validators/engine/rule.h"

namespace stackc::tests {

static const Path source_root = STACKC_SOURCE_DIR;
static constexpr int parts = 2;

namespace {

/// What nginx said of one text.
struct Answer {
    Path root;
    std::string file, kind, text, frame, message, at;
    bool is_accepted = false, is_machine = false;
    std::uint32_t line = 0;
};

/// A finding that says that nginx will not load the text.
struct Refusal {
    std::string rule, message, at;
    std::uint32_t line = 0;
    std::set<std::uint32_t> lines;  // with those that it says nginx names
};

}  // namespace

static Answer read_answer(const std::string& line) {
    const auto json = nlohmann::json::parse(line);
    Answer answer;
    answer.root = json["root"].get<std::string>();
    answer.file = json["file"];
    answer.kind = json["kind"];
    answer.text = json["text"];
    answer.frame = json["frame"];
    answer.message = json["message"];
    answer.at = json["at"];
    answer.is_accepted = json["accepted"];
    answer.is_machine = json["is_machine"];
    answer.line = json["line"];
    return answer;
}

// ------------------------------------------------------------------------------ what is asked

/// The files of our own that nginx reads: each good example of a rule, the inputs of the golden
/// cases, what the examples generate.
static std::vector<Path> own_files(const TemporaryFolder& folder) {
    std::vector<Path> files;
    for (const RuleEntry& entry : rules::all()) {
        const Rule& rule = *entry.rule;
        if (entry.family != "ngx" || rule.good.empty()) continue;
        for (const auto& [path, text] : golden::example_case(rule.good, "nginx").inputs) {
            const Path file = Path(std::string(entry.id)) / path;
            folder.write(file, text);
            files.push_back(folder.path() / file);
        }
    }
    for (const char* place : {"examples", "tests/golden/rules/ngx"}) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(source_root / place)) {
            const bool is_nginx = entry.path().string().find("/nginx/") != std::string::npos || entry.path().extension() == ".conf";
            const bool is_other = entry.path().string().find("/supervisor/") != std::string::npos || entry.path().extension() == ".svg";
            if (entry.is_regular_file() && is_nginx && !is_other && entry.path().string().find("/etc/tmpfiles.d/") == std::string::npos &&
                entry.path().string().find("/etc/sysusers.d/") == std::string::npos) {
                files.push_back(entry.path());
            }
        }
    }
    return files;
}

static std::vector<Path> corpus_files() {
    const Path corpus = source_root / "../shared/corpus/nginx";
    std::vector<Path> files;
    if (!std::filesystem::is_directory(corpus)) {
        std::puts("SKIPPED: no corpus, our own examples alone are compared");
        return files;
    }
    for (const auto& entry : std::filesystem::directory_iterator(corpus)) files.push_back(entry.path());
    return files;
}

/// nginx's answers about `files` and `mutants` damaged copies, one file of lines a part.
static void ask_nginx(std::vector<Path> files, int mutants, const Path& folder) {
    std::sort(files.begin(), files.end());
    std::string list;
    for (const Path& file : files) list += file.string() + "\n";
    std::ofstream(folder / "files") << list;
    std::string command;
    for (int part = 0; part < parts; ++part) {
        std::filesystem::create_directories(folder / fmt::format("root{}", part));
        command += fmt::format("unshare -n -m python3 {0}/tests/real/nginx_check.py {1}/root{2} {3} {2}/{4} < {1}/files > {1}/answers{2} & ",
                               source_root.string(), folder.string(), part, mutants, parts);
    }
    INFO(command);
    const auto outcome = run(command + "wait");
    INFO(outcome.output);
    REQUIRE(outcome.output.empty());
}

static std::vector<Answer> read_answers(const Path& folder) {
    std::vector<Answer> answers;
    for (int part = 0; part < parts; ++part) {
        std::ifstream lines(folder / fmt::format("answers{}", part));
        for (std::string line; std::getline(lines, line);) answers.push_back(read_answer(line));
    }
    return answers;
}

// ------------------------------------------------------------------------- what stackc says

static SessionOptions options_for(const Path& root) {
    SessionOptions options;
    options.forced_dialect = "nginx";
    options.root = root;
    options.rules.select = {"NGX"};
    options.target.versions["nginx"] = "1.22.1";
    return options;
}

static std::vector<Refusal> refusals(const Analysis& analysis) {
    std::vector<Refusal> found;
    for (const Diagnostic& diagnostic : analysis.diagnostics) {
        if (diagnostic.effect != Effect::refused || diagnostic.severity != Severity::error) continue;
        const Span span = diagnostic.primary.span;
        const auto line_of = [&](Span place) { return analysis.sources->lines(place.file).position(place.begin, Encoding::utf8).line + 1; };
        Refusal refusal{std::string(diagnostic.rule), diagnostic.primary.text, analysis.sources->path(span.file).filename().string(), line_of(span), {line_of(span)}};
        for (const Label& label : diagnostic.related) {
            if (label.span.file == span.file && label.text.starts_with("nginx names this line")) refusal.lines.insert(line_of(label.span));
        }
        found.push_back(std::move(refusal));
    }
    return found;
}

/// The same tree that nginx saw.
static std::vector<Refusal> refusals_of(const Answer& answer) {
    const DiskFileSystem disk;
    OverlayFileSystem files(disk);
    const Path main = answer.root / "etc/nginx/nginx.conf";
    files.set(main, answer.frame.empty() ? answer.text : answer.frame);
    if (!answer.frame.empty()) files.set(answer.root / "etc/nginx/site.conf", answer.text);
    SessionOptions options = options_for(answer.root);
    options.sysroot = answer.root;
    const std::vector<Path> roots{main};
    return refusals(Session(files, std::move(options)).analyse(roots));
}

/// The file alone, as a person names it on the command line.
static std::vector<Refusal> refusals_alone(const Answer& answer) {
    MemoryFileSystem files;
    const Path file = "/repo/" + Path(answer.file).filename().string();
    files.add(file, answer.text);
    const std::vector<Path> roots{file};
    return refusals(Session(files, options_for("/repo")).analyse(roots));
}

// -------------------------------------------------------------------------------- comparing

namespace {

/// Disagreements by cause, each with its number and an example.
class Causes {
  public:
    void add(const std::string& cause, const std::string& example) {
        auto& [count, first] = causes_[cause];
        if (count++ == 0) first = example;
    }
    void print(const char* title) const {
        std::multimap<int, std::string, std::greater<>> sorted;
        for (const auto& [cause, seen] : causes_) sorted.emplace(seen.first, cause + "\n         " + seen.second);
        if (!sorted.empty()) std::printf("%s\n", title);
        for (const auto& [count, text] : sorted) std::printf("  %4d  %s\n", count, text.c_str());
    }

  private:
    std::map<std::string, std::pair<int, std::string>> causes_;
};

struct Tally {
    int asked = 0, same = 0, refused = 0, refused_wrongly = 0, refused_by_both = 0, same_line = 0, at_end = 0;
    int of_machine = 0, of_templates = 0;
    std::map<std::string, int> of_other_build;
    Causes misses, false_errors, other_lines;
};

}  // namespace

/// The message without what it quotes.
static std::string general(const std::string& message) {
    std::string text = std::regex_replace(message, std::regex(R"( in \S+:\d+$)"), "");
    text = std::regex_replace(text, std::regex("\"[^\"]*\"(?= (?:variable|zone))"), "X");
    const bool names_directive = text.find("directive") != std::string::npos;
    return names_directive ? text : std::regex_replace(text, std::regex("[\"`][^\"`]*[\"`]"), "X");
}

static std::string place_of(const Answer& answer) {
    std::string text = Path(answer.file).filename().string();
    const std::string& shown = answer.at.ends_with("nginx.conf") && !answer.frame.empty() ? answer.frame : answer.text;
    const auto lines = split(shown, '\n');
    if (answer.line != 0 && answer.line <= lines.size()) text += fmt::format(":{}: {}", answer.line, quoted(trim(lines[answer.line - 1]), 110));
    return fmt::format("{} ({}) {}", text, answer.kind, quoted(answer.message, 140));
}

/// What a module or a platform would know that is not this one's: people's files name such
/// modules, and stackc takes them for what they are.
static std::string other_build(const Answer& answer) {
    static const std::regex unknown("^unknown directive \"([^\"]+)\"");
    std::smatch found;
    if (answer.message.find("on this platform") != std::string::npos) return answer.message.substr(0, answer.message.find(" in /"));
    if (!std::regex_search(answer.message, found, unknown)) return "";
    const std::string name = found[1];
    const bool is_known = !nginx::find_directive(name).empty();
    return is_known || (answer.kind == "file" && refusals_of(answer).empty()) ? name : "";
}

/// A text that another program fills in before nginx reads it.
static bool is_template(const Answer& answer) {
    static const std::regex hole(R"(\{\{|\{%|<%|\$\{[A-Z]|\$[A-Z_]{3,}|@[A-Z_]+@|__[A-Z_]+__)");
    return std::regex_search(answer.text, hole);
}

static void compare(const Answer& answer, Tally& tally) {
    const std::vector<Refusal> found = refusals_of(answer);
    ++tally.asked;
    tally.refused += answer.is_accepted ? 0 : 1;
    tally.same += answer.is_accepted == found.empty() ? 1 : 0;
    if (answer.is_accepted && !found.empty()) {
        ++tally.refused_wrongly;
        tally.false_errors.add(fmt::format("{} {}", found.front().rule, general(found.front().message)),
                               fmt::format("{} line {}: {}", place_of(answer), found.front().line, found.front().message));
    }
    if (!answer.is_accepted && found.empty()) tally.misses.add(general(answer.message), place_of(answer));
    if (answer.is_accepted || found.empty()) return;
    ++tally.refused_by_both;
    const std::string at = Path(answer.at).filename().string();
    // What nginx finds when a block is read to its end, it reports at that end, or nowhere.
    const std::string& text = answer.frame.empty() ? answer.text : answer.frame;
    const auto lines = split(text, '\n');
    const bool is_end = at.empty() || (at == "nginx.conf" && answer.line <= lines.size() && trim(lines[answer.line - 1]).ends_with('}') &&
                                       std::none_of(found.begin(), found.end(), [&](const Refusal& each) { return each.at == at && each.lines.contains(answer.line); }));
    tally.at_end += is_end ? 1 : 0;
    if (is_end) return;
    const bool is_same = std::any_of(found.begin(), found.end(), [&](const Refusal& each) { return each.at == at && each.lines.contains(answer.line); });
    tally.same_line += is_same ? 1 : 0;
    if (!is_same) {
        tally.other_lines.add(fmt::format("{} / {}", general(answer.message), found.front().rule),
                              fmt::format("{} stackc: {}:{} {}", place_of(answer), found.front().at, found.front().line, found.front().message));
    }
}

static double percent(int part, int whole) { return whole == 0 ? 100 : 100.0 * part / whole; }

static void print(const Tally& tally) {
    std::printf("%d texts: the same verdict for %.2f %%; nginx refuses %d\n", tally.asked, percent(tally.same, tally.asked), tally.refused);
    std::printf("of those that both refuse, the same line for %.2f %% (%d that nginx reports at a block's end or nowhere left out)\n",
                percent(tally.same_line, tally.refused_by_both - tally.at_end), tally.at_end);
    std::printf("left out: %d for what the machine lacks, %d templates that nginx refuses, and for another build:", tally.of_machine, tally.of_templates);
    for (const auto& [name, count] : tally.of_other_build) std::printf(" %s (%d)", name.c_str(), count);
    std::printf("\n");
    tally.false_errors.print("nginx takes it, stackc does not:");
    tally.misses.print("nginx refuses it, stackc does not:");
    tally.other_lines.print("refused at another line:");
}

static int mutants() {
    const char* wanted = std::getenv("STACKC_MUTANTS");
    return wanted == nullptr ? 800 : std::atoi(wanted);
}

static bool may_ask() {
    if (is_missing("nginx") || is_missing("unshare") || is_missing("openssl")) return false;
    if (run("unshare -n -m true").exit_code == 0) return true;
    std::puts("SKIPPED: unshare is not allowed here, and nginx -t opens sockets and logs");
    return false;
}

TEST_CASE("stackc refuses what nginx refuses, at its line, and nothing else", "[real]") {
    const char* kept = std::getenv("STACKC_ANSWERS");
    const TemporaryFolder temporary, examples;
    const Path folder = kept != nullptr ? Path(kept) : temporary.path();
    if (!std::filesystem::exists(folder / "answers0")) {
        if (!may_ask()) return;
        std::vector<Path> files = own_files(examples);
        for (Path& file : corpus_files()) files.push_back(std::move(file));
        ask_nginx(std::move(files), mutants(), folder);
    }
    Tally tally;
    for (const Answer& answer : read_answers(folder)) {
        if (answer.is_machine) {
            ++tally.of_machine;
            continue;
        }
        if (!answer.is_accepted && is_template(answer)) {
            ++tally.of_templates;
            continue;
        }
        if (const std::string name = answer.is_accepted ? "" : other_build(answer); !name.empty()) {
            ++tally.of_other_build[name];
            continue;
        }
        compare(answer, tally);
        if (answer.kind == "file" && answer.is_accepted) {
            INFO(answer.file);
            for (const Refusal& each : refusals_alone(answer)) CHECK(each.message == "");
        }
    }
    print(tally);
    CHECK(tally.asked > 100);
    // Each of the few that differ is explained in docs/nginx-agreement.md.
    CHECK(percent(tally.same, tally.asked) >= 98.5);
    CHECK(percent(tally.refused_wrongly, tally.asked) <= 0.1);
    CHECK(percent(tally.same_line, tally.refused_by_both - tally.at_end) >= 98);
}

}  // namespace stackc::tests
