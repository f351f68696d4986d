#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// Folders that Debian's and Ubuntu's packages have and others do not.
static bool has_debian_layout(const Graph& graph, FileId file) {
    return std::any_of(graph.documents.begin(), graph.documents.end(), [&](const auto& document) {
        const std::string path = document->source().path.string();
        const bool is_debian = path.find("/etc/supervisor/conf.d/") != std::string::npos ||
                               path.find("/uwsgi/apps-") != std::string::npos ||
                               path.find("/etc/nginx/sites-") != std::string::npos;
        return is_debian && graph.are_together(document->file(), file);
    });
}

enum class Packaged : std::uint8_t { no, maybe, yes };

/// Whether the uWSGI of Debian's packages runs it, which has every language in a plugin. pip
/// puts its uWSGI into /usr/local/bin there, but into /usr/bin on other systems.
static Packaged is_packaged(const Graph& graph, const Process& process) {
    const bool says_debian = graph.target.is_os_stated && (graph.target.os.starts_with("debian") ||
                                                           graph.target.os.starts_with("ubuntu"));
    const bool is_debian = says_debian || has_debian_layout(graph, process.span.file);
    if (process.program) {
        const std::vector<Argument>& command = graph.at(*process.program).command;
        const std::string program = command.empty() ? std::string() : command.front().text;
        if (program == "/usr/bin/uwsgi") return is_debian ? Packaged::yes : Packaged::maybe;
        return program == "uwsgi" && is_debian ? Packaged::maybe : Packaged::no;
    }
    const Document* document = process.config ? graph.document_of(*process.config) : nullptr;
    if (document == nullptr) return Packaged::no;
    const bool is_there =
        document->source().path.string().find("/uwsgi/apps-") != std::string::npos;
    return is_there ? Packaged::yes : Packaged::no;
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
        const Packaged packaged = app == nullptr ? Packaged::no : is_packaged(graph, process);
        if (packaged == Packaged::no) continue;
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
        if (packaged == Packaged::maybe) found.uncertain();
    }
}

/// Plugins that are named and that the machine does not have: `python` where Debian has `python3`.
static void find_absent_plugins(const Graph& graph, Reporter& report) {
    constexpr std::string_view folder = "/usr/lib/uwsgi/plugins/", tail = "_plugin.so";
    for (const PathUse& use : graph.path_uses) {
        const bool is_plugin = use.process && use.path.starts_with(folder) && use.path.ends_with(tail);
        if (!is_plugin || !is_missing(graph, use.path) || is_missing(graph, "/usr/lib/uwsgi/plugins")) continue;
        if (is_packaged(graph, graph.at(*use.process)) == Packaged::no) continue;
        const std::string name = use.path.substr(folder.size(), use.path.size() - folder.size() - tail.size());
        auto found = report.at(use.span, fmt::format("this machine's uWSGI has no plugin `{}`", quoted(name)));
        found.note(fmt::format("uWSGI says `!!! UNABLE to load uWSGI plugin: {}` and goes on without it", quoted(use.path)));
        const bool is_python = name.starts_with("python") && name != "python3";
        if (!is_python) continue;
        found.note("then no application is loaded, and each request ends in 502");
        const std::string_view written = graph.text(use.span);
        const std::size_t at = written.find(name);
        if (at == std::string_view::npos) continue;
        Span word = use.span;
        word.begin += static_cast<std::uint32_t>(at);
        word.end = word.begin + static_cast<std::uint32_t>(name.size());
        found.fix("load the plugin `python3`", Safety::unsafe, {{word, "python3"}});
    }
}

static void find_plugins(const Graph& graph, Reporter& report) {
    find_missing_plugins(graph, report);
    find_absent_plugins(graph, report);
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
need-app = true
)",
    .good = R"(#> etc/uwsgi/apps-available/shop.ini
[uwsgi]
socket = /run/shop/web.sock
plugins = python3
module = shop.wsgi:application
need-app = true
)",
    .check = find_plugins,
};

}  // namespace stackc::rules
