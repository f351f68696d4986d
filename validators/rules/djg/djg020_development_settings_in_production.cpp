#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool has_part(std::string_view text, std::string_view separators, std::span<const std::string_view> words) {
    std::string parts = to_lower(text);
    std::replace_if(parts.begin(), parts.end(), [&](char c) { return separators.find(c) != std::string_view::npos; }, '/');
    const std::vector<std::string_view> all = split(parts, '/');
    return std::any_of(all.begin(), all.end(), [&](std::string_view part) { return std::find(words.begin(), words.end(), part) != words.end(); });
}

static constexpr std::string_view trial_settings[] = {"dev", "devel", "develop", "development", "debug", "test", "tests", "testing"};
static constexpr std::string_view trial_files[] = {"dev", "devel", "develop", "development", "debug", "test", "tests", "testing", "local", "example",
                                                   "sample", "examples", "samples", "vagrant", "ci", "staging"};

/// A launcher that is there for trials itself says so in its path.
static bool is_production(const Graph& graph, FileId file, const Program* program) {
    const Document* document = graph.document_of(file);
    if (document == nullptr || (program != nullptr && program->manager != ManagerKind::supervisor && program->manager != ManagerKind::systemd)) return false;
    const Path& path = document->source().path;
    const std::string place = path.parent_path().filename().string() + "/" + path.filename().string() + "/" + (program == nullptr ? "" : program->name);
    return !has_part(place, "._-", trial_files);
}

static void check_name(std::string_view name, Span span, std::set<Span>& seen, Reporter& report) {
    if (!has_part(name, "._", trial_settings) || !seen.insert(span).second) return;
    report.at(span, fmt::format("a server is started with the settings `{}`", quoted(name)))
        .note("settings of development have `DEBUG` on, keys that everybody knows and a database of their own; the site shows its code with each error");
}

static void find_development_settings(const Graph& graph, Reporter& report) {
    std::set<Span> seen;
    for (const Program& program : graph.programs) {
        if (!is_production(graph, program.file, &program)) continue;
        for (const EnvVariable& variable : program.environment) {
            if (variable.name == "DJANGO_SETTINGS_MODULE" && variable.value.is_known()) check_name(*variable.value, variable.value.span_or(variable.span), seen, report);
        }
    }
    for (const Process& process : graph.processes) {
        const Program* program = process.program ? &graph.at(*process.program) : nullptr;
        for (const Option& option : process.options) {
            constexpr std::string_view head = "DJANGO_SETTINGS_MODULE=";
            const bool is_choice = (option.name == "env" || option.name == "raw_env") && option.value.is_stated() && option.value->starts_with(head);
            if (!is_choice || !is_production(graph, option.span.file, program)) continue;
            check_name(std::string_view(*option.value).substr(head.size()), option.value.span(), seen, report);
        }
    }
}

extern constexpr Rule djg020_development_settings_in_production{
    .summary = "a server is started with settings of development",
    .why = "The launcher of the machine names `shop.settings.dev`: `DEBUG` is on for everybody, mails go to the console, and the database is that of a "
           "trial.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor systemd uwsgi gunicorn",
    .sources = "https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
directory=/srv/shop
environment=DJANGO_SETTINGS_MODULE="shop.settings.dev"
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
directory=/srv/shop
environment=DJANGO_SETTINGS_MODULE="shop.settings.production"
)",
    .check = find_development_settings,
};

}  // namespace stackc::rules
