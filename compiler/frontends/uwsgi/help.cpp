#include "compiler/frontends/uwsgi/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_cursor.h"
#include "compiler/frontends/uwsgi/options.h"
#include "compiler/frontends/uwsgi/sections.h"

namespace stackc::uwsgi {

namespace {

using Text = std::pair<std::string_view, std::string_view>;

/// The options that most files hold, in our words; the others are told by their table entry.
constexpr std::array descriptions{
    Text{"socket",
         "Binds a socket that speaks the uwsgi protocol: `/path`, `host:port`, `:port`, "
         "`@abstract`. What has no colon is a path, relative to `chdir`. nginx reaches it with "
         "`uwsgi_pass`."},
    Text{"uwsgi-socket",
         "Binds a socket that speaks the uwsgi protocol, whatever `protocol` says."},
    Text{"http-socket", "Binds a socket that speaks HTTP, for a proxy in front (`proxy_pass`)."},
    Text{"http",
         "Starts uWSGI's own HTTP router on the address, as a process before the workers. On "
         "Debian it needs `plugins = http`."},
    Text{"chmod-socket",
         "The mode of Unix sockets: three octal digits, without a leading zero. Without it the "
         "umask decides, as a rule 755: nginx may then not connect."},
    Text{"chown-socket",
         "The owner of Unix sockets, `user` or `user:group`. Needs to start as root."},
    Text{"chdir",
         "The folder that uWSGI changes to before it binds its sockets and loads the application. "
         "Logs and pid files are opened before."},
    Text{"module",
         "The Python module to load, `package.module:callable`; the callable is `application` by "
         "default. On Debian it needs `plugins = python3`."},
    Text{"wsgi-file", "The Python file to load. On Debian it needs `plugins = python3`."},
    Text{"home", "The virtualenv: the folder that holds `bin` and `lib`."},
    Text{"virtualenv", "The virtualenv: the folder that holds `bin` and `lib`."},
    Text{"plugins",
         "Plugins to load, with commas between. Distributions have every language and router in "
         "one; an uWSGI of pip has Python built in."},
    Text{"master",
         "Runs a master process: workers that die come back, reloads are graceful. With a master "
         "SIGTERM reloads, unless `die-on-term` is set."},
    Text{"processes", "How many workers run."},
    Text{"workers", "How many workers run; the same as `processes`."},
    Text{"threads", "How many threads each worker has; switches threads on."},
    Text{"enable-threads", "Lets the application start threads of its own."},
    Text{"harakiri",
         "Seconds after which a worker that is still busy with one request is killed. nginx's "
         "`uwsgi_read_timeout` should be longer."},
    Text{"vacuum", "Removes sockets and pid files at the end."},
    Text{"die-on-term", "Makes SIGTERM stop uWSGI instead of reloading it; SIGQUIT then reloads."},
    Text{"need-app",
         "Ends when the application cannot be loaded, instead of answering 500 for ever."},
    Text{"daemonize",
         "Goes to the background and logs into the file. Not under supervisor or systemd, which "
         "then lose it."},
    Text{"logto", "Logs into the file; relative to the folder in which uWSGI is started."},
    Text{"pidfile",
         "Writes the master's process number into the file, before privileges are dropped."},
    Text{"uid", "The user to become, when started as root."},
    Text{"gid", "The group to become, when started as root."},
    Text{"umask",
         "The umask, three or four octal digits. It decides about sockets without `chmod-socket`."},
    Text{"buffer-size",
         "Bytes that the headers of one request may have: 4096 by default, at most 65535. Large "
         "cookies need more: `invalid request block size`."},
    Text{"limit-post",
         "The most bytes of a request's body; 0 is no limit. nginx has `client_max_body_size`."},
    Text{"listen",
         "How many connections wait in the kernel's queue: 100 by default. Above "
         "`net.core.somaxconn` uWSGI does not start."},
    Text{"max-requests", "Requests after which a worker is replaced."},
    Text{"lazy-apps", "Loads the application in each worker instead of once in the master."},
    Text{"py-autoreload", "Seconds between looks for changed Python files. For development."},
    Text{"static-map", "Serves files itself: `/url=/folder`."},
    Text{"env", "Sets an environment variable for the application: `NAME=value`."},
    Text{"ini", "Reads another ini here; `:section` is a section of this file."},
    Text{"include", "Reads another configuration file here, of whatever kind."},
    Text{"emperor",
         "Runs an instance for each file in the folder, and starts and stops them as files come "
         "and go."},
    Text{"stats", "Offers statistics as JSON on an address of its own."},
    Text{"strict",
         "Refuses options that uWSGI does not know, and placeholders of one's own but for "
         "`set-placeholder`."},
    Text{"cheaper",
         "The least number of workers that stay when nothing is to do; must be below `processes`."},
    Text{"protocol", "What `socket` speaks: uwsgi, http, fastcgi, scgi."},
    Text{"pythonpath", "A folder to look for modules in; may stand several times."},
    Text{"callable", "The name of the application in its module: `application` by default."},
};

std::string_view description_of(std::string_view name) {
    const auto found = std::find_if(descriptions.begin(), descriptions.end(),
                                    [&](const Text& text) { return text.first == name; });
    return found == descriptions.end() ? std::string_view{} : found->second;
}

/// The table's type in words.
std::string type_text(std::string_view type) {
    static constexpr std::array types{
        Text{"bool", "a switch: on, but for `false`, `off`, `no` and `0`"},
        Text{"bool_false", "a switch that turns something off"},
        Text{"int", "a whole number"},
        Text{"uint64", "a whole number"},
        Text{"uint16", "a whole number up to 65535"},
        Text{"megabytes", "a number of MiB"},
        Text{"list", "may stand several times"},
        Text{"socket", "an address: `/path`, `host:port`, `:port`, `fd://N`"},
        Text{"path", "a path"},
        Text{"mode", "octal digits"},
        Text{"uid", "a user"},
        Text{"gid", "a group"},
        Text{"logic", "opens a block up to `end =`"},
        Text{"cron", "minute, hour, day, month, weekday, command"},
        Text{"config_file", "a file, or `:section`"},
        Text{"plugin_list", "names with commas between"},
        Text{"keyval", "`key=value` pairs with commas between"},
        Text{"route", "a routing rule"},
        Text{"logger", "a logger, `name:arguments`"},
        Text{"command", "a command"}};
    for (const Text& one : types) {
        if (one.first == type) return std::string(one.second);
    }
    return type == "str" ? "text" : std::string(type);
}

std::string aliases_of(const OptionFacts& option) {
    std::string names;
    if (option.target.empty()) return names;
    for (const OptionFacts& other : all_options()) {
        const bool is_same = other.target == option.target && other.type == option.type &&
                             other.plugin == option.plugin && other.name != option.name;
        // Constants are no variables: what shares one is no alias.
        if (is_same && option.target.find('.') != std::string_view::npos)
            names += fmt::format("{}`{}`", names.empty() ? "" : ", ", other.name);
    }
    return names;
}

std::vector<Completion> words(std::initializer_list<std::string_view> texts) {
    std::vector<Completion> result;
    for (const std::string_view text : texts)
        result.push_back({std::string(text), "", "", Completion::Kind::value});
    return result;
}

/// The addresses that clients of the deployment connect to, which this server could bind.
std::vector<Completion> wanted_addresses(const Graph& graph, FileId file) {
    std::vector<Completion> result;
    std::set<std::string> seen;
    for (const Connection& connection : graph.connections) {
        if (!graph.are_together(connection.span.file, file)) continue;
        for (const Value<Endpoint>& target : connection.targets) {
            if (!target.is_known() || !seen.insert(to_text(*target)).second) continue;
            result.push_back(
                {to_text(*target), "nginx connects here", "", Completion::Kind::reference});
        }
    }
    return result;
}

std::vector<Completion> values_for(const Document& document, const std::string& key,
                                   const Graph& graph) {
    const OptionFacts* option = find_option(key);
    if (option == nullptr) return {};
    if (option->type == "bool") return words({"true", "false"});
    if (option->type == "socket") return wanted_addresses(graph, document.file());
    if (option->type == "mode") return words({"660", "664", "600"});
    if (option->type == "plugin_list")
        return words({"python3", "http", "router_static", "gevent3"});
    if (option->name == "protocol" || option->name == "socket-protocol")
        return words({"uwsgi", "http", "fastcgi", "scgi"});
    std::vector<Completion> result;
    if (option->type == "uid") {
        for (const User& user : graph.users)
            result.push_back({user.name, "user", "", Completion::Kind::reference});
    }
    if (option->type == "gid") {
        for (const Group& group : graph.groups)
            result.push_back({group.name, "group", "", Completion::Kind::reference});
    }
    return result;
}

}  // namespace

std::string explain(std::string_view name) {
    const OptionFacts* option = find_option(name);
    if (option == nullptr) return {};
    std::string text = fmt::format("### `{}`\n\nuWSGI option", option->name);
    if (option->plugin != "core") text += fmt::format(" of the plugin `{}`", option->plugin);
    text += fmt::format(": {}", type_text(option->type));
    if (option->short_name != 0)
        text += fmt::format("; `-{}` on the command line", option->short_name);
    if (option->is_only_dev)
        text += "; only in 2.1-dev";
    else if (!option->since.empty())
        text += fmt::format("; since {}", option->since);
    if (option->needs_master) text += "; switches the master on";
    text += ".\n";
    if (const std::string_view description = description_of(option->name); !description.empty())
        text += fmt::format("\n{}\n", description);
    if (const std::string aliases = aliases_of(*option); !aliases.empty())
        text += fmt::format("\nThe same as {}.\n", aliases);
    return text;
}

std::string hover(const Document& document, std::uint32_t offset) {
    const Node* entry = ini::entry_at(document, offset);
    if (entry == nullptr) return {};
    if (entry->name.span.contains(offset)) return explain(entry->name.value);
    return {};
}

std::vector<Completion> complete(const Document& document, std::uint32_t offset,
                                 const Graph& graph) {
    if (form_of(document.source().path) != Form::ini) return {};
    const ini::Cursor cursor = ini::find_cursor(document, offset, "=");
    switch (cursor.place) {
        case ini::Cursor::Place::section:
            return words({"uwsgi"});
        case ini::Cursor::Place::comment:
            return {};
        case ini::Cursor::Place::value:
            return values_for(document, cursor.key, graph);
        case ini::Cursor::Place::key:
            break;
    }
    std::vector<Completion> result;
    for (const OptionFacts& option : all_options()) {
        if (option.is_only_dev || !option.name.starts_with(cursor.typed)) continue;
        const std::string detail =
            option.plugin == "core" ? type_text(option.type)
                                    : fmt::format("{} ({})", type_text(option.type), option.plugin);
        result.push_back({std::string(option.name), detail, fmt::format("{} = ", option.name),
                          Completion::Kind::directive});
    }
    return result;
}

}  // namespace stackc::uwsgi
