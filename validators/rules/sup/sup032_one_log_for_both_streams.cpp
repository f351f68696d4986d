#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// What a section says of its two logs.
struct Logs {
    const Node* standard = nullptr;  // stdout_logfile
    const Node* error = nullptr;     // stderr_logfile
    bool joins = false;              // redirect_stderr: then the second one is not used
    bool rotates = true;             // by supervisor itself, from 50 MB on unless it says 0
};
}  // namespace

static std::string_view value_of(const Document& document, const Node& statement) {
    const std::span<const Word> args = document.args(statement);
    if (args.empty()) return {};
    return document.text(join(args.front().span, args.back().span));
}

/// supervisor takes a unit after the number: `0MB`.
static bool is_zero(std::string_view size) {
    return size.starts_with('0') && size.find_first_of("123456789") == std::string_view::npos;
}

static Logs logs_of(const Document& document, const Node& section) {
    Logs logs;
    bool has_standard_rotation = true, has_error_rotation = true;
    for (const Node& node : document.children(document.id_of(section))) {
        if (node.kind != NodeKind::statement) continue;
        const std::string_view name = node.name.value;
        const std::string_view value = value_of(document, node);
        if (name == "stdout_logfile") logs.standard = &node;
        if (name == "stderr_logfile") logs.error = &node;
        if (name == "redirect_stderr") logs.joins = value != "false";
        if (name == "stdout_logfile_maxbytes") has_standard_rotation = !is_zero(value);
        if (name == "stderr_logfile_maxbytes") has_error_rotation = !is_zero(value);
    }
    logs.rotates = has_standard_rotation || has_error_rotation;
    return logs;
}

static void find_shared_logs(const Document& document, Reporter& report) {
    for (const Node& section : document.children(Document::root)) {
        if (section.kind != NodeKind::block) continue;
        const Logs logs = logs_of(document, section);
        if (logs.standard == nullptr || logs.error == nullptr || logs.joins || !logs.rotates)
            continue;
        const std::string_view path = value_of(document, *logs.standard);
        const bool is_file = path.starts_with('/') && !path.starts_with("/dev/");
        if (!is_file || path != value_of(document, *logs.error)) continue;
        report.at(logs.error->span, "standard output and standard error are two logs in one file")
            .label(logs.standard->span, "the other one")
            .note(
                "supervisor rotates each by itself: after the first time one stream goes to the "
                "file and the other to the one set aside")
            .fix("let both be one log", Safety::unsafe,
                 {{logs.error->span, "redirect_stderr=true"}});
    }
}

extern constexpr Rule sup032_one_log_for_both_streams{
    .summary = "one log file for two streams that supervisor rotates apart",
    .why =
        "supervisor opens the file twice. When one stream's log is full it is moved aside, and the "
        "other stream goes on "
        "writing to the moved file: errors stand in `web.log.1`, output in `web.log`, and a second "
        "turn throws one of them away.",
    .severity = Severity::info,
    .effect = Effect::risk,
    .fixability = Fixability::unsafe,
    .dialects = "supervisor",
    .sources =
        "https://supervisord.org/configuration.html#program-x-section-values "
        "observed:supervisor-4.2.5",
    .bad = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
stdout_logfile=/var/log/shop/web.log
stderr_logfile=/var/log/shop/web.log
)",
    .good = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
stdout_logfile=/var/log/supervisor/web.log
redirect_stderr=true
)",
    .check_document = find_shared_logs,
};

}  // namespace stackc::rules
