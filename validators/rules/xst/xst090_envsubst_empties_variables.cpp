#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/base/text.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

static constexpr std::string_view program_name = "envsubst";

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n';
}

/// What follows `envsubst` in a command, up to the next command; nothing where it is not called.
static std::optional<std::string_view> call_in(std::string_view command) {
    for (std::size_t at = command.find(program_name); at != std::string_view::npos;
         at = command.find(program_name, at + 1)) {
        const std::string_view rest = command.substr(at + program_name.size());
        const bool starts_word =
            at == 0 || is_blank(command[at - 1]) ||
            std::string_view("/|&;(").find(command[at - 1]) != std::string_view::npos;
        const bool ends_word = rest.empty() || is_blank(rest[0]) || rest[0] == '<';
        if (starts_word && ends_word) return rest.substr(0, rest.find_first_of("|&;)"));
    }
    return std::nullopt;
}

/// The file after `<` in a call without a list of variables (`'$PORT $HOST'`).
static std::string_view template_of(std::string_view call) {
    call = trim(call);
    if (!call.starts_with('<')) return {};
    call = trim(call.substr(1));
    return call.substr(0, call.find_first_of(" \t\n><\"'"));
}

/// The first word that holds one of nginx's own variables, whose names are lower case.
static const Word* first_variable(const Document& document) {
    for (const Node& node : document.nodes()) {
        for (const Word& word : document.args(node)) {
            for (std::size_t at = word.value.find('$'); at != std::string_view::npos;
                 at = word.value.find('$', at + 1)) {
                const char next = at + 1 < word.value.size() ? word.value[at + 1] : '\0';
                if (next >= 'a' && next <= 'z') return &word;
            }
        }
    }
    return nullptr;
}

static const Document* document_named(const Graph& graph, std::string_view path, FileId near) {
    const std::string name = std::filesystem::path(path).filename().string();
    for (const std::shared_ptr<const Document>& document : graph.documents) {
        if (document->dialect() != "nginx" || !graph.are_together(document->file(), near)) continue;
        if (document->source().path.filename() == name) return document.get();
    }
    return nullptr;
}

static void find_emptied_variables(const Graph& graph, Reporter& report) {
    for (const Program& program : graph.programs) {
        for (const Argument& word : program.command) {
            const std::optional<std::string_view> call = call_in(word.text);
            if (!call) continue;
            const Document* text = document_named(graph, template_of(*call), program.file);
            const Word* variable = text == nullptr ? nullptr : first_variable(*text);
            if (variable == nullptr) continue;
            report
                .at(word.span, fmt::format("`envsubst` without a list of variables replaces "
                                           "nginx's own too, such as `{}`",
                                           quoted(variable->value)))
                .label(variable->span, "nothing is left of this")
                .note(
                    "nginx refuses what is left, `invalid number of arguments in "
                    "\"proxy_set_header\" directive`, or sends an empty header")
                .note("name those that are meant: `envsubst '$PORT $SERVER_NAME' < …`");
        }
    }
}

extern constexpr Rule xst090_envsubst_empties_variables{
    .summary = "envsubst without a list of variables empties those of nginx",
    .why =
        "envsubst replaces everything that looks like a variable, and what is not in the "
        "environment by nothing: `Host $host` becomes "
        "`Host `, and nginx says `invalid number of arguments in \"proxy_set_header\" directive`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "supervisor nginx compose dockerfile",
    .sources =
        "https://www.gnu.org/software/gettext/manual/html_node/envsubst-Invocation.html "
        "observed:nginx-1.22.1",
    .bad = R"(#> nginx/app.conf.template
server {
    listen 80;
    server_name ${SERVER_NAME};
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
#> supervisord.conf
[program:nginx]
command=/bin/sh -c "envsubst < /etc/nginx/app.conf.template > /etc/nginx/conf.d/app.conf && exec nginx -g 'daemon off;'"
)",
    .good = R"(#> nginx/app.conf.template
server {
    listen 80;
    server_name ${SERVER_NAME};
    location / {
        proxy_pass http://127.0.0.1:8000;
        proxy_set_header Host $host;
    }
}
#> supervisord.conf
[program:nginx]
command=/bin/sh -c "envsubst '$SERVER_NAME' < /etc/nginx/app.conf.template > /etc/nginx/conf.d/app.conf && exec nginx -g 'daemon off;'"
)",
    .check = find_emptied_variables,
};

}  // namespace stackc::rules
