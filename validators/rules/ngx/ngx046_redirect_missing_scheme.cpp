#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"
#include "validators/rules/ngx/line_edits.h"

namespace stackc::rules {

/// `$host` and its kin: the text starts with the name of a host.
static bool starts_with_host_variable(std::string_view text) {
    constexpr std::array<std::string_view, 6> hosts{
        "$host", "${host}", "$http_host", "${http_host}", "$server_name", "${server_name}"};
    return std::any_of(hosts.begin(), hosts.end(), [&](std::string_view host) {
        const char next = text.size() > host.size() ? text[host.size()] : '/';
        return text.starts_with(host) && (next == '/' || next == '$' || next == ':');
    });
}

/// `shop.example.com/…`: letters, digits and dots with a top-level domain of letters.
static bool starts_with_host_name(std::string_view text) {
    const std::string_view host = text.substr(0, text.find_first_of("/$:?"));
    const std::size_t dot = host.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || host.size() - dot < 3) return false;
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto is_name = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
    };
    const std::string_view top = host.substr(dot + 1);
    // `index.html` is a file, and a mere path is legal.
    constexpr std::array<std::string_view, 8> endings{"html", "htm",  "php", "txt",
                                                      "xml",  "json", "jpg", "png"};
    return std::all_of(host.begin(), host.end(), is_name) &&
           std::all_of(top.begin(), top.end(), is_letter) &&
           std::find(endings.begin(), endings.end(), top) == endings.end();
}

static bool has_one_slash(std::string_view text) {
    const std::string_view rest = text.starts_with("https:/")  ? text.substr(7)
                                  : text.starts_with("http:/") ? text.substr(6)
                                                               : "/";
    return !rest.starts_with('/');
}

/// The word that says where the browser is sent, or null.
static const Word* target_of(const Directive& use) {
    const std::span<const Word> args = use.args();
    if (use.name() == "return") {
        constexpr std::array<std::string_view, 5> codes{"301", "302", "303", "307", "308"};
        const bool is_redirect =
            args.size() == 2 && std::find(codes.begin(), codes.end(), args[0].value) != codes.end();
        return is_redirect ? &args[1] : nullptr;
    }
    const bool is_redirect =
        args.size() == 3 && (args[2].value == "permanent" || args[2].value == "redirect");
    return is_redirect ? &args[1] : nullptr;
}

static void check_redirect(const Directive& use, Reporter& report) {
    const Word* target = target_of(use);
    if (target == nullptr || target->has_hole) return;
    const bool is_broken = has_one_slash(target->value);
    if (!is_broken && !starts_with_host_variable(target->value) &&
        !starts_with_host_name(target->value))
        return;
    std::string mended =
        is_broken ? std::string(target->value) : "https://" + std::string(target->value);
    if (is_broken) mended.insert(mended.find('/'), "/");
    report
        .at(target->span,
            fmt::format("`{}` has no `http://` or `https://`, so browsers take it for a path",
                        quoted(target->value)))
        .note(fmt::format(
            "`Location: {}` sends the browser below the page that it asked for: a 404, or a loop",
            quoted(target->value)))
        .fix(fmt::format("write `{}`", quoted(std::string_view(mended))), Safety::unsafe,
             {replace(*target, mended)});
}

static void find_bare_hosts(const Graph& graph, Reporter& report) {
    for (const std::string_view directive : {"return", "rewrite"}) {
        for (const DirectiveUse& use : uses_of(graph, directive))
            check_redirect(use.directive, report);
    }
}

extern constexpr Rule ngx046_redirect_missing_scheme{
    .summary = "a redirect to a host without `https://`",
    .why =
        "nginx sends `Location: a.example/x` as it is, and browsers take it for a path below the "
        "one they asked for: "
        "`/old/a.example/x`, a 404 or a loop.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .fixability = Fixability::unsafe,
    .dialects = "nginx",
    .sources =
        "https://github.com/nginxinc/nginx-wiki/blob/master/source/start/topics/tutorials/"
        "config_pitfalls.rst",
    .bad = R"(server { listen 80; return 301 $host$request_uri; }
)",
    .good = R"(server { listen 80; return 301 https://$host$request_uri; }
)",
    .check = find_bare_hosts,
};

}  // namespace stackc::rules
