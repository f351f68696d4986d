#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/django_routes.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// The variable that a setting is taken from; null where it is none's.
static const EnvRead* variable_of(const SettingsModule& settings, const PythonValue& value) {
    for (const EnvRead& read : settings.env_reads) {
        if (read.span.file == value.span.file && read.span.begin >= value.span.begin &&
            read.span.end <= value.span.end)
            return &read;
    }
    return nullptr;
}

/// Where a `.env` sets the variable; nothing where none does.
static std::optional<Span> place_in_file(const Graph& graph, std::string_view variable) {
    for (const std::shared_ptr<const Document>& document : graph.documents) {
        if (document->dialect() != "env") continue;
        for (const Node& node : document->nodes()) {
            if (node.kind == NodeKind::statement && node.name.value == variable) return node.span;
        }
    }
    return std::nullopt;
}

static std::string message_of(const Graph& graph, const SettingsModule& settings,
                              const EnvRead* variable, bool is_in_file) {
    const std::string user = name_of(graph, graph.at(settings.processes.front()));
    if (variable == nullptr)
        return fmt::format("`DEBUG` is on in the settings that {} uses", user);
    if (is_in_file)
        return fmt::format("`DEBUG` is on for {}: the file of variables sets `{}`", user,
                           quoted(variable->name));
    return fmt::format("`DEBUG` is on by default in the settings that {} uses: unless the variable "
                       "`{}` says otherwise",
                       user, quoted(variable->name));
}

static void find_debug(const Graph& graph, Reporter& report) {
    for (const SettingsModule& settings : graph.settings) {
        const PythonValue* debug = settings.find("DEBUG");
        if (debug == nullptr || debug->kind != PythonValue::Kind::boolean || debug->integer == 0 ||
            !serves_deployment(graph, settings))
            continue;
        // Who asks for the settings of a trial means it; who leaves a default may not.
        if (is_trial_name(settings.name) && settings.is_choice_certain) continue;
        const EnvRead* variable = debug->is_assumed ? variable_of(settings, *debug) : nullptr;
        const std::optional<Span> written =
            variable == nullptr ? std::nullopt : place_in_file(graph, variable->name);
        auto found =
            report.at(debug->span, message_of(graph, settings, variable, written.has_value()));
        if (written) found.label(*written, "set here");
        found.label(settings.chosen, "these settings are chosen here")
            .note(
                "every error shows its visitors the code, the settings and the variables around "
                "it, and Django keeps every query in memory");
        if (debug->is_assumed) found.uncertain();
    }
}

extern constexpr Rule djg001_debug_true{
    .summary = "`DEBUG` is on behind a production server",
    .why =
        "A page that fails shows everyone the stack, local variables and settings; memory grows "
        "with each query that Django remembers.",
    .severity = Severity::error,
    .effect = Effect::risk,
    .dialects = "django supervisor",
    .sources = "https://docs.djangoproject.com/en/stable/howto/deployment/checklist/",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = True
ALLOWED_HOSTS = ["shop.example.com"]
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
user=shop
directory=/srv/shop
#> shop/wsgi.py
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
application = get_wsgi_application()
#> shop/settings.py
ROOT_URLCONF = "shop.urls"
DEBUG = False
ALLOWED_HOSTS = ["shop.example.com"]
)",
    .check = find_debug,
};

}  // namespace stackc::rules
