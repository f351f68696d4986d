#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// By whole words: TOKENIZERS and PASSWORDLESS are none.
static bool is_secret_name(std::string_view name) {
    static constexpr std::array<std::string_view, 7> words{"secret", "secrets", "password", "passwd", "token", "apikey", "pwd"};
    const std::string lower = to_lower(name);
    for (const std::string_view part : {"api_key", "private_key", "access_key"}) {
        if (lower.find(part) != std::string::npos) return true;
    }
    const std::vector<std::string_view> parts = split(lower, '_');
    return std::any_of(parts.begin(), parts.end(), [](std::string_view part) { return std::find(words.begin(), words.end(), part) != words.end(); });
}

/// Names that only tell where a secret lies, or how long it lives.
static bool is_about_a_secret(std::string_view name) {
    const std::string lower = to_lower(name);
    for (const std::string_view end : {"_file", "_path", "_url", "_name", "_id", "_age", "_expiry", "_validators", "_hashers", "_ttl"}) {
        if (lower.ends_with(end)) return true;
    }
    return false;
}

/// A value that somebody drew by lot: long, of letters and digits, and not a word of the kind that
/// stands for a real one while an image is built.
static bool looks_drawn(std::string_view value) {
    constexpr std::size_t least = 16;
    if (value.size() < least || value.starts_with('/') || value.find("://") != std::string_view::npos) return false;
    if (value.find("${") != std::string_view::npos || value.starts_with('$')) return false;
    const std::string lower = to_lower(value);
    for (const std::string_view word : {"dummy", "change", "example", "secret", "insecure", "placeholder", "your", "build", "test", "xxx", "not-"}) {
        if (lower.find(word) != std::string::npos) return false;
    }
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return std::any_of(value.begin(), value.end(), is_digit) && std::any_of(value.begin(), value.end(), is_letter) &&
           value.find(' ') == std::string_view::npos;
}

static void check(std::string_view name, std::string_view value, Span place, Reporter& report) {
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front()) value = value.substr(1, value.size() - 2);
    if (!is_secret_name(name) || is_about_a_secret(name) || !looks_drawn(value)) return;
    report.at(place, fmt::format("`{}` holds a secret that everybody who has the image can read", quoted(name)))
        .note("`docker history` and `docker inspect` show it, in every later layer too; take it from the environment or a secret at run time");
}

static void find_secrets(const Document& document, Reporter& report) {
    for (const Node& node : document.children(Document::root)) {
        const bool is_variable = node.kind == NodeKind::statement && (node.name.value == "ENV" || node.name.value == "ARG");
        const std::span<const Word> words = document.args(node);
        if (!is_variable || words.empty()) continue;
        if (words.size() == 2 && words[0].value.find('=') == std::string_view::npos) {
            check(words[0].value, words[1].value, words[0].span, report);
            continue;
        }
        for (const Word& word : words) {
            const std::size_t equals = word.value.find('=');
            if (equals == std::string_view::npos) continue;
            const Span name{word.span.file, word.span.begin, word.span.begin + static_cast<std::uint32_t>(equals)};
            check(word.value.substr(0, equals), word.value.substr(equals + 1), name, report);
        }
    }
}

extern constexpr Rule dkr010_secret_in_image{
    .summary = "a Dockerfile writes a secret into the image",
    .why = "ENV and ARG stay in the image's history: whoever may pull the image reads the key with `docker history --no-trunc`.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "dockerfile",
    .sources = "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/ https://github.com/hadolint/hadolint#DL3064",
    .bad = R"(#> Dockerfile
FROM python:3.12
ENV SECRET_KEY=5xk2d9q0m7vz4c8p1r6t3y
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .good = R"(#> Dockerfile
FROM python:3.12
ENV SECRET_KEY_FILE=/run/secrets/shop_secret_key_2024
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .check_document = find_secrets,
};

}  // namespace stackc::rules
