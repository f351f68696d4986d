#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/units.h"

namespace stackc::rules {

static bool is_in_homes(std::string_view path) {
    return path.starts_with("/home/") || path.starts_with("/root/") || path == "/root" || path.starts_with("/run/user/");
}

static void find_hidden_paths(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        const auto setting = unit_setting(graph, program, "ProtectHome");
        // `read-only` hides nothing, `tmpfs` all but what BindPaths= brings back.
        if (!setting || !is_yes(setting->value)) continue;
        const bool is_elsewhere = program.directory.is_stated() && is_in_homes(*program.directory);
        const bool is_command = !program.command.empty() && is_in_homes(program.command.front().text);
        if (!is_elsewhere && !is_command) continue;
        const Span at = is_elsewhere ? program.directory.span() : program.command.front().span;
        const std::string path = is_elsewhere ? *program.directory : program.command.front().text;
        report.at(at, fmt::format("`{}` lies in a home folder, which this service does not see", quoted(path)))
            .label(setting->span, "home folders are hidden here")
            .note(fmt::format("the service fails: `status={}`", is_elsewhere ? "200/CHDIR" : "203/EXEC"));
    }
}

extern constexpr Rule xst065_sandbox_hides_path{
    .summary = "a service works in a home folder that its own unit hides",
    .why = "`ProtectHome=yes` makes /home, /root and /run/user empty for the service. With its code or its program there it does not start: "
           "`status=200/CHDIR`, `status=203/EXEC`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "systemd",
    .sources = "https://www.freedesktop.org/software/systemd/man/systemd.exec.html",
    .bad = R"(#> shop.service
[Service]
User=deploy
ProtectHome=true
WorkingDirectory=/home/deploy/shop
ExecStart=/usr/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
)",
    .good = R"(#> shop.service
[Service]
User=deploy
ProtectHome=true
WorkingDirectory=/srv/shop
ExecStart=/usr/bin/gunicorn -b 127.0.0.1:8000 shop.wsgi:application
)",
    .check = find_hidden_paths,
};

}  // namespace stackc::rules
