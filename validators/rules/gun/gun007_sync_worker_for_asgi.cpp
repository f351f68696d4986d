#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool has_options_in_environment(const Process& process) {
    return std::any_of(process.env.begin(), process.env.end(), [](const EnvVariable& variable) { return variable.name == "GUNICORN_CMD_ARGS"; });
}

static void find_wsgi_workers(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::gunicorn || !process.is_asgi.is_known() ||
            *process.is_asgi || !process.module.is_stated())
            continue;
        const std::size_t colon = process.module->find(':');
        const std::string module = process.module->substr(0, colon);
        const std::string callable = colon == std::string::npos ? "application" : process.module->substr(colon + 1);
        // An asgi.py may hold a WSGI application of another name, and the environment more options.
        if ((callable != "application" && callable != "app") || has_options_in_environment(process)) continue;
        if (module != "asgi" && !module.ends_with(".asgi")) continue;
        auto found =
            report.at(process.module.span(),
                      fmt::format("`{}` is an ASGI application, and gunicorn's workers speak WSGI",
                                  quoted(*process.module)));
        const Option* worker = process.option("worker_class");
        if (worker != nullptr) found.label(worker->span, "the kind of worker");
        found
            .note(
                "every request is answered 500: `TypeError: ASGIHandler.__call__() missing 1 "
                "required positional argument: 'send'`")
            .note("start it with `-k uvicorn.workers.UvicornWorker`, or name the WSGI application");
    }
}

extern constexpr Rule gun007_sync_worker_for_asgi{
    .summary = "an ASGI application under a WSGI worker",
    .why =
        "The worker calls the application with two arguments where ASGI takes three: every "
        "request ends in 500.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "gunicorn supervisor",
    .sources = "https://github.com/benoitc/gunicorn/issues/2606",
    .bad = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 shop.asgi:application
directory=/srv/shop
)",
    .good = R"(#> supervisord.conf
[program:web]
command=/srv/venv/bin/gunicorn -b 127.0.0.1:8000 -k uvicorn.workers.UvicornWorker shop.asgi:application
user=shop
directory=/srv/shop
)",
    .check = find_wsgi_workers,
};

}  // namespace stackc::rules
