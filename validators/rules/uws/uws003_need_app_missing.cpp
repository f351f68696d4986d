#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

static void find_missing_need_app(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process) || !process.is_fully_read || is_emperor(process) ||
            process.option("need-app") != nullptr)
            continue;
        const Option* app = app_of(process);
        if (app == nullptr || !app->value.is_known()) continue;
        auto found = report.at(
            app->span,
            fmt::format(
                "without `need-app` uWSGI goes on serving errors when `{}` cannot be imported",
                quoted(*app->value, 80)));
        found.note(
            "the manager then sees a healthy process, while each request gets 500: `--- no python "
            "application found, check your startup logs for errors ---`");
        const std::vector<Edit> edits = add_after(graph, process, *app, "need-app = true");
        if (!edits.empty())
            found.fix("end when the application cannot be loaded", Safety::safe, edits);
    }
}

extern constexpr Rule uws003_need_app_missing{
    .summary = "uWSGI stays up without its application",
    .why =
        "When the import fails, uWSGI serves `500 --- no python application found` for "
        "ever and its manager sees a healthy process. With `need-app` it ends, and the "
        "failure shows.",
    .severity = Severity::info,
    .effect = Effect::advice,
    .fixability = Fixability::safe,
    .dialects = "uwsgi",
    .sources =
        "observed:uwsgi-2.0.21 "
        "https://github.com/LexPredict/lexpredict-contraxsuite/issues/15",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
module = shop.wsgi:application
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
module = shop.wsgi:application
need-app = true
)",
    .check = find_missing_need_app,
};

}  // namespace stackc::rules
