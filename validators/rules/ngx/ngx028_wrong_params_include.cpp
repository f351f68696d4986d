#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

static const PassFamily* family_of_include(std::string_view path) {
    std::string_view name = path.substr(path.rfind('/') + 1);
    if (name == "fastcgi.conf") name = "fastcgi_params";
    for (const PassFamily& family : pass_families()) {
        if (!family.params.empty() && family.params == name) return &family;
    }
    return nullptr;
}

static const Node* child_named(const Document& document, const Node& block, std::string_view name) {
    for (const Node& child : document.children(block)) {
        if (child.kind == NodeKind::statement && child.name.value == name) return &child;
    }
    return nullptr;
}

/// The one family whose pass stands in the block.
static const PassFamily* family_of_block(const Document& document, const Node& block) {
    for (const PassFamily& family : pass_families()) {
        if (child_named(document, block, family.pass) != nullptr) return &family;
    }
    return nullptr;
}

static void check_block(const Document& document, const Node& block, Reporter& report) {
    const PassFamily* pass = family_of_block(document, block);
    if (pass == nullptr || pass->params.empty()) return;
    for (const Node& child : document.children(block)) {
        if (child.name.value != "include" || child.arg_count != 1) continue;
        const Word& file = document.args(child)[0];
        const PassFamily* included = family_of_include(file.value);
        if (file.has_hole || included == nullptr || included == pass) continue;
        // A block may forward in two ways, one of them inside an `if`.
        if (child_named(document, block, included->pass) != nullptr) continue;
        std::string mended(file.value.substr(0, file.value.rfind('/') + 1));
        mended += pass->params;
        report
            .at(file.span,
                fmt::format(
                    "`{}` sets values for `{}`, but this block has `{}`, which ignores them",
                    quoted(file.value), included->pass, pass->pass))
            .label(child_named(document, block, pass->pass)->name.span, "the request goes this way")
            .note(
                "the application misses `Host` and `X-Forwarded-*` (proxy_pass) or the whole "
                "request (uwsgi_pass)")
            .fix(fmt::format("include `{}`", quoted(mended)), Safety::unsafe,
                 {replace(file, mended)});
    }
}

static void find_wrong_includes(const Document& document, Reporter& report) {
    for (const Node& node : document.nodes()) {
        const bool is_location = node.name.value == "location" || node.name.value == "if" ||
                                 node.name.value == "limit_except";
        if (node.kind == NodeKind::block && is_location) check_block(document, node, report);
    }
}

extern constexpr Rule ngx028_wrong_params_include{
    .summary = "the parameter file of another protocol is included",
    .why =
        "`uwsgi_params` sets `uwsgi_param`s, which proxy_pass does not send, and the other way "
        "round. The application "
        "sees the wrong host and no client address, or an empty request.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources = "http://nginx.org/en/docs/http/ngx_http_uwsgi_module.html#uwsgi_param",
    .bad = R"(server {
    listen 80;
    location / { include uwsgi_params; proxy_pass http://unix:/run/shop/web.sock; }
}
)",
    .good = R"(server {
    listen 80;
    location / { include proxy_params; proxy_pass http://unix:/run/shop/web.sock; }
}
)",
    .check_document = find_wrong_includes,
};

}  // namespace stackc::rules
