#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/directives.h"
#include "compiler/frontends/nginx/editor.h"
#include "compiler/frontends/nginx/instances.h"

namespace stackc::nginx {

/// Where nginx.org describes a directive of its own modules.
static std::string manual_of(const DirectiveRow& row) {
    if (!row.has(is_core) || !row.module.starts_with("ngx_")) return {};
    std::string_view folder, page = row.module;
    if (page.starts_with("ngx_http_")) folder = "http/";
    else if (page.starts_with("ngx_stream_")) folder = "stream/";
    else if (page.starts_with("ngx_mail_")) folder = "mail/";
    else page = "ngx_core_module";
    return fmt::format("https://nginx.org/en/docs/{}{}.html#{}", folder, page, row.name);
}

static std::string origin_of(const DirectiveRow& row) {
    if (row.has(is_third_party)) return fmt::format("third-party module {}", row.source);
    if (row.has(is_commercial)) return "nginx Plus only";
    if (row.has(is_removed)) return fmt::format("{}, removed after nginx {}", row.module, row.last);
    if (row.source.starts_with("--with")) return fmt::format("{} (built with {})", row.module, row.source);
    return std::string(row.module);
}

static std::string values_of(const DirectiveRow& row) {
    switch (row.type) {
        case ValueType::flag: return "`on` or `off`";
        case ValueType::size:
        case ValueType::complex_size: return "a size: digits with `k` or `m`";
        case ValueType::offset: return "a size: digits with `k`, `m` or `g`";
        case ValueType::msec: return "a time: digits with `ms`, `s`, `m`, `h`, `d`, `w`, `M` or `y`; seconds without";
        case ValueType::sec: return "a time: digits with `s`, `m`, `h`, `d`, `w`, `M` or `y`; seconds without";
        case ValueType::num: return row.low >= 0 && row.high >= 0 ? fmt::format("a number from {} to {}", row.low, row.high) : "a number";
        case ValueType::bufs: return "a number and a size";
        case ValueType::enum_value:
        case ValueType::bitmask: {
            std::string text;
            for (const std::string_view value : split(row.values, ' ')) text += fmt::format("{}`{}`", text.empty() ? "" : ", ", value);
            return text;
        }
        case ValueType::custom:
        case ValueType::string:
        case ValueType::str_array:
        case ValueType::path:
        case ValueType::keyval:
        case ValueType::access:
        case ValueType::mime_types:
        case ValueType::predicate:
        case ValueType::complex_str: return {};
    }
    return {};
}

static std::string section_of(const DirectiveRow& row) {
    std::string text;
    if (row.is_certain()) {
        text += fmt::format("- stands in: {}\n", to_text(row.contexts & every_context));
        text += fmt::format("- takes: {} argument{}{}\n", arity_text(row.arity), row.arity == 2 ? "" : "s", row.has(is_block) ? " and a block" : "");
    }
    if (const std::string values = values_of(row); !values.empty()) text += fmt::format("- value: {}\n", values);
    if (!row.fallback.empty()) text += fmt::format("- default: `{}`\n", row.fallback);
    if (row.has(is_unique)) text += "- stands once in a block\n";
    text += fmt::format("- from: {}", origin_of(row));
    if (!row.since.empty()) text += fmt::format(", since {}", row.since);
    text += '\n';
    if (!row.replaced_by.empty()) text += fmt::format("- replaced by: `{}`\n", row.replaced_by);
    if (const std::string page = manual_of(row); !page.empty()) text += fmt::format("- manual: {}\n", page);
    return text;
}

static std::string page_of(std::string_view name, std::span<const DirectiveRow> rows, ContextSet contexts) {
    std::string text = fmt::format("**{}** (nginx)\n", name);
    if (const std::string_view description = description_of(name); !description.empty()) text += fmt::format("\n{}\n", description);
    for (const DirectiveRow& row : rows) {
        if (contexts == 0 || row.stands_in(contexts)) text += "\n" + section_of(row);
    }
    return text;
}

std::string explain(std::string_view directive) {
    const auto rows = find_directive(directive);
    return rows.empty() ? std::string() : page_of(directive, rows, 0);
}

std::string hover(const Document& document, std::uint32_t offset) {
    const NodeId id = document.node_at(offset);
    const Node& node = document.node(id);
    if (node.kind != NodeKind::statement && node.kind != NodeKind::block) return {};
    if (!node.name.span.contains(offset)) return {};
    const auto rows = find_directive(node.name.value);
    if (rows.empty()) return {};
    const ContextSet here = contexts_in(document, node.parent) & every_context;
    const bool fits = std::any_of(rows.begin(), rows.end(), [&](const DirectiveRow& row) { return row.stands_in(here); });
    return page_of(node.name.value, rows, fits ? here : 0);
}

}  // namespace stackc::nginx
