#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/stk/description.h"

namespace stackc::rules {

static void find_upload_over_limit(const Graph& graph, Reporter& report) {
    for (const App& app : graph.apps) {
        if (!app.max_upload.is_known()) continue;
        for (const Site& site : graph.sites) {
            const Connection* widest = nullptr;
            for (const RouteId id : site.routes) {
                const Connection* connection = app_of(graph, graph.at(id)) == &app
                                                   ? connection_of(graph, graph.at(id))
                                                   : nullptr;
                if (connection == nullptr || !connection->max_body.is_known()) continue;
                if (widest == nullptr || *connection->max_body > *widest->max_body)
                    widest = connection;
            }
            if (widest == nullptr || *widest->max_body >= *app.max_upload) continue;
            report
                .at(app.max_upload.span_or(app.span),
                    fmt::format("`{}` takes uploads of {}, but `{}` takes requests of at most {}",
                                app.name, to_text(*app.max_upload), title_of(site),
                                to_text(*widest->max_body)))
                .label(widest->max_body.span_or(widest->directive_span), "the limit of this route")
                .note(fmt::format("say `max_body {}` in the service or the site",
                                  to_text(*app.max_upload)));
        }
    }
}

extern constexpr Rule stk051_upload_over_limit{
    .summary = "an app takes larger requests than what stands before it",
    .why =
        "nginx answers 413 (`client intended to send too large body`) before the app sees the "
        "request.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "stack",
    .bad = R"(app shop { root /srv/shop; wsgi config.wsgi:application; max_upload 20m }
service web { run shop.wsgi with uwsgi; listen 8000 }
site example.com { listen 80; route / to web }
)",
    .good = R"(app shop { root /srv/shop; wsgi config.wsgi:application; max_upload 20m }
service web { run shop.wsgi with uwsgi; listen 8000; max_body 20m }
site example.com { listen 80; route / to web }
)",
    .check = find_upload_over_limit,
};

}  // namespace stackc::rules
