#include <fmt/format.h>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/uws/settings.h"

namespace stackc::rules {

/// A file for trials says so in its name.
static bool is_for_trials(const Graph& graph, Span span) {
    const Document* document = graph.document_of(span.file);
    const std::string name = document == nullptr ? "" : to_lower(document->source().path.filename().string());
    for (const char* word : {"dev", "local", "test", "debug"}) {
        if (name.find(word) != std::string::npos) return true;
    }
    return false;
}

static void find_autoreloads(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (!is_uwsgi(process)) continue;
        for (const char* name : {"py-autoreload", "py-auto-reload", "python-autoreload", "python-auto-reload"}) {
            const Option* option = process.option(name);
            if (option == nullptr || !option->value.is_known() || number_of(process, name).value_or(1) == 0 || is_for_trials(graph, option->span)) continue;
            auto found = report.at(option->span, fmt::format("`{}` is for development: uWSGI looks at every module's file again and again", name));
            found.note("a deployment in progress restarts the workers with half of the files; `touch-reload` restarts them when it is through");
            // In a container it may be the one of development.
            if (!process.containers.empty()) found.uncertain();
        }
    }
}

extern constexpr Rule uws030_autoreload_in_production{
    .summary = "uWSGI watches files in production",
    .why = "`py-autoreload` stats the file of each imported module every so many seconds and restarts when one is new, in the middle of a deployment "
           "too. Its manual: for development.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "uwsgi supervisor",
    .sources = "https://uwsgi-docs.readthedocs.io/en/latest/articles/TheArtOfGracefulReloading.html https://uwsgi-docs.readthedocs.io/en/latest/Options.html#py-autoreload",
    .bad = R"([uwsgi]
socket = /run/shop/web.sock
py-autoreload = 1
)",
    .good = R"([uwsgi]
socket = /run/shop/web.sock
touch-reload = /srv/shop/reload
)",
    .check = find_autoreloads,
};

}  // namespace stackc::rules
