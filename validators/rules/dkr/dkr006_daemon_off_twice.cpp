#include <algorithm>

#include "validators/engine/rule.h"

namespace stackc::rules {

/// The `-g` of the command that has a `daemon` directive.
static const Argument* find_global(const Program& program) {
    for (std::size_t i = 0; i + 1 < program.command.size(); ++i) {
        if (program.command[i].text == "-g" && program.command[i + 1].text.find("daemon ") != std::string::npos) return &program.command[i + 1];
    }
    return nullptr;
}

static void find_doubled_daemon(const Graph& graph, Reporter& report) {
    for (const Process& process : graph.processes) {
        if (process.kind != ServerKind::nginx || !process.program || !process.scope || !process.config) continue;
        const Argument* global = find_global(graph.at(*process.program));
        if (global == nullptr) continue;
        const std::vector<Directive>& main = graph.at(*process.scope).directives;
        const auto found = std::find_if(main.begin(), main.end(), [](const Directive& use) { return use.name() == "daemon"; });
        if (found == main.end()) continue;
        report.at(found->span(), "`daemon` stands in the configuration and on the command line")
            .label(global->span, "the command line says it here")
            .note("nginx says: `[emerg] \"daemon\" directive is duplicate` and does not start")
            .fix("leave it to the command line", Safety::safe, {{found->node().span, ""}});
    }
}

extern constexpr Rule dkr006_daemon_off_twice{
    .summary = "`daemon off;` stands both in nginx.conf and in the -g of the command",
    .why = "nginx does not start: `[emerg] \"daemon\" directive is duplicate`. The official image's command has `-g 'daemon off;'` already.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .fixability = Fixability::safe,
    .dialects = "nginx dockerfile compose supervisor",
    .sources = "observed:nginx-1.22.1 https://github.com/nginx/docker-nginx/issues/41",
    .bad = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
#> nginx.conf
daemon off;
events {}
http { server { listen 80; } }
)",
    .good = R"(#> docker-compose.yml
services:
  front:
    image: nginx:1.25
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
#> nginx.conf
events {}
http { server { listen 80; } }
)",
    .check = find_doubled_daemon,
};

}  // namespace stackc::rules
