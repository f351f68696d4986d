#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t at = line.find_first_not_of(" \t\n"); at != std::string_view::npos; at = line.find_first_not_of(" \t\n", at)) {
        const std::size_t end = std::min(line.find_first_of(" \t\n;\"'", at), line.size());
        if (end > at) words.push_back(line.substr(at, end - at));
        at = std::max(end, at + 1);
    }
    return words;
}

static bool is_kill_signal(std::string_view word) { return word == "-9" || word == "-KILL" || word == "-SIGKILL" || word == "KILL" || word == "SIGKILL" || word == "-s9"; }

static void check_command(const Word& word, std::string_view key, Reporter& report) {
    const std::vector<std::string_view> words = words_of(word.value);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view name = words[i].substr(words[i].rfind('/') + 1);
        const bool is_by_name = name == "killall" || name == "pkill";
        if (!is_by_name && name != "kill") continue;
        const bool is_kill = std::any_of(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(), is_kill_signal);
        // `pkill -P $MAINPID` and `-F file` mean the processes of this service.
        const bool is_own = std::any_of(words.begin() + static_cast<std::ptrdiff_t>(i), words.end(), [](std::string_view one) {
            return one == "-P" || one == "-F" || one == "-s" || one.find("MAINPID") != std::string_view::npos;
        });
        if (is_by_name && !is_own) {
            report.at(word.span, fmt::format("`{}` ends every process of that name, those of other services too", quoted(key)))
                .note("systemd knows the processes of its service: without this line it signals them all, and only them");
        } else if (is_kill) {
            report.at(word.span, fmt::format("`{}` kills the server without a chance to finish", quoted(key)))
                .note("requests in work end in 502, tasks are lost; systemd sends SIGTERM by itself, and SIGKILL only after `TimeoutStopSec=`");
        }
        return;
    }
}

static void find_kills(const Document& unit, Reporter& report) {
    for (const Node& section : unit.children(Document::root)) {
        if (section.kind != NodeKind::block || section.name.value != "Service") continue;
        for (const Node& entry : unit.children(section)) {
            static constexpr std::array<std::string_view, 3> keys{"ExecStop", "ExecReload", "ExecStopPost"};
            const bool stops = entry.kind == NodeKind::statement && std::find(keys.begin(), keys.end(), entry.name.value) != keys.end();
            if (stops && !unit.args(entry).empty()) check_command(unit.args(entry)[0], entry.name.value, report);
        }
    }
}

extern constexpr Rule syd030_stop_kills_by_name{
    .summary = "a service is stopped by killing processes by name, or without warning",
    .why = "`killall gunicorn` ends the servers of all projects on the machine. `kill -9` ends requests in the middle, leaves sockets and "
           "pid files behind, and loses tasks. systemd knows its own processes and asks them to stop first.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "systemd",
    .sources = "https://www.freedesktop.org/software/systemd/man/systemd.service.html#ExecStop= https://www.freedesktop.org/software/systemd/man/systemd.kill.html",
    .bad = R"(#> shop.service
[Service]
User=deploy
ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi
ExecStop=/usr/bin/killall -9 gunicorn
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ExecStart=/srv/shop/venv/bin/gunicorn shop.wsgi
ExecReload=/bin/kill -s HUP $MAINPID
)",
    .check_document = find_kills,
};

}  // namespace stackc::rules
