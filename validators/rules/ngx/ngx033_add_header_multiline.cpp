#include <fmt/format.h>

#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static void find_broken_lines(const Graph& graph, Reporter& report) {
    constexpr std::array<std::string_view, 3> headers{"add_header", "add_trailer",
                                                      "more_set_headers"};
    for (const std::string_view directive : headers) {
        for (const DirectiveUse& use : uses_of(graph, directive)) {
            for (const Word& word : use.directive.args()) {
                if (word.value.find('\n') == std::string_view::npos) continue;
                report.at(word.span, "a header's value goes over several lines")
                    .note(
                        "nginx sends the line ends as they are: HTTP/2 clients refuse the answer, "
                        "others cut the value")
                    .note("write it on one line");
            }
        }
    }
}

extern constexpr Rule ngx033_add_header_multiline{
    .summary = "a header whose value goes over several lines",
    .why =
        "nginx sends the line ends inside the header as they are. HTTP has no such headers since "
        "RFC 7230: clients "
        "refuse the answer or cut the value, and a Content-Security-Policy is lost.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/add_header_multiline/ "
        "https://www.rfc-editor.org/rfc/rfc9112#section-5.2",
    .bad = R"(server {
    listen 80;
    add_header Content-Security-Policy "default-src 'self';
        img-src *";
}
)",
    .good = R"(server {
    listen 80;
    add_header Content-Security-Policy "default-src 'self'; img-src *";
}
)",
    .check = find_broken_lines,
};

}  // namespace stackc::rules
