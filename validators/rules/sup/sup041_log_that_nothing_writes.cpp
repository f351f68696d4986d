#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static std::string_view value_of(const Document& document, const Node& statement) {
    const std::span<const Word> args = document.args(statement);
    return args.empty() ? std::string_view{} : args.front().value;
}

static void find_unused_logs(const Document& document, Reporter& report) {
    for (const Node& section : document.children(Document::root)) {
        if (section.kind != NodeKind::block) continue;
        const Node* log = nullptr;
        const Node* redirect = nullptr;
        for (const Node& node : document.children(document.id_of(section))) {
            if (node.kind != NodeKind::statement) continue;
            if (node.name.value == "stderr_logfile") log = &node;
            if (node.name.value == "redirect_stderr") redirect = &node;
        }
        if (log == nullptr || redirect == nullptr || !value_of(document, *log).starts_with('/'))
            continue;
        const std::string value = to_lower(value_of(document, *redirect));
        const bool is_on = value == "true" || value == "1" || value == "yes" || value == "on";
        if (!is_on || value_of(document, *log).starts_with("/dev/")) continue;
        report
            .at(log->header, "nothing is written to the log of errors: they go to standard output")
            .label(redirect->header, "because of this")
            .note(
                "tracebacks stand in `stdout_logfile`; the file named here stays empty or is not "
                "made");
    }
}

extern constexpr Rule sup041_log_that_nothing_writes{
    .summary = "`stderr_logfile` beside `redirect_stderr`",
    .why =
        "`redirect_stderr=true` sends errors to the log of standard output. Whoever looks for a "
        "traceback in `stderr_logfile` finds an empty file.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .dialects = "supervisor",
    .sources =
        "observed:supervisor-4.2.5 "
        "https://supervisord.org/configuration.html#program-x-section-values",
    .bad = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
stdout_logfile=/var/log/supervisor/web.log
stderr_logfile=/var/log/supervisor/web.err
redirect_stderr=true
)",
    .good = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
stdout_logfile=/var/log/supervisor/web.log
redirect_stderr=true
)",
    .check_document = find_unused_logs,
};

}  // namespace stackc::rules
