#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/samples.h"

namespace stackc::rules {

static bool is_secret(std::string_view name) {
    static constexpr std::array<std::string_view, 6> words{"PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "PRIVATE_KEY"};
    std::string upper(name);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const bool is_place = upper.ends_with("_FILE") || upper.ends_with("_PATH") || upper.ends_with("_URL") || upper.ends_with("_NAME");
    return !is_place && std::any_of(words.begin(), words.end(), [&](std::string_view word) { return upper.find(word) != std::string::npos; });
}

/// Values that say themselves that they are none.
static bool asks_to_be_changed(std::string_view value) {
    std::string text = to_lower(trim(value));
    std::erase_if(text, [](char c) { return c == '_' || c == '-' || c == ' ' || c == '.' || c == '<' || c == '>' || c == '!'; });
    static constexpr std::array<std::string_view, 9> heads{"changeme", "changethis", "changeit", "pleasechange", "replaceme", "replacethis",
                                                           "yourpassword", "yoursecret", "yourtoken"};
    static constexpr std::array<std::string_view, 5> wholes{"change", "todo", "fixme", "password here", "insertpasswordhere"};
    const bool starts = std::any_of(heads.begin(), heads.end(), [&](std::string_view head) { return text.starts_with(head); });
    return starts || std::find(wholes.begin(), wholes.end(), text) != wholes.end();
}

static void check(std::string_view name, std::string_view value, Span span, std::set<Span>& seen, Reporter& report) {
    if (!is_secret(name) || !asks_to_be_changed(value) || !seen.insert(span).second) return;
    report.at(span, fmt::format("`{}` is still `{}`, a stand-in that everybody knows", quoted(name), quoted(value)))
        .note("whoever has read the file or its project's manual gets in; give it from a secret, or from a file that is not in the repository");
}

static void check_variables(const Graph& graph, const std::vector<EnvVariable>& variables, std::set<Span>& seen, Reporter& report) {
    for (const EnvVariable& variable : variables) {
        if (!variable.value.is_stated()) continue;
        const Document* document = graph.document_of(variable.value.span().file);
        if (document != nullptr && !is_sample(*document)) check(variable.name, *variable.value, variable.value.span(), seen, report);
    }
}

static void find_stand_ins(const Graph& graph, Reporter& report) {
    std::set<Span> seen;
    for (const Program& program : graph.programs) check_variables(graph, program.environment, seen, report);
    for (const auto& document : graph.documents) {
        if (document->dialect() != "env" || is_sample(*document)) continue;
        for (const Node& node : document->nodes()) {
            if (node.kind != NodeKind::statement || node.arg_count != 1) continue;
            const Word& word = document->args(node)[0];
            if (!word.has_hole) check(node.name.value, word.value, word.span, seen, report);
        }
    }
}

extern constexpr Rule xst144_password_to_be_changed{
    .summary = "a password that asks to be changed",
    .why = "`CHANGE_THIS_PASSWORD` is in the repository and in the manual, and works: whoever reaches the port gets in.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "compose env supervisor systemd",
    .sources = "https://cwe.mitre.org/data/definitions/1392.html https://docs.docker.com/compose/how-tos/use-secrets/",
    .bad = R"(#> supervisord.conf
[program:sync]
command=/usr/bin/rsync --daemon --no-detach
user=sync
environment=RSYNC_PASSWORD="CHANGE_THIS_PASSWORD"
)",
    .good = R"(#> supervisord.conf
[program:sync]
command=/usr/bin/rsync --daemon --no-detach --secrets-file=/etc/rsyncd.secrets
user=sync
)",
    .check = find_stand_ins,
};

}  // namespace stackc::rules
