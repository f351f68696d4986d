#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static bool is_top_folder(std::string_view name) {
    static constexpr std::array<std::string_view, 9> tops{"home", "var", "srv", "etc", "run",
                                                          "tmp",  "opt", "usr", "root"};
    return std::find(tops.begin(), tops.end(), name) != tops.end();
}

/// A path that starts with the name of a folder at the root of the tree.
static bool has_lost_its_slash(std::string_view path) {
    const std::size_t slash = path.find('/');
    return slash != std::string_view::npos && is_top_folder(path.substr(0, slash));
}

/// Projects have folders named tmp, run or var/log of their own; hardly one has a home/x/y.
static bool is_surely_absolute(std::string_view path) {
    if (path.starts_with("tmp/") || path.starts_with("run/")) return false;
    if (!path.starts_with("var/")) return std::count(path.begin(), path.end(), '/') >= 2;
    return path.starts_with("var/www/") || path.starts_with("var/run/") ||
           path.starts_with("var/lib/");
}

static bool is_path_option(std::string_view name) {
    static constexpr std::array<std::string_view, 14> names{
        "logto", "logto2", "daemonize", "daemonize2", "pidfile", "pidfile2",   "safe-pidfile",
        "chdir", "home",   "wsgi-file", "stats",      "chdir2",  "pythonpath", "spooler"};
    return is_socket_option(name) || std::find(names.begin(), names.end(), name) != names.end();
}

/// Opened before uWSGI changes its folder, so that they land wherever it was started.
static bool follows_launcher(std::string_view name) {
    return name == "logto" || name == "daemonize" || name == "pidfile";
}

static void check_option(const Graph& graph, const Process& process, const Option& option,
                         Reporter& report) {
    if (!is_path_option(option.name) || !option.value.is_known() || !option.value.has_span())
        return;
    const std::string& path = *option.value;
    if (path.empty() || path.starts_with('/') || path.starts_with('@') ||
        path.find(':') != std::string::npos)
        return;
    const Span place = option.value.span();
    if (has_lost_its_slash(path)) {
        auto found = report.at(
            place, fmt::format("`{}` of `{}` does not start with `/`", quoted(path), option.name));
        found.note(fmt::format(
            "uWSGI looks for it below the folder it is in: `{}: No such file or directory`",
            quoted(path)));
        const std::vector<Edit> edits = replace_value(graph, option, "/" + path);
        if (!edits.empty())
            found.fix(fmt::format("write `/{}`", quoted(path)), Safety::unsafe, edits);
        if (!is_surely_absolute(path)) found.uncertain();
        return;
    }
    if (!follows_launcher(option.name)) return;
    const bool is_known_place = process.program && graph.at(*process.program).directory.is_known();
    if (is_known_place) return;
    report
        .at(place, fmt::format("`{}` of `{}` lands wherever uWSGI is started, not below `chdir`",
                               quoted(path), option.name))
        .note("uWSGI opens its log and pid file before it changes folder")
        .uncertain();
}

static void find_relative_paths(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process)) continue;
        for (const Option& option : process.options) check_option(graph, process, option, report);
    }
}

extern constexpr Rule uws012_path_not_absolute{
    .summary = "a path that has lost its leading slash",
    .why =
        "uWSGI takes the path relative to the folder it is in and ends with "
        "`open(\"home/ubuntu/app/uwsgi.log\"): No such file or directory` or binds a "
        "socket where nobody looks.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "uwsgi supervisor",
    .sources = "observed:uwsgi-2.0.21",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
daemonize = home/ubuntu/shop/uwsgi.log
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
daemonize = /home/ubuntu/shop/uwsgi.log
)",
    .check = find_relative_paths,
};

}  // namespace stackc::rules
