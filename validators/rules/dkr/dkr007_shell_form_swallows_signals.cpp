#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// Whether `sh` of the image is dash: of Debian, and what is built on it.
static bool has_dash(std::string_view image) {
    static constexpr std::array<std::string_view, 4> debian{"python", "debian", "ubuntu", "node"};
    const std::string_view name = image.substr(0, image.find(':'));
    return std::find(debian.begin(), debian.end(), name) != debian.end() && image.find("alpine") == std::string_view::npos;
}

/// The public image that the last stage is built on; empty where a variable says it.
static std::string_view base_of(const Document& document) {
    std::string_view base;
    std::size_t most_stages = 64;
    for (const Node& node : document.children(Document::root)) {
        std::span<const Word> words = document.args(node);
        if (node.name.value != "FROM" || most_stages-- == 0) continue;
        while (!words.empty() && words.front().value.starts_with("--")) words = words.subspan(1);
        if (words.empty()) return {};
        // A stage's name stands for what that stage is built on, most often the one above.
        const bool is_stage = words.front().value.find_first_of(":/$") == std::string_view::npos && !has_dash(words.front().value);
        if (!is_stage || base.empty()) base = words.front().value;
    }
    return base;
}

static bool is_server(std::string_view word) {
    static constexpr std::array<std::string_view, 9> servers{"gunicorn", "uwsgi", "daphne", "uvicorn", "celery", "nginx", "redis-server", "supervisord", "hypercorn"};
    return std::find(servers.begin(), servers.end(), word.substr(word.rfind('/') + 1)) != servers.end();
}

/// Where the command that stays in the foreground starts: the last of those joined by `&&` or `;`.
static std::optional<std::size_t> last_command(std::string_view text) {
    if (text.find_first_of("|()`\"'") != std::string_view::npos) return std::nullopt;
    if (trim_end(text).ends_with('&')) return std::nullopt;
    std::size_t begin = 0;
    for (std::size_t at = text.find_first_of("&;"); at != std::string_view::npos; at = text.find_first_of("&;", at)) {
        const bool is_background = text[at] == '&' && !text.substr(at).starts_with("&&");
        if (is_background) return std::nullopt;
        at += text[at] == '&' ? 2 : 1;
        begin = at;
    }
    const std::size_t word = text.find_first_not_of(" \t", begin);
    return word == std::string_view::npos ? std::nullopt : std::optional(word);
}

/// The last CMD and ENTRYPOINT of the last stage: what is started.
static const Node* find_start(const Document& document) {
    const Node* command = nullptr;
    const Node* entrypoint = nullptr;
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::statement) continue;
        if (node.name.value == "FROM") command = entrypoint = nullptr;
        if (node.name.value == "CMD") command = &node;
        if (node.name.value == "ENTRYPOINT") entrypoint = &node;
    }
    return entrypoint != nullptr ? entrypoint : command;
}

/// What a shell gets to run: the line without brackets, or the last of `["sh", "-c", "…"]`.
static const Word* shell_text(std::span<const Word> words) {
    const bool is_line = words.size() == 1 && words[0].quote == 0 && !words[0].value.starts_with('[');
    if (is_line) return &words[0];
    const bool is_shell = words.size() == 3 && words[2].quote == '"' && words[1].value == "-c" &&
                          (words[0].value == "sh" || words[0].value == "/bin/sh");
    return is_shell ? &words[2] : nullptr;
}

/// Where the byte at `at` of the word's value is written; nothing where escapes or line ends lie
/// before it.
static std::optional<std::uint32_t> place_of(const Document& document, const Word& word, std::size_t at) {
    const std::uint32_t quote = word.quote == 0 ? 0 : 1;
    if (document.text(word.span).substr(quote, at) != word.value.substr(0, at)) return std::nullopt;
    return word.span.begin + quote + static_cast<std::uint32_t>(at);
}

static void find_swallowed_signals(const Document& document, Reporter& report) {
    const Node* start = find_start(document);
    const Word* text = start == nullptr ? nullptr : shell_text(document.args(*start));
    if (text == nullptr || !has_dash(base_of(document))) return;
    const std::optional<std::size_t> at = last_command(text->value);
    if (!at) return;
    const std::string_view command = text->value.substr(*at);
    if (!is_server(command.substr(0, command.find_first_of(" \t")))) return;
    auto found = report.at(text->span, fmt::format("`{}` runs below a shell that does not pass on the signal to stop", quoted(command.substr(0, command.find_first_of(" \t")))));
    found.note("`docker stop` waits ten seconds, then kills: requests and tasks in work are lost");
    const std::optional<std::uint32_t> place = place_of(document, *text, *at);
    if (place) found.fix("let it take the shell's place", Safety::safe, {{{text->span.file, *place, *place}, "exec "}});
    else found.note("`exec` before the last command lets it take the shell's place");
}

extern constexpr Rule dkr007_shell_form_swallows_signals{
    .summary = "CMD or ENTRYPOINT starts a server below a shell, which keeps the signal to stop",
    .why = "In the form without brackets the container's first process is `/bin/sh -c`. Debian's dash starts the server as a child and, as "
           "process 1, ignores SIGTERM: `docker stop` takes ten seconds and ends with SIGKILL, in the middle of requests.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::safe,
    .dialects = "dockerfile",
    .sources = "observed:dash-0.5.12 https://docs.docker.com/reference/dockerfile/#shell-form https://github.com/hadolint/hadolint#DL3025",
    .bad = R"(#> Dockerfile
FROM python:3.12-slim
CMD gunicorn -b 0.0.0.0:8000 shop.wsgi
)",
    .good = R"(#> Dockerfile
FROM python:3.12-slim
CMD exec gunicorn -b 0.0.0.0:8000 shop.wsgi
)",
    .check_document = find_swallowed_signals,
};

}  // namespace stackc::rules
