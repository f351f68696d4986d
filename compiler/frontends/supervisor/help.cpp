#include "compiler/frontends/supervisor/help.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_cursor.h"
#include "compiler/frontends/supervisor/options.h"

namespace stackc::supervisor {

namespace {

using Text = std::pair<std::string_view, std::string_view>;

/// Keys in our words; those of the same name mean the same in all program sections.
constexpr std::array descriptions{
    Text{"command",
         "The program to run, split into words as a shell would but run without one. It must stay "
         "in the foreground."},
    Text{"process_name",
         "The name of each process; with `numprocs` above 1 it must hold `%(process_num)d`."},
    Text{"numprocs", "How many copies run."},
    Text{"numprocs_start", "The number of the first copy."},
    Text{"priority", "Lower ones start first and stop last."},
    Text{"autostart", "Whether it starts together with supervisord."},
    Text{"startsecs", "Seconds that it must run to count as started."},
    Text{"startretries", "How often a failed start is tried again before the program is FATAL."},
    Text{"autorestart",
         "Whether it is started again when it ends: `true`, `false`, or `unexpected` for exit "
         "codes that `exitcodes` does not name."},
    Text{"exitcodes", "The exit codes that count as expected."},
    Text{"stopsignal",
         "The signal that stops it. uWSGI with a master reloads on TERM unless `die-on-term` is "
         "set."},
    Text{"stopwaitsecs",
         "Seconds to wait for the end before SIGKILL; should be longer than the longest request."},
    Text{"stopasgroup",
         "Sends the stop signal to the whole process group, so that children of a shell stop too."},
    Text{"killasgroup", "Sends SIGKILL to the whole process group."},
    Text{"user",
         "The user that it runs as, when supervisord is root. HOME and USER stay those of "
         "supervisord."},
    Text{"redirect_stderr", "Writes standard error into the log of standard output."},
    Text{"stdout_logfile",
         "The log of standard output: a path in a folder that exists, `AUTO`, or `NONE`. A percent "
         "sign is written `%%%%`."},
    Text{"stderr_logfile",
         "The log of standard error: a path in a folder that exists, `AUTO`, or `NONE`. A percent "
         "sign is written `%%%%`."},
    Text{"environment",
         "Variables for the program, `KEY=\"value\",OTHER=\"value\"`; values with other characters "
         "than letters, digits and `_/.+-():` need quotes."},
    Text{"directory",
         "The folder that it is started in. A folder that is missing shows only at the start."},
    Text{"umask", "The umask, octal."},
    Text{"socket",
         "The socket that supervisor opens for all copies and hands over as descriptor 0: "
         "`tcp://host:port` or `unix:///path`."},
    Text{"socket_owner", "The owner of the Unix socket, `user` or `user:group`."},
    Text{"socket_mode", "The mode of the Unix socket: 0700 by default."},
    Text{"files", "Patterns of files to include, with blanks between, relative to this file."},
    Text{"file", "The path of the socket that supervisorctl connects to."},
    Text{"chmod", "The mode of that socket."},
    Text{"chown", "The owner of that socket, `user:group`."},
    Text{"port",
         "The address of the web page, `host:port`; without a host, or with `*`, every network "
         "reaches it."},
    Text{"serverurl",
         "Where supervisorctl finds supervisord: `unix:///path` or `http://host:port`."},
    Text{"nodaemon", "Stays in the foreground, as a container needs it."},
    Text{"programs", "The programs of the group, with commas between."},
    Text{"events", "The events that the listener gets, with commas between."},
    Text{"loglevel", "How much supervisord logs."},
    Text{"logfile", "supervisord's own log."},
    Text{"pidfile", "The file for supervisord's process number."},
    Text{"childlogdir", "The folder of `AUTO` logs."},
};

std::string_view description_of(std::string_view name) {
    const auto found = std::find_if(descriptions.begin(), descriptions.end(),
                                    [&](const Text& text) { return text.first == name; });
    return found == descriptions.end() ? std::string_view{} : found->second;
}

std::string page(const OptionFacts& option) {
    std::string text =
        fmt::format("### `{}`\n\nKey of supervisor's [{}{}]: {}", option.name, option.section,
                    is_program_kind(option.section) ? ":x" : "", option.type);
    if (!option.fallback.empty()) text += fmt::format("; `{}` by default", option.fallback);
    if (option.is_required) text += "; it must be there";
    text += ".\n";
    if (const std::string_view description = description_of(option.name); !description.empty())
        text += fmt::format("\n{}\n", description);
    if (!option.values.empty()) text += fmt::format("\nOne of: {}.\n", option.values);
    return text;
}

std::vector<Completion> words(std::string_view texts) {
    std::vector<Completion> result;
    for (const std::string_view text : split(texts, ' ')) {
        if (!text.empty()) result.push_back({std::string(text), "", "", Completion::Kind::value});
    }
    return result;
}

std::vector<Completion> values_for(std::string_view section, const std::string& key,
                                   const Graph& graph) {
    const OptionFacts* option = find_option(kind_of(section), key);
    if (option == nullptr) return {};
    if (option->type == "bool") return words("true false");
    if (option->type == "signal") return words("TERM QUIT INT HUP KILL USR1 USR2");
    if (option->type == "logfile") return words("AUTO NONE /dev/stdout");
    if (!option->values.empty()) return words(option->values);
    std::vector<Completion> result;
    if (option->type == "user") {
        for (const User& user : graph.users)
            result.push_back({user.name, "user", "", Completion::Kind::reference});
    }
    if (option->type == "str_list") {
        for (const Program& program : graph.programs)
            result.push_back({program.name, "program", "", Completion::Kind::reference});
    }
    return result;
}

}  // namespace

std::string explain(std::string_view key) {
    const std::size_t dot = key.find('.');
    if (dot != std::string_view::npos) {
        const OptionFacts* option = find_option(key.substr(0, dot), key.substr(dot + 1));
        return option == nullptr ? std::string() : page(*option);
    }
    std::string text;
    for (const OptionFacts& option : all_options()) {
        // The three kinds of programs share their keys.
        const bool is_repeated = option.section != "program" && is_program_kind(option.section) &&
                                 find_option("program", option.name) != nullptr;
        if (option.name == key && !is_repeated) text += (text.empty() ? "" : "\n") + page(option);
    }
    return text;
}

std::string hover(const Document& document, std::uint32_t offset) {
    const Node* entry = ini::entry_at(document, offset);
    const Node* section = entry == nullptr ? nullptr : ini::section_of(document, *entry);
    if (section == nullptr || !entry->name.span.contains(offset)) return {};
    const OptionFacts* option = find_option(kind_of(section->name.value), entry->name.value);
    return option == nullptr ? std::string() : page(*option);
}

std::vector<Completion> complete(const Document& document, std::uint32_t offset,
                                 const Graph& graph) {
    const ini::Cursor cursor = ini::find_cursor(document, offset, "=:");
    switch (cursor.place) {
        case ini::Cursor::Place::section:
            return words(
                "program: fcgi-program: eventlistener: group: supervisord supervisorctl "
                "unix_http_server inet_http_server include rpcinterface:supervisor");
        case ini::Cursor::Place::comment:
            return {};
        case ini::Cursor::Place::value:
            return values_for(cursor.section, cursor.key, graph);
        case ini::Cursor::Place::key:
            break;
    }
    std::vector<Completion> result;
    for (const OptionFacts& option : all_options()) {
        if (option.section != kind_of(cursor.section) ||
            !option.name.starts_with(to_lower(cursor.typed)))
            continue;
        result.push_back({std::string(option.name), std::string(option.type),
                          fmt::format("{}=", option.name), Completion::Kind::directive});
    }
    return result;
}

}  // namespace stackc::supervisor
