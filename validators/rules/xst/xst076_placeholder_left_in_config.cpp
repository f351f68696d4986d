#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"
#include "validators/rules/xst/samples.h"

namespace stackc::rules {

static bool is_word_byte(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '_' || byte == '-' || byte == ' ' || byte == '.';
}

/// `<path_to_socket>`, but not the `(?<name>` of a regular expression.
static std::string_view angle_placeholder(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos;
         at = text.find('<', at + 1)) {
        const std::size_t close = text.find('>', at);
        if (close == std::string_view::npos) return {};
        const std::string_view inside = text.substr(at + 1, close - at - 1);
        const bool is_group = at > 0 && (text[at - 1] == '?' || text[at - 1] == 'P');
        const bool is_name =
            inside.size() > 2 && std::all_of(inside.begin(), inside.end(), is_word_byte);
        if (!is_group && is_name) return text.substr(at, close - at + 1);
    }
    return {};
}

/// Stand-ins of tutorials, lower case.
static std::string_view known_placeholder(std::string_view text) {
    constexpr std::array<std::string_view, 18> known{
        "/path/to/",    "path_to_",     "your_domain", "your-domain", "yourdomain.",
        "your_project", "your-project", "yourproject", "your_user",   "your-user",
        "your_app",     "your_server",  "your-server", "your_ip",     "your_username",
        "your-site",    "domain_or_ip", "change_this"};
    const std::string lower = to_lower(text);
    for (const std::string_view sign : known) {
        const std::size_t at = lower.find(sign);
        if (at != std::string::npos) return text.substr(at, sign.size());
    }
    return {};
}

/// A folder called `USER` or `PROJECT_NAME`.
static std::string_view capital_placeholder(std::string_view text) {
    constexpr std::array<std::string_view, 7> names{
        "USER", "USERNAME", "PROJECT", "PROJECT_NAME", "PROJECTNAME", "YOUR_PROJECT", "MYPROJECT"};
    if (!text.starts_with('/')) return {};
    for (const std::string_view part : split(text, '/')) {
        if (std::find(names.begin(), names.end(), part) != names.end()) return part;
    }
    return {};
}

/// nginx prints some texts to the client, where `<html>` is no placeholder.
static bool is_text(std::string_view directive) {
    constexpr std::array<std::string_view, 9> texts{"return",     "sub_filter", "echo",
                                                    "log_format", "rewrite",    "location",
                                                    "if",         "map",        "add_header"};
    return std::find(texts.begin(), texts.end(), directive) != texts.end() ||
           directive.find("lua") != std::string_view::npos;
}

static void find_placeholders(const Document& document, Reporter& report) {
    if (is_sample(document)) return;
    for (const Node& node : document.nodes()) {
        if (is_text(node.name.value)) continue;
        for (const Word& word : document.args(node)) {
            if (word.has_hole) continue;
            std::string_view left = angle_placeholder(word.value);
            if (left.empty()) left = known_placeholder(word.value);
            if (left.empty()) left = capital_placeholder(word.value);
            if (left.empty()) continue;
            const bool is_name = node.name.value == "server_name";
            report
                .at(word.span,
                    fmt::format("`{}` looks like a stand-in that was never replaced", quoted(left)))
                .note(is_name ? "no request asks for a host of that name: nginx never chooses this "
                                "server by it, only where it is the first or default one"
                              : "the program looks for a file or host of this very name: `No such "
                                "file or directory`");
        }
    }
}

extern constexpr Rule xst076_placeholder_left_in_config{
    .summary = "a stand-in of a tutorial was left in a file",
    .why =
        "The program takes it for a name: `/path/to/app.sock` and `<your-domain>` exist nowhere, "
        "so it does not start or "
        "answers 502.",
    .severity = Severity::warning,
    .effect = Effect::fails,
    .dialects = "nginx uwsgi supervisor",
    .sources = "https://github.com/benoitc/gunicorn/issues/2302",
    .bad = R"(server {
    listen 80;
    location / { include uwsgi_params; uwsgi_pass unix:/path/to/shop.sock; }
}
)",
    .good = R"(server {
    listen 80;
    location / { include uwsgi_params; uwsgi_pass unix:/run/shop/web.sock; }
    location ~ ^/(?<lang>[a-z]+)/ { return 200 "<b>$lang</b>"; }
}
)",
    .check_document = find_placeholders,
};

}  // namespace stackc::rules
