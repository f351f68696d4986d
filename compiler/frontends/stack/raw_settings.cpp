#include "compiler/frontends/stack/raw_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/lowering.h"

namespace stackc::stack {

namespace {

/// A setting of a dialect that a statement of the language drives.
struct Derived {
    std::string_view dialect;
    std::string_view setting;
    std::string_view statement;  // "timeout"; "app.root" for one of the app
};

/// A setting in a raw text.
struct Setting {
    std::string_view name, value;
    Span span;
};

}  // namespace

// The names are those of the dialects' own references: uWSGI 2.0 options, gunicorn settings,
// supervisor's [program:x], systemd.exec and systemd.service, redis.conf, nginx core modules.
static constexpr Derived derived[] = {
    {"uwsgi", "socket", "listen"},
    {"uwsgi", "uwsgi-socket", "listen"},
    {"uwsgi", "http-socket", "listen"},
    {"uwsgi", "http", "listen"},
    {"uwsgi", "chmod-socket", "listen"},
    {"uwsgi", "chown-socket", "listen"},
    {"uwsgi", "processes", "workers"},
    {"uwsgi", "workers", "workers"},
    {"uwsgi", "threads", "threads"},
    {"uwsgi", "harakiri", "timeout"},
    {"uwsgi", "limit-post", "max_body"},
    {"uwsgi", "buffer-size", "header_buffer"},
    {"uwsgi", "uid", "user"},
    {"uwsgi", "gid", "group"},
    {"uwsgi", "logto", "log"},
    {"uwsgi", "logto2", "log"},
    {"uwsgi", "daemonize", "log"},
    {"uwsgi", "module", "run"},
    {"uwsgi", "wsgi", "run"},
    {"uwsgi", "wsgi-file", "run"},
    {"uwsgi", "mount", "run"},
    {"uwsgi", "chdir", "app.root"},
    {"uwsgi", "virtualenv", "app.venv"},
    {"uwsgi", "home", "app.venv"},
    {"uwsgi", "venv", "app.venv"},
    {"gunicorn", "bind", "listen"},
    {"gunicorn", "workers", "workers"},
    {"gunicorn", "threads", "threads"},
    {"gunicorn", "timeout", "timeout"},
    {"gunicorn", "user", "user"},
    {"gunicorn", "group", "group"},
    {"gunicorn", "chdir", "app.root"},
    {"gunicorn", "wsgi_app", "run"},
    {"gunicorn", "daemon", "run"},
    {"supervisor", "command", "run"},
    {"supervisor", "directory", "app.root"},
    {"supervisor", "user", "user"},
    {"supervisor", "autorestart", "restart"},
    {"supervisor", "stdout_logfile", "log"},
    {"supervisor", "stopwaitsecs", "timeout"},
    {"supervisor", "numprocs", "replicas"},
    {"supervisor", "environment", "env"},
    {"supervisor", "priority", "depends_on"},
    {"systemd", "ExecStart", "run"},
    {"systemd", "WorkingDirectory", "app.root"},
    {"systemd", "User", "user"},
    {"systemd", "Group", "group"},
    {"systemd", "Restart", "restart"},
    {"systemd", "TimeoutStopSec", "timeout"},
    {"systemd", "StandardOutput", "log"},
    {"redis", "port", "listen"},
    {"redis", "bind", "listen"},
    {"redis", "unixsocket", "listen"},
    {"redis", "unixsocketperm", "listen"},
    {"redis", "logfile", "log"},
    {"redis", "daemonize", "run"},
    {"nginx", "server_name", "aliases"},
    {"nginx", "ssl_certificate", "tls"},
    {"nginx", "ssl_certificate_key", "tls"},
    {"nginx", "ssl_protocols", "tls"},
    {"nginx", "client_max_body_size", "max_body"},
    {"nginx", "access_log", "access_log"},
    {"nginx", "error_log", "error_log"},
    {"nginx", "expires", "expires"},
    {"nginx", "autoindex", "listing"},
    {"nginx", "try_files", "fallback"},
    {"nginx", "proxy_read_timeout", "timeout"},
    {"nginx", "uwsgi_read_timeout", "timeout"},
    {"nginx", "proxy_buffering", "buffering"},
    {"nginx", "uwsgi_buffering", "buffering"},
    {"nginx", "proxy_pass", "to"},
    {"nginx", "uwsgi_pass", "to"},
    {"nginx", "alias", "files"},
};

/// The settings of a text: one a line, or for nginx one up to each `;` outside of blocks.
static std::vector<Setting> settings_of(const RawText& raw) {
    std::vector<Setting> settings;
    const bool is_nginx = raw.dialect == "nginx";
    std::size_t at = 0;
    int depth = 0;
    while (at < raw.text.size()) {
        const std::size_t end =
            std::min(raw.text.find_first_of(is_nginx ? ";{}\n" : "\n", at), raw.text.size());
        const std::string_view line = std::string_view(raw.text).substr(at, end - at);
        const std::string_view text = trim(line);
        const bool is_comment = text.starts_with('#') || (text.starts_with(';') && !is_nginx);
        if (!text.empty() && !is_comment && depth == 0) {
            const std::size_t name_end =
                std::min(text.find_first_of(is_nginx || raw.dialect == "redis" ? " \t" : " \t=:"),
                         text.size());
            std::string_view value = trim(text.substr(name_end));
            if (value.starts_with('=') || value.starts_with(':')) value = trim(value.substr(1));
            const auto begin = static_cast<std::uint32_t>(
                raw.span.begin + at + static_cast<std::size_t>(text.data() - line.data()));
            settings.push_back(
                {text.substr(0, name_end),
                 value,
                 {raw.span.file, begin, static_cast<std::uint32_t>(begin + text.size())}});
        }
        if (end < raw.text.size() && raw.text[end] == '{') ++depth;
        if (end < raw.text.size() && raw.text[end] == '}') --depth;
        at = end + 1;
    }
    return settings;
}

/// Whether both say the same, as far as that can be told.
static bool agrees(const Item& statement, const Setting& setting) {
    for (const Match::Bound& bound : statement.match.bound) {
        if (bound.text.value == setting.value) return true;
        const std::optional<Duration> duration = parse_duration(bound.text.value);
        if (duration && parse_number(setting.value) == duration->ms / 1000) return true;
        const std::optional<Size> size = parse_size(bound.text.value);
        if (size && parse_number(setting.value) == size->bytes) return true;
    }
    return false;
}

static void check_setting(const Item& block, const Item* app, const Derived& known,
                          const Setting& setting, std::string_view dialect, Reporter& report) {
    const bool is_of_app = known.statement.starts_with("app.");
    const Item* owner = is_of_app ? app : &block;
    if (owner == nullptr) return;
    const std::string_view name = is_of_app ? known.statement.substr(4) : known.statement;
    const Item* statement = owner->find(name);
    if (statement == nullptr) return;  // nothing is said; what is derived is only a default
    if (dialect != "nginx" && agrees(*statement, setting)) return;
    auto builder =
        report.at("STK037", setting.span,
                  fmt::format("`{}` in the `raw` text says what the statement `{}` says already",
                              quoted(setting.name, 60), name));
    builder.label(statement->span, fmt::format("`{}` comes from here", quoted(setting.name, 60)));
    builder.note(fmt::format("change `{}` and leave `{}` out", name, quoted(setting.name, 60)));
}

void check_raw(const Item& block, const Item* app, Reporter& report) {
    for (const RawText& raw : raw_of(block)) {
        for (const Setting& setting : settings_of(raw)) {
            const auto known =
                std::find_if(std::begin(derived), std::end(derived), [&](const Derived& entry) {
                    return entry.dialect == raw.dialect && entry.setting == setting.name;
                });
            if (known != std::end(derived))
                check_setting(block, app, *known, setting, raw.dialect, report);
        }
    }
}

}  // namespace stackc::stack
