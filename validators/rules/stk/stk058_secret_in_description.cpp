#include <fmt/format.h>

#include <set>
#include <vector>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

/// Names that hold secrets by convention; the value is never shown.
static bool sounds_secret(std::string_view name) {
    const std::string lower = to_lower(name);
    for (const std::string_view word :
         {"secret", "password", "passwd", "api_key", "apikey", "private_key", "access_key",
          "auth_token", "access_token"}) {
        if (lower.find(word) != std::string::npos)
            return !lower.ends_with("_file") && !lower.ends_with("_path") &&
                   !lower.ends_with("_id") && !lower.ends_with("_name");
    }
    return lower == "token" || lower.ends_with("_token") || lower.ends_with("_dsn");
}

static void check(const std::vector<EnvVariable>& variables, Reporter& report) {
    for (const EnvVariable& variable : variables) {
        if (!variable.value.is_known() || variable.value->empty() ||
            variable.value->starts_with('/') || !sounds_secret(variable.name))
            continue;
        report
            .at(variable.value.span_or(variable.span),
                fmt::format("`{}` has its value in the description", quoted(variable.name, 60)))
            .note(fmt::format("write `{} secret PATH`: the file is read at start and its text "
                              "stands in no generated file",
                              quoted(variable.name, 60)));
    }
}

static void find_secret_in_description(const Graph& graph, Reporter& report) {
    const std::set<FileId> files = described_files(graph);
    for (const App& app : graph.apps) check(app.env, report);
    for (const Process& process : graph.processes) {
        if (files.contains(process.span.file)) check(process.env, report);
    }
}

extern constexpr Rule stk058_secret_in_description{
    .summary = "a secret stands in the description itself",
    .why =
        "The description is a file in a repository, and the generated files are readable on every "
        "host: who can read them has the secret.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "stack",
    .bad =
        R"(app shop { root /srv/shop; wsgi config.wsgi:application; env { SECRET_KEY "5up3rs3cr3t" } }
)",
    .good =
        R"(app shop { root /srv/shop; wsgi config.wsgi:application; env { SECRET_KEY secret /etc/shop/secret_key } }
)",
    .check = find_secret_in_description,
};

}  // namespace stackc::rules
