#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool has_list_form(std::string_view name) { return name == "CMD" || name == "ENTRYPOINT"; }

/// The text as JSON would have it; nothing where quotes alone do not make it so.
static std::optional<std::string> with_double_quotes(std::string_view text) {
    if (text.find('"') != std::string_view::npos || !text.ends_with(']')) return std::nullopt;
    if (std::count(text.begin(), text.end(), '\'') % 2 != 0 || text.find('\'') == std::string_view::npos) return std::nullopt;
    std::string result(text);
    std::replace(result.begin(), result.end(), '\'', '"');
    return result;
}

static void find_broken_lists(const Document& document, Reporter& report) {
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::statement || !has_list_form(node.name.value)) continue;
        const std::span<const Word> words = document.args(node);
        if (words.empty() || words.front().quote == '"' || !words.front().value.starts_with('[')) continue;
        if (words.front().value.find("{{") != std::string_view::npos) continue;
        const Span list = join(words.front().span, words.back().span);
        // `[ -f x ] && y` is a test of the shell.
        if (!trim(document.text(list)).ends_with(']')) continue;
        auto found = report.at(list, fmt::format("the list after `{}` is no JSON, so a shell gets it as it is", node.name.value));
        found.note("the container ends with `/bin/sh: 1: [gunicorn,: not found`; strings take double quotes, without a comma after the last");
        if (const auto mended = with_double_quotes(document.text(list))) found.fix("write double quotes", Safety::safe, {{list, *mended}});
    }
}

extern constexpr Rule dkr015_list_form_is_no_json{
    .summary = "the list of CMD or ENTRYPOINT is not JSON",
    .why = "Docker then takes the line as a shell command: `/bin/sh: 1: [gunicorn,: not found`, and the container stops.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::safe,
    .dialects = "dockerfile",
    .sources = "https://docs.docker.com/reference/dockerfile/#exec-form https://docs.docker.com/reference/build-checks/json-args-recommended/",
    .bad = R"(#> Dockerfile
FROM python:3.12
CMD ['gunicorn', '-b', '0.0.0.0:8000', 'shop.wsgi']
)",
    .good = R"(#> Dockerfile
FROM python:3.12
CMD ["gunicorn", "-b", "0.0.0.0:8000", "shop.wsgi"]
)",
    .check_document = find_broken_lists,
};

}  // namespace stackc::rules
