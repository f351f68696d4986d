#include "compiler/frontends/nginx/checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/entries.h"
#include "compiler/frontends/nginx/typography.h"
#include "compiler/frontends/nginx/unknown_names.h"
#include "compiler/frontends/nginx/value_checks.h"

namespace stackc::nginx {

namespace {

using Rows = std::vector<const DirectiveRow*>;

Rows rows_here(std::string_view name, const Place& place) {
    Rows rows;
    for (const DirectiveRow& row : find_directive(name)) {
        if (row.stands_in(place.contexts) && row.is_in(place.version)) rows.push_back(&row);
    }
    return rows;
}

void keep_if(Rows& rows, bool (*keeps)(const DirectiveRow&, const Node&), const Node& node) {
    std::erase_if(rows, [&](const DirectiveRow* row) { return !keeps(*row, node); });
}

std::string name_of(const Node& node) { return quoted(node.name.value, 60); }

/// True when another release of nginx than the stated one has the directive; says so.
bool report_release(const Place& place, const Node& node, Reporter& report) {
    const auto rows = find_directive(node.name.value);
    const bool is_known = std::any_of(rows.begin(), rows.end(), [&](const DirectiveRow& row) { return row.is_in(place.version); });
    if (is_known || rows.empty()) return false;
    const DirectiveRow& row = rows.front();
    report.at("NGX003", node.name.span, row.last.empty()
                  ? fmt::format("`{}` came with nginx {}, the target has {}", name_of(node), row.since, quoted(place.version))
                  : fmt::format("nginx {} was the last with `{}`, the target has {}", row.last, name_of(node), quoted(place.version)))
        .note(fmt::format("nginx says: unknown directive \"{}\"", name_of(node)));
    return true;
}

void report_context(const Place& place, const Node& node, Reporter& report) {
    ContextSet allowed = 0;
    for (const DirectiveRow& row : find_directive(node.name.value)) {
        if (row.is_certain()) allowed |= row.contexts;
    }
    report.at("NGX004", node.name.span, fmt::format("`{}` is not allowed in `{}`, only in {}", name_of(node), to_text(place.contexts), to_text(allowed)))
        .note(fmt::format("nginx says: \"{}\" directive is not allowed here", name_of(node)));
}

/// A directive that takes no block stands before `{`, or a block lacks it.
void report_shape(const Node& node, Reporter& report) {
    if (node.kind == NodeKind::block) {
        report.at("NGX001", node.name.span, fmt::format("directive `{}` is followed by `{{`, nginx expected `;`", name_of(node)))
            .note(fmt::format("nginx says: directive \"{}\" is not terminated by \";\"", name_of(node)));
        return;
    }
    report.at("NGX002", node.name.span, fmt::format("block `{}` has no opening `{{`", name_of(node)))
        .note(fmt::format("nginx says: directive \"{}\" has no opening \"{{\"", name_of(node)));
}

void report_count(const Place& place, const Node& node, const Rows& rows, Reporter& report) {
    std::uint16_t arity = 0;
    for (const DirectiveRow* row : rows) arity |= row->arity;
    const bool is_plural = arity != 2;
    auto found = report.at("NGX005", node.name.span, fmt::format("`{}` has {} argument{}, nginx takes {} argument{}", name_of(node),
                                                                 node.arg_count, node.arg_count == 1 ? "" : "s", arity_text(arity), is_plural ? "s" : ""));
    found.note(fmt::format("nginx says: invalid number of arguments in \"{}\" directive", name_of(node)));
    const auto args = place.document->args(node);
    const bool has_inner_quote = std::any_of(args.begin(), args.end(), [](const Word& word) {
        return word.quote == 0 && word.value.find_first_of("\"'") != std::string_view::npos;
    });
    if (has_inner_quote) found.note("a quote in the middle of a word does not hold it together: quote the whole value");
}

bool has_hole_argument(std::span<const Word> args) {
    return std::any_of(args.begin(), args.end(), [](const Word& word) { return word.has_hole && word.quote == 0; });
}

/// ngx_conf_read_token keeps a word in a buffer of 4,096 bytes; one that fills it is refused.
bool report_long_word(const Place& place, const Node& node, Reporter& report) {
    constexpr std::uint32_t most = 4095;
    for (const Word& word : place.document->args(node)) {
        // The buffer starts behind the opening quote and holds the closing one.
        const std::uint32_t size = word.span.size() - (word.quote == 0 ? 0 : 1);
        if (size <= most || word.has_hole) continue;
        report.at("NGX006", word.span, fmt::format("a word of {} bytes is longer than nginx reads: {}", size, most))
            .note(fmt::format("nginx says: too long parameter \"{}...\" started", quoted(word.value, 10)));
        return true;
    }
    return false;
}

/// Tables of modules that come in many versions are hints; nginx's own were read at the source.
bool is_core_or_lua(const DirectiveRow& row) { return row.has(is_core) || row.has(is_raw); }

}  // namespace

void check_statement(const Place& place, const Node& node, Reporter& report) {
    if (report_long_word(place, node, report)) return;
    if (!place.entries_of.empty()) return check_entry(place.entries_of, place, node, report);
    if (place.contexts == 0 || node.name.has_hole || node.name.value.empty()) return;
    const auto args = place.document->args(node);
    if (has_typography(node.name, *place.document) ||
        std::any_of(args.begin(), args.end(), [&](const Word& word) { return has_typography(word, *place.document); })) {
        return;
    }
    if (find_directive(node.name.value).empty()) return report_unknown(place, node, report);
    if (report_release(place, node, report)) return;
    Rows rows = rows_here(node.name.value, place);
    if (rows.empty()) return report_context(place, node, report);
    const bool is_certain = std::all_of(rows.begin(), rows.end(), [](const DirectiveRow* row) { return is_core_or_lua(*row); });
    if (!is_certain) return;
    keep_if(rows, [](const DirectiveRow& row, const Node& use) { return row.has(is_block) == (use.kind == NodeKind::block); }, node);
    if (rows.empty()) return report_shape(node, report);
    const Rows shaped = rows;
    keep_if(rows, [](const DirectiveRow& row, const Node& use) { return row.takes(use.arg_count); }, node);
    if (rows.empty()) return has_hole_argument(args) ? void() : report_count(place, node, shaped, report);
    check_values(place, node, rows, report);
}

}  // namespace stackc::nginx
