#include "compiler/frontends/systemd/help.h"

#include <fmt/format.h>

#include "compiler/base/assert.h"
#include "compiler/frontends/systemd/keys.h"

namespace stackc::systemd {

namespace {

/// The keys that most units of web servers hold, in words of ours.
constexpr std::pair<std::string_view, std::string_view> texts[] = {
    {"ExecStart",
     "The command that is the service: an absolute path and arguments, without a shell. `$X` is "
     "replaced only as a word of its own."},
    {"ExecReload", "What `systemctl reload` runs, such as `/bin/kill -HUP $MAINPID`."},
    {"Type",
     "When the service counts as started: at once (`simple`, `exec`), when its first process ends "
     "(`forking`), when it says so (`notify`)."},
    {"User", "As whom the commands run; root without it."},
    {"Group",
     "The group of the commands; the user's own without it. A socket that nginx must write to "
     "needs nginx's group."},
    {"WorkingDirectory", "The folder in which the commands start; `/` without it. It must exist."},
    {"Environment",
     "Variables: `A=b`, with quotes around the whole where it holds blanks. Everyone on the "
     "machine may read them."},
    {"EnvironmentFile", "A file of variables; with `-` before it, it may be missing."},
    {"Restart",
     "When the service is started again: `always` or `on-failure` for servers; never by default."},
    {"RestartSec", "How long systemd waits before it starts the service again."},
    {"RuntimeDirectory",
     "A folder below /run that is made before the start, belongs to `User=` and is gone after the "
     "stop. The right place for sockets."},
    {"RuntimeDirectoryMode",
     "The mode of `RuntimeDirectory=`, 0755 by default; nginx's user needs `x`."},
    {"PrivateTmp", "Gives the service a /tmp of its own: a socket there cannot be found by nginx."},
    {"ProtectHome", "Makes home folders invisible to the service: code in them cannot be loaded."},
    {"ProtectSystem",
     "Makes the system's folders read-only: `strict` all of them, but for `ReadWritePaths=`."},
    {"TimeoutStopSec",
     "How long a stop may take before SIGKILL, 90 s by default; longer than the longest request."},
    {"KillSignal",
     "The signal that stops the service, SIGTERM by default. uWSGI reloads on it without "
     "`die-on-term`."},
    {"KillMode",
     "Who gets the signal: `mixed` sends it to the main process and SIGKILL to the rest, as uWSGI "
     "and gunicorn like it."},
    {"UMask", "The mask under which files and sockets are made, 0022 by default."},
    {"WantedBy",
     "Which target starts the unit at boot, once `systemctl enable` has linked it: "
     "`multi-user.target`."},
    {"After", "Starts after these units; it does not start them."},
    {"Requires", "Starts these units too, and stops with them; add `After=`."},
    {"ListenStream",
     "Where a socket unit listens: a path, a port, or `address:port`. The service gets it as a "
     "descriptor."},
    {"SocketMode", "The mode of a socket unit's path, 0666 by default."},
    {"SocketUser", "The owner of a socket unit's path."},
    {"SocketGroup", "The group of a socket unit's path."},
    {"LimitNOFILE", "How many files the service may have open, connections included."},
};

std::string_view kind_text(KeyKind kind) {
    switch (kind) {
        case KeyKind::boolean:
            return "yes or no";
        case KeyKind::choice:
            return "one of";
        case KeyKind::time_span:
            return "a time such as `30s` or `5min`";
        case KeyKind::mode:
            return "an octal mode";
        case KeyKind::signal:
            return "a signal";
        case KeyKind::unsigned_integer:
            return "a whole number that is not negative";
        case KeyKind::integer:
            return "a whole number";
        case KeyKind::limit:
            return "a limit: `soft:hard`, one number or `infinity`";
        case KeyKind::memory:
            return "a size such as `512M`, a share such as `50%`, or `infinity`";
        case KeyKind::tasks:
            return "a number, a share or `infinity`";
        case KeyKind::percent:
            return "a share such as `50%`";
        case KeyKind::weight:
            return "a weight from 1 to 10000";
        case KeyKind::path:
            return "a path";
        case KeyKind::absolute_path:
            return "an absolute path";
        case KeyKind::absolute_paths:
            return "absolute paths";
        case KeyKind::relative_paths:
            return "paths without a slash in front";
        case KeyKind::working_directory:
            return "an absolute path or `~`";
        case KeyKind::environment_file:
            return "an absolute path";
        case KeyKind::environment:
            return "`NAME=value`, several times";
        case KeyKind::variable_names:
            return "names of variables";
        case KeyKind::command:
            return "a command";
        case KeyKind::units:
            return "names of units";
        case KeyKind::condition_path:
            return "an absolute path, `!` before it for the contrary";
        case KeyKind::account:
            return "a user or group";
        case KeyKind::socket_address:
            return "a path, a port or an address";
        case KeyKind::exit_statuses:
            return "exit codes and signals";
        case KeyKind::addresses:
            return "addresses";
        case KeyKind::other:
            return "a form of its own";
    }
    unreachable("KeyKind");
}

}  // namespace

std::string explain(std::string_view word) {
    const std::size_t dot = word.find('.');
    const std::string_view section =
        dot == std::string_view::npos ? std::string_view{} : word.substr(0, dot);
    const std::string_view name = dot == std::string_view::npos ? word : word.substr(dot + 1);
    std::string sections;
    const KeyFacts* first = nullptr;
    for (const KeyFacts& key : all_keys()) {
        if (key.name != name || (!section.empty() && key.section != section)) continue;
        sections += fmt::format("{}[{}]", sections.empty() ? "" : ", ", key.section);
        if (first == nullptr) first = &key;
    }
    if (first == nullptr) return {};
    std::string page =
        fmt::format("### `{}`\n\nsystemd key of {}: {}", name, sections, kind_text(first->kind));
    if (!first->values.empty()) page += fmt::format(" `{}`", first->values);
    if (!first->replaced_by.empty()) page += fmt::format("; replaced by `{}`", first->replaced_by);
    if (first->is_new) page += "; not in systemd 252 (Debian 12)";
    page += ".\n";
    for (const auto& [key, text] : texts) {
        if (key == name) page += fmt::format("\n{}\n", text);
    }
    return page + fmt::format(
                      "\nManual: "
                      "https://www.freedesktop.org/software/systemd/man/latest/"
                      "systemd.directives.html#{}=\n",
                      name);
}

}  // namespace stackc::systemd
