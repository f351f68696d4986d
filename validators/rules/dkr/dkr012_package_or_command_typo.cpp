#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// The commands of a package manager: apt-get(8), apt(8), apk(8), pip(1), yum(8).
constexpr std::array<std::string_view, 16> apt_get{"update",  "upgrade", "install",  "remove", "purge",     "autoremove", "clean", "autoclean",
                                                   "dist-upgrade", "build-dep", "download", "check",  "reinstall", "satisfy",    "source", "changelog"};
constexpr std::array<std::string_view, 16> apt{"update", "upgrade", "full-upgrade", "install", "reinstall", "remove", "purge", "autoremove",
                                               "search", "show",    "list",         "clean",   "autoclean", "edit-sources", "download", "policy"};
constexpr std::array<std::string_view, 15> apk{"add", "del", "update", "upgrade", "fix", "cache", "info", "list",
                                               "search", "fetch", "index", "policy", "stats", "verify", "version"};
constexpr std::array<std::string_view, 14> pip{"install", "uninstall", "freeze", "list", "show", "check", "config", "search", "cache",
                                               "index", "wheel", "hash", "download", "debug"};
constexpr std::array<std::string_view, 13> yum{"install", "update", "upgrade", "remove", "erase", "clean", "makecache", "reinstall", "search",
                                               "localinstall", "groupinstall", "module", "history"};

struct Tool {
    std::string_view name;
    std::span<const std::string_view> commands;
};
constexpr std::array tools{Tool{"apt-get", apt_get}, Tool{"apt", apt}, Tool{"apk", apk}, Tool{"pip", pip}, Tool{"pip3", pip}, Tool{"yum", yum}};

/// The words of one line of a command, with their places.
struct Piece {
    std::string_view text;
    Span span;
};

std::vector<Piece> words_of(const Word& line) {
    std::vector<Piece> words;
    const std::string_view text = line.value;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(" \t", at);
        if (begin == std::string_view::npos) break;
        std::size_t end = std::min(text.find_first_of(" \t;&|", begin), text.size());
        if (end == begin) end = begin + 1;
        const auto from = line.span.begin + static_cast<std::uint32_t>(begin);
        words.push_back({text.substr(begin, end - begin), {line.span.file, from, from + static_cast<std::uint32_t>(end - begin)}});
        at = end;
    }
    return words;
}

bool ends_command(std::string_view word) { return word == ";" || word == "&" || word == "|" || word == "&&" || word == "||"; }
}  // namespace

static void check_line(const Word& line, Reporter& report) {
    const std::vector<Piece> words = words_of(line);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        const bool is_first = i == 0 || ends_command(words[i - 1].text) || words[i - 1].text == "sudo" || words[i - 1].text == "RUN";
        const auto tool = std::find_if(tools.begin(), tools.end(), [&](const Tool& one) { return one.name == words[i].text; });
        if (!is_first || tool == tools.end()) continue;
        std::size_t at = i + 1;
        while (at < words.size() && words[at].text.starts_with('-')) ++at;
        if (at >= words.size() || ends_command(words[at].text)) continue;
        const Piece& command = words[at];
        const bool is_word = command.text.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos;
        const bool is_known = std::find(tool->commands.begin(), tool->commands.end(), command.text) != tool->commands.end();
        const auto meant = is_word && !is_known ? nearest(command.text, tool->commands) : std::nullopt;
        if (!meant) continue;
        report.at(command.span, fmt::format("`{}` has no command `{}`", tool->name, quoted(command.text)))
            .note("docker build stops here with a non-zero code")
            .fix(fmt::format("write `{}`", *meant), Safety::unsafe, {{command.span, std::string(*meant)}});
    }
}

static void find_typos(const Document& document, Reporter& report) {
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::statement || node.name.value != "RUN") continue;
        bool goes_on = false;  // a line that goes on with the arguments of the one above
        for (const Word& line : document.args(node)) {
            const std::string_view start = trim(line.value);
            const bool begins = !goes_on || start.starts_with('&') || start.starts_with('|') || start.starts_with(';');
            if (line.quote == 0 && !start.starts_with("--") && begins) check_line(line, report);
            const std::string_view text = trim_end(line.value);
            goes_on = !text.ends_with("&&") && !text.ends_with(';') && !text.ends_with("||");
        }
    }
}

extern constexpr Rule dkr012_package_or_command_typo{
    .summary = "a RUN line gives a package manager a command that it does not have",
    .why = "The build stops: `E: Invalid operation isntall`, `ERROR: unknown command \"isntall\"`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "dockerfile",
    .sources = "observed:apt-2.6.1 observed:pip-23.0.1",
    .bad = R"(#> Dockerfile
FROM python:3.12
RUN apt-get update && apt-get isntall -y nginx
)",
    .good = R"(#> Dockerfile
FROM python:3.12
RUN apt-get update && apt-get install -y nginx
)",
    .check_document = find_typos,
};

}  // namespace stackc::rules
