#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// Where the uWSGI of Debian's packages runs the file: they put every language into a plugin.
static bool is_packaged(const Graph& graph, const Process& process) {
    if (process.program) {
        const std::vector<Argument>& command = graph.at(*process.program).command;
        return !command.empty() && (command.front().text == "/usr/bin/uwsgi" ||
                                    command.front().text == "/usr/bin/uwsgi-core");
    }
    const Document* document = process.config ? graph.document_of(*process.config) : nullptr;
    if (document == nullptr) return false;
    const std::string path = document->source().path.string();
    return path.find("/uwsgi/apps-enabled/") != std::string::npos ||
           path.find("/uwsgi/apps-available/") != std::string::npos;
}

static bool may_load_plugins(const Process& process) {
    for (const std::string_view name : {"plugins", "plugins-list", "need-plugin", "need-plugins",
                                        "plugins-dir", "plugin-dir", "autoload", "early-plugin"}) {
        if (process.option(name) != nullptr) return true;
    }
    return false;
}

static void find_missing_plugins(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process) || !process.is_fully_read || may_load_plugins(process)) continue;
        const Option* app = app_of(process);
        if (app == nullptr || !is_packaged(graph, process)) continue;
        auto found =
            report.at(app->name_span, fmt::format("nothing loads the plugin that knows `{}`: uWSGI "
                                                  "of the distribution has no Python of its own",
                                                  quoted(app->name)));
        found
            .note(
                "the option is then passed over: `*** no app loaded. going in full dynamic mode "
                "***`")
            .note(
                "each request ends in 502 with `-- unavailable modifier requested: 0 --` in "
                "uWSGI's log");
        const std::vector<Edit> edits = add_after(graph, process, *app, "plugins = python3");
        if (!edits.empty()) found.fix("load the plugin `python3`", Safety::unsafe, edits);
    }
}

extern constexpr Rule uws001_missing_plugin{
    .summary = "a Python application without the plugin that runs it",
    .why =
        "Debian's and Ubuntu's uWSGI have every language in a plugin. Without `plugins = "
        "python3` the option `module` is unknown and passed over; uWSGI starts, and each "
        "request ends in 502 with `-- unavailable modifier requested: 0 --`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi supervisor",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://uwsgi-docs.readthedocs.io/en/latest/ThingsToKnow.html "
        "https://github.com/pgadmin-org/pgadmin4/issues/7427",
    .bad = R"(#> etc/uwsgi/apps-available/shop.ini
[uwsgi]
socket = /run/shop/web.sock
module = shop.wsgi:application
)",
    .good = R"(#> etc/uwsgi/apps-available/shop.ini
[uwsgi]
socket = /run/shop/web.sock
plugins = python3
module = shop.wsgi:application
)",
    .check = find_missing_plugins,
};

}  // namespace stackc::rules
