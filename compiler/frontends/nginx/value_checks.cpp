#include "compiler/frontends/nginx/value_checks.h"

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/setters.h"
#include "compiler/frontends/nginx/typed_values.h"

namespace stackc::nginx {

/// What a deployment fills in before nginx reads the file, by the name of the file.
static bool is_template(const Document& document) {
    const std::string extension = document.source().path.extension().string();
    return is_one_of(extension, ".template .tpl .tmpl .j2 .jinja .jinja2 .erb .in .ctmpl .gotmpl");
}

void report_value(const Document& document, const Node& node, const Fault& fault, Reporter& report) {
    const Word& word = *fault.word;
    if (word.value.find('$') != std::string_view::npos && is_template(document)) return;
    auto found = report.at("NGX006", word.span, fmt::format("`{}` is no value for `{}`, nginx expected {}", quoted(word.value, 60),
                                                            quoted(node.name.value, 60), fault.expected));
    found.note(fmt::format("nginx does not start: it refuses this value of \"{}\"", quoted(node.name.value, 60)));
    if (fault.meant) found.fix(fmt::format("write `{}`", quoted(*fault.meant, 60)), Safety::unsafe, {{word.span, *fault.meant}});
}

Checked value_fault(const std::vector<const DirectiveRow*>& rows, std::span<const Word> args) {
    Checked first;
    for (const DirectiveRow* row : rows) {
        Checked fault = row->type == ValueType::custom ? check_setter(*row, args) : check_typed(*row, args);
        if (!fault) return std::nullopt;
        if (!first) first = std::move(fault);
    }
    return first;
}

void check_values(const Place& place, const Node& node, const std::vector<const DirectiveRow*>& rows, Reporter& report) {
    if (const Checked fault = value_fault(rows, place.document->args(node))) report_value(*place.document, node, *fault, report);
}

}  // namespace stackc::nginx
