#include <fmt/format.h>

#include <map>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static std::string_view value_of(const Document& document, const Node& statement) {
    const std::span<const Word> args = document.args(statement);
    if (args.empty()) return {};
    return document.text(join(args.front().span, args.back().span));
}

static void find_doubled_keys(const Document& document, Reporter& report) {
    for (const Node& section : document.children(Document::root)) {
        if (section.kind != NodeKind::block) continue;
        std::map<std::string, const Node*> last;
        for (const Node& node : document.children(document.id_of(section))) {
            if (node.kind != NodeKind::statement) continue;
            const Node*& before = last[to_lower(node.name.value)];
            if (before != nullptr && value_of(document, *before) != value_of(document, node)) {
                report
                    .at(before->header,
                        fmt::format("`{}` is given again below: this line has no effect",
                                    quoted(node.name.value)))
                    .label(node.header, "the last one counts")
                    .note("supervisor says nothing about it");
            }
            before = &node;
        }
    }
}

extern constexpr Rule sup040_key_given_twice{
    .summary = "a key that is given twice in one section",
    .why =
        "supervisor keeps the last value and says nothing. Whoever changes the first line, in an "
        "editor or a script, changes nothing.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "supervisor",
    .sources = "observed:supervisor-4.2.5",
    .bad = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
autostart=false
stopwaitsecs=30
autostart=true
)",
    .good = R"([program:web]
command=/srv/shop/venv/bin/gunicorn shop.wsgi
user=shop
stopwaitsecs=30
autostart=true
)",
    .check_document = find_doubled_keys,
};

}  // namespace stackc::rules
