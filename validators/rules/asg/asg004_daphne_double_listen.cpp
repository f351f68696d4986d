#include "validators/engine/rule.h"

namespace stackc::rules {

static void find_double_listeners(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        const Option* socket =
            process.kind == ServerKind::daphne ? process.option("unix_socket") : nullptr;
        // `--fd` beside `-u` is how channels' manual has it, behind supervisor's own socket.
        const Option* other = process.option("port");
        if (socket == nullptr || other == nullptr) continue;
        report.at(other->span, "daphne listens here and on a Unix socket")
            .label(socket->span, "the socket")
            .note("the second address is open to whoever reaches it, past nginx");
    }
}

extern constexpr Rule asg004_daphne_double_listen{
    .summary = "daphne listens on two addresses",
    .why =
        "With `-u` and `-p` daphne binds both: the port answers to whoever reaches it, past "
        "nginx and its rules.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor",
    .sources = "https://github.com/django/daphne/issues/254",
    .bad = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -u /run/shop/ws.sock -p 9001 shop.asgi:application
)",
    .good = R"(#> supervisord.conf
[program:ws]
command=/srv/venv/bin/daphne -u /run/shop/ws.sock shop.asgi:application
user=shop
)",
    .check = find_double_listeners,
};

}  // namespace stackc::rules
