#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static bool is_pass(std::string_view name) {
    const auto families = pass_families();
    return std::any_of(families.begin(), families.end(),
                       [&](const PassFamily& family) { return family.pass == name; });
}

static void check_location(const Scope& scope, Reporter& report) {
    const Directive* answer = stated(scope, "return");
    const Directive* first = nullptr;
    for (const Directive& use : scope.directives) {
        if (!is_pass(use.name())) continue;
        if (answer != nullptr) {
            report
                .at(use.node().name.span,
                    fmt::format(
                        "`{}` is never reached: the `return` of this block answers every request",
                        use.name()))
                .label(answer->span(), "answers first, wherever it stands")
                .note("nginx runs `return` before it forwards; take one of them out");
            return;
        }
        if (first != nullptr && first->name() != use.name()) {
            report
                .at(first->node().name.span,
                    fmt::format("`{}` is without effect: the `{}` after it takes the requests",
                                first->name(), use.name()))
                .label(use.span(), "the last one counts")
                .note("nginx has one handler for a location and does not warn about a second");
        }
        first = &use;
    }
}

static void find_dead_handlers(const Graph& graph, Reporter& report) {
    TemplateStatements templates;
    for (const Scope& scope : graph.scopes) {
        if (scope.kind == "location" && pass_in(scope) != nullptr && !templates.are_around(scope))
            check_location(scope, report);
    }
}

extern constexpr Rule ngx096_two_handlers_in_one_block{
    .summary = "a location forwards in two ways",
    .why =
        "A location has one handler. nginx takes the last of `proxy_pass`, `uwsgi_pass` and so on, "
        "or the `return`, and "
        "says nothing about the others: requests go to a server that nobody expects.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/modules/ngx_http_proxy_module.c "
        "http://nginx.org/en/docs/http/ngx_http_rewrite_module.html",
    .bad = R"(server {
    listen 80;
    location / {
        proxy_pass http://127.0.0.1:8000;
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
    }
}
)",
    .good = R"(server {
    listen 80;
    location / {
        if ($request_method = TRACE) { return 405; }
        include uwsgi_params;
        uwsgi_pass unix:/run/shop/web.sock;
    }
}
)",
    .check = find_dead_handlers,
};

}  // namespace stackc::rules
