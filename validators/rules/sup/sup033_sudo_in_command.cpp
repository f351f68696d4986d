#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/roles.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool keeps_environment(const Program& program) {
    return std::any_of(program.command.begin(), program.command.end(), [](const Argument& word) {
        return word.text == "-E" || word.text.starts_with("--preserve-env");
    });
}

static void find_sudo(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        if (program.manager != ManagerKind::supervisor || program.command.empty()) continue;
        const Argument& word = program.command.front();
        if (word.text != "sudo" && !word.text.ends_with("/sudo")) continue;
        auto found = report.at(word.span, fmt::format("`{}` is started through sudo", quoted(program.name)));
        const bool needs_password = program.user.is_stated() && !is_root(program.user);
        if (needs_password) {
            found.label(program.user.span(), "as a user who has to be allowed to")
                .note("without a rule in sudoers it ends at once: `sudo: a terminal is required to read the password`, and supervisor says `FATAL Exited too quickly`");
        }
        if (!program.environment.empty() && !keeps_environment(program)) found.note("sudo empties the environment: what `environment=` sets does not reach the program");
        found.note("when supervisor has to kill it, only sudo ends and the server stays; name the account with `user=` instead");
    }
}

extern constexpr Rule sup033_sudo_in_command{
    .summary = "a program is started through sudo",
    .why = "supervisord is root and becomes any user by itself. sudo asks for a password where it is not root, drops the variables of "
           "`environment=`, and stands between supervisor and the server: a kill ends sudo alone.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor",
    .sources = "https://supervisord.org/configuration.html#program-x-section-settings https://www.sudo.ws/docs/man/sudo.man/",
    .bad = R"([program:web]
command=sudo -u deploy /srv/venv/bin/gunicorn shop.wsgi
)",
    .good = R"([program:web]
command=/srv/venv/bin/gunicorn shop.wsgi
user=deploy
)",
    .check = find_sudo,
};

}  // namespace stackc::rules
