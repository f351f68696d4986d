#include "compiler/graph/django_routes.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_development_options(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const bool is_managed =
            process.program && !is_trial_file(graph, graph.at(*process.program).file);
        const Option* reload =
            process.kind == ServerKind::gunicorn && is_managed ? process.option("reload") : nullptr;
        if (reload == nullptr || reload->value.value_or("True") != "True" ||
            reload->value.is_unknown())
            continue;
        auto found = report.at(
            reload->span, "`reload` is for development: workers start anew whenever a file changes");
        found.note(
            "a deployment in progress restarts them with half of the files; requests get 502 "
            "in between, and a worker's core is spent on looking");
        // Containers are for development too.
        if (!process.containers.empty()) found.uncertain();
    }
}

extern constexpr Rule gun010_dev_options_in_production{
    .summary = "gunicorn watches files in production",
    .why =
        "`--reload` restarts the workers at each change of a file, in the middle of a "
        "deployment too, and looks at every file each second.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "gunicorn supervisor",
    .sources = "https://docs.gunicorn.org/en/stable/settings.html#reload",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 --reload shop.wsgi
directory=/srv/shop
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi
user=shop
directory=/srv/shop
)",
    .check = find_development_options,
};

}  // namespace stackc::rules
