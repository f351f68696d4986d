#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// What people write, and the setting of gunicorn 20.1.0 that does it.
struct Slip {
    std::string_view written;
    std::string_view meant;
};
}  // namespace

static constexpr std::array<Slip, 18> slips{{
    {"access_log", "accesslog"},
    {"daemonize", "daemon"},
    {"error_log", "errorlog"},
    {"keep_alive", "keepalive"},
    {"log_file", "errorlog"},
    {"log_level", "loglevel"},
    {"logfile", "errorlog"},
    {"max_request", "max_requests"},
    {"name", "proc_name"},
    {"pid", "pidfile"},
    {"pid_file", "pidfile"},
    {"preload", "preload_app"},
    {"process_name", "proc_name"},
    {"thread", "threads"},
    {"treads", "threads"},
    {"work_class", "worker_class"},
    {"worker", "workers"},
    {"workers_class", "worker_class"},
}};

static bool is_name_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_';
}

/// How often the word stands in the text as a name: once, and it is nobody's variable.
static std::size_t uses_of_name(std::string_view text, std::string_view name) {
    std::size_t uses = 0;
    for (std::size_t at = text.find(name); at != std::string_view::npos;
         at = text.find(name, at + name.size())) {
        const bool begins = at == 0 || (!is_name_byte(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '/');
        const bool ends = at + name.size() == text.size() || !is_name_byte(text[at + name.size()]);
        if (begins && ends) ++uses;
    }
    return uses;
}

static void find_slips(const Document& document, Reporter& report) {
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::statement || document.args(node).empty()) continue;
        const auto slip = std::find_if(slips.begin(), slips.end(), [&](const Slip& one) {
            return one.written == node.name.value;
        });
        if (slip == slips.end() || uses_of_name(document.text(), slip->written) != 1 ||
            uses_of_name(document.text(), slip->meant) != 0)
            continue;
        report
            .at(node.name.span,
                fmt::format("`{}` is no setting of gunicorn and does nothing; did you mean `{}`?",
                            slip->written, slip->meant))
            .note(
                "gunicorn takes every other name in the file for a variable of its own, and says "
                "nothing")
            .fix(fmt::format("name it `{}`", slip->meant), Safety::unsafe,
                 {{node.name.span, std::string(slip->meant)}});
    }
}

extern constexpr Rule gun016_unknown_setting{
    .summary = "a name in gunicorn's configuration that is no setting",
    .why =
        "The file is Python: a misspelt setting is a variable that nobody reads. gunicorn starts "
        "without a word and with its "
        "own default: one thread, no pid file, the log on standard error.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "gunicorn",
    .sources =
        "gunicorn-20.1.0:gunicorn/app/base.py https://docs.gunicorn.org/en/stable/settings.html",
    .bad = R"(#> gunicorn.conf.py
bind = "127.0.0.1:8000"
workers = 3
treads = 4
)",
    .good = R"(#> gunicorn.conf.py
bind = "127.0.0.1:8000"
workers = 3
threads = 4
)",
    .check_document = find_slips,
};

}  // namespace stackc::rules
