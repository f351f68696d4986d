#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// The labels of https://encoding.spec.whatwg.org that people write, and nginx's own word.
static constexpr auto charsets = std::to_array<std::string_view>(
    {"off", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-5", "iso-8859-6", "iso-8859-7",
     "iso-8859-8", "iso-8859-9", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "iso8859-1", "iso8859-15", "latin1",
     "windows-874", "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255", "windows-1256", "windows-1257",
     "windows-1258", "cp1250", "cp1251", "cp1252", "koi8-r", "koi8-u", "gbk", "gb2312", "gb18030", "big5", "euc-jp", "iso-2022-jp", "shift_jis",
     "shift-jis", "sjis", "euc-kr", "ks_c_5601-1987", "utf-16", "utf-16le", "utf-16be", "macintosh", "tis-620", "ibm866", "cp866"});

static void find_unknown_charsets(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "charset")) {
        if (use.directive.args().size() != 1 || is_variable(use.directive.args()[0])) continue;
        const Word& word = use.directive.args()[0];
        const std::string name = to_lower(word.value);
        if (std::find(charsets.begin(), charsets.end(), name) != charsets.end()) continue;
        const auto near = nearest(name, charsets);
        if (!near) continue;
        report.at(word.span, fmt::format("no browser knows the charset `{}`; did you mean `{}`?", quoted(word.value), *near))
            .note(fmt::format("nginx writes any name into `Content-Type`; browsers ignore this one and guess"))
            .fix(fmt::format("write `{}`", *near), Safety::safe, {replace(word, std::string(*near))});
    }
}

extern constexpr Rule ngx105_unknown_charset{
    .summary = "a charset that no browser knows",
    .why = "nginx takes any word for the name of a charset and puts it into `Content-Type`. Browsers ignore names that they do not know and guess, so "
           "that letters beyond English come out wrong.",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .fixability = Fixability::safe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_charset_module.html#charset https://encoding.spec.whatwg.org/#names-and-labels",
    .bad = R"(server {
    listen 80;
    charset uft-8;
    return 204;
}
)",
    .good = R"(server {
    listen 80;
    charset utf-8;
    return 204;
}
)",
    .check = find_unknown_charsets,
};

}  // namespace stackc::rules
