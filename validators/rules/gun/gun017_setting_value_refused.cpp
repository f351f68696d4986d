#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

/// gunicorn 20.1.0 config.py: settings whose validator is validate_pos_int.
static constexpr std::array<std::string_view, 13> whole_numbers{
    "workers", "threads", "worker_connections", "max_requests", "max_requests_jitter", "timeout", "graceful_timeout", "keepalive",
    "backlog", "limit_request_line", "limit_request_fields", "limit_request_field_size", "umask"};
static constexpr std::array<std::string_view, 6> levels{"debug", "info", "warning", "error", "critical", "fatal"};
static constexpr std::array<std::string_view, 8> workers{"sync", "eventlet", "gevent", "gevent_wsgi", "gevent_pywsgi", "gthread", "tornado", "gaiohttp"};

static bool holds(std::span<const std::string_view> list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

/// Python's `int(text, 0)`: decimal without zeros in front, or with 0x, 0o, 0b.
static bool is_python_integer(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    if (text.size() > 2 && text[0] == '0' && std::string_view("xXoObB").find(text[1]) != std::string_view::npos) return true;
    const bool is_decimal = !text.empty() && text.find_first_not_of("0123456789_") == std::string_view::npos;
    return is_decimal && (text[0] != '0' || text.find_first_not_of("0_") == std::string_view::npos);
}

namespace {
struct Flaw {
    std::string message, note;
};
}  // namespace

static std::optional<Flaw> number_flaw(const std::string& name, std::string_view value) {
    // Python's truth values are numbers.
    if (value == "True" || value == "False") return std::nullopt;
    if (!is_python_integer(value))
        return Flaw{fmt::format("`{}` is `{}`, which is no whole number", name, quoted(value)),
                    fmt::format("gunicorn does not start: `Error: invalid literal for int() with base 0: '{}'`", quoted(value))};
    if (value.starts_with('-'))
        return Flaw{fmt::format("`{}` is negative", name), fmt::format("gunicorn does not start: `Error: Value must be positive: {}`", quoted(value))};
    return std::nullopt;
}

static std::optional<Flaw> flaw_of(const Process& process, const Option& option) {
    const std::string_view value = trim(*option.value);
    const Option* worker = process.option("worker_class");
    if (option.name == "threads" && value == "0" && worker != nullptr && worker->value.value_or("") == "gthread")
        return Flaw{"workers of class `gthread` are told to have no threads", "no worker boots: `ValueError: max_workers must be greater than 0`; nginx answers 502"};
    if (option.name == "workers" && value == "0")
        return Flaw{"gunicorn is told to have no workers: nobody answers", "it starts and takes connections, which wait for ever: nginx answers 504, `upstream timed out`"};
    if (holds(whole_numbers, option.name)) return number_flaw(option.name, value);
    if (option.name == "loglevel" && !holds(levels, to_lower(value)))
        return Flaw{fmt::format("`{}` is no level of logging", quoted(value)), "gunicorn takes it for `info`: debug, info, warning, error and critical are known"};
    const bool is_class = option.name == "worker_class" && value.find_first_of(".:#") == std::string_view::npos && !value.empty();
    if (!is_class || holds(workers, value)) return std::nullopt;
    const auto near = nearest(value, workers);
    return Flaw{fmt::format("gunicorn has no worker class `{}`{}", quoted(value), near ? fmt::format("; did you mean `{}`?", *near) : ""),
                fmt::format("gunicorn does not start: `Error: class uri '{}' invalid or not found`", quoted(value))};
}

/// What a command line says wrong is told by GUN015; `workers = 0` is fine for both readers.
static bool is_ours(const Graph& graph, const Option& option) {
    const Document* document = graph.document_of(option.span.file);
    const bool is_file = document != nullptr && document->dialect() == "gunicorn";
    return is_file || option.name == "worker_class" || ((option.name == "workers" || option.name == "threads") && *option.value == "0");
}

static void find_refused_values(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::gunicorn) continue;
        for (const Option& option : process.options) {
            if (!option.value.is_known() || process.option(option.name) != &option || !is_ours(graph, option)) continue;
            const std::optional<Flaw> flaw = flaw_of(process, option);
            if (!flaw) continue;
            auto found = report.at(option.value.span_or(option.span), flaw->message);
            found.note(flaw->note);
            if (option.name == "loglevel") found.uncertain();
        }
    }
}

extern constexpr Rule gun017_setting_value_refused{
    .summary = "a value that gunicorn refuses, or with which it answers nothing",
    .why = "gunicorn reads its file as it starts: `workers = -1` ends it, `Error: Value must be positive: -1`, so does `umask = \"0117\"`. "
           "With `workers = 0` it starts, takes connections and answers none.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "gunicorn supervisor systemd",
    .sources = "observed:gunicorn-20.1.0 https://docs.gunicorn.org/en/stable/settings.html",
    .bad = R"(#> gunicorn.conf.py
bind = "127.0.0.1:8000"
workers = 0
)",
    .good = R"(#> gunicorn.conf.py
bind = "127.0.0.1:8000"
workers = 3
)",
    .check = find_refused_values,
};

}  // namespace stackc::rules
