#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

namespace {
struct Flaw {
    std::string_view what;
    std::string mended;  // empty: not known
};
}  // namespace

static bool is_port(std::string_view text) {
    return parse_number(text).has_value();
}

/// The name without scheme, path, port and commas.
static std::string bare_name(std::string_view name) {
    if (const std::size_t scheme = name.find("://"); scheme != std::string_view::npos)
        name.remove_prefix(scheme + 3);
    name = name.substr(0, name.find('/'));
    const std::size_t colon = name.rfind(':');
    if (colon != std::string_view::npos && is_port(name.substr(colon + 1)))
        name = name.substr(0, colon);
    while (name.ends_with(',') || name.ends_with('.')) name.remove_suffix(1);
    return std::string(name);
}

static std::optional<Flaw> flaw_of(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    if (name.find("://") != std::string_view::npos) return Flaw{"a scheme", bare_name(name)};
    if (name.find('/') != std::string_view::npos) return Flaw{"a path", bare_name(name)};
    if (name.ends_with(',')) return Flaw{"a comma", bare_name(name)};
    if (name.find(',') != std::string_view::npos) return Flaw{"a comma", ""};
    if (colon != std::string_view::npos && !name.starts_with('[') &&
        is_port(name.substr(colon + 1))) {
        return Flaw{"a port", bare_name(name)};
    }
    const std::size_t star = name.find('*');
    const bool is_inside = star != std::string_view::npos && star != 0 && star + 1 != name.size();
    if (is_inside) return Flaw{"`*` in the middle", ""};
    return std::nullopt;
}

static void find_malformed_names(const Graph& graph, Reporter& report) {
    for (const DirectiveUse& use : uses_of(graph, "server_name")) {
        for (const Word& word : use.directive.args()) {
            if (is_variable(word) || word.value.starts_with('~')) continue;
            const std::optional<Flaw> flaw = flaw_of(word.value);
            if (!flaw) continue;
            auto found = report.at(word.span,
                                   fmt::format("the name `{}` holds {} and never matches a request",
                                               quoted(word.value), flaw->what));
            found.note(
                "nginx compares it with the host name alone; the default server answers instead");
            if (flaw->mended.empty()) continue;
            found.fix(fmt::format("write `{}`", quoted(flaw->mended)), Safety::unsafe,
                      {replace(word, flaw->mended)});
        }
    }
}

extern constexpr Rule ngx018_server_name_malformed{
    .summary = "a server name that no request can carry",
    .why =
        "nginx compares names with the host of the request, without scheme, port or path, and "
        "takes names apart at "
        "blanks only. It starts (for `/` it says `[warn] server name \"http://a.com\" has "
        "suspicious symbols`) and "
        "lets the default server answer.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "nginx-1.22.1:src/http/ngx_http_core_module.c "
        "http://nginx.org/en/docs/http/server_names.html",
    .bad = R"(server { listen 80; server_name https://a.example; }
)",
    .good = R"(server { listen 80; server_name a.example *.a.example ~^(www\.)?b\.example$; }
)",
    .check = find_malformed_names,
};

}  // namespace stackc::rules
