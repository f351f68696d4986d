#include "tools/session/machine_reports.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/graph/links.h"

namespace stackc {

static bool is_foreign(const std::vector<std::string>& own, const Value<Endpoint>& endpoint) {
    const TcpEndpoint* tcp = endpoint.is_known() ? as_tcp(*endpoint) : nullptr;
    if (tcp == nullptr || own.empty() || !is_address(tcp->host) || is_wildcard(tcp->host) || is_loopback(tcp->host)) return false;
    // IPv6 has many spellings of one address.
    return !tcp->host.starts_with('[') && std::find(own.begin(), own.end(), tcp->host) == own.end();
}

void report_foreign_addresses(const Graph& graph, const std::vector<std::string>& own, Reporter& report) {
    std::set<Span> seen;
    const auto tell = [&](Span span, const Value<Endpoint>& endpoint, const std::string& who) {
        if (!is_foreign(own, endpoint) || !seen.insert(span).second) return;
        report.at("XST117", span, fmt::format("this machine has no address `{}`", quoted(as_tcp(*endpoint)->host)))
            .note(fmt::format("{} does not start: `bind() … (99: Cannot assign requested address)`", who))
            .note("`0.0.0.0` means every address of the machine, `127.0.0.1` only itself");
    };
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (runs_here(graph, process)) tell(listener.span, listener.endpoint, name_of(graph, process));
    }
    for (const Site& site : graph.sites) {
        if (site.process && !runs_here(graph, graph.at(*site.process))) continue;
        for (const SiteListen& listen : site.listens) tell(listen.span, listen.endpoint, "nginx");
    }
}

/// The names in "%(ENV_HOME)s" and where they stand in `text`.
static std::vector<std::pair<std::size_t, std::string_view>> names_in(std::string_view text) {
    constexpr std::string_view head = "%(ENV_";
    std::vector<std::pair<std::size_t, std::string_view>> names;
    for (std::size_t at = text.find(head); at != std::string_view::npos; at = text.find(head, at + 1)) {
        const std::size_t begin = at + head.size(), end = text.find(')', begin);
        const bool is_escaped = at > 0 && text[at - 1] == '%';
        if (end != std::string_view::npos && !is_escaped) names.emplace_back(begin, text.substr(begin, end - begin));
    }
    return names;
}

void report_unset_variables(const Graph& graph, const std::vector<std::string>& known, Reporter& report) {
    if (known.empty()) return;
    for (const auto& document : graph.documents) {
        if (document->dialect() != "supervisor") continue;
        for (const Node& node : document->nodes()) {
            if (node.kind != NodeKind::statement) continue;
            const std::string_view text = document->text(node.span);
            for (const auto& [at, name] : names_in(text)) {
                if (std::find(known.begin(), known.end(), name) != known.end()) continue;
                const std::uint32_t begin = node.span.begin + static_cast<std::uint32_t>(at);
                report.at("XST119", {node.span.file, begin, begin + static_cast<std::uint32_t>(name.size())},
                          fmt::format("nothing on this machine gives supervisord the variable `{}`", quoted(name)))
                    .note(fmt::format("supervisord does not start, and all its programs are down: `Format string … contains names ('ENV_{}') which "
                                      "cannot be expanded`", quoted(name)))
                    .note("systemd's `Environment=` in a drop-in of supervisor.service sets it");
            }
        }
    }
}

static void check_mask(const TargetFiles& files, const Word& mask, Reporter& report) {
    const Path pattern{std::string(mask.value)};
    const std::string folder = pattern.parent_path().string();
    if (!pattern.is_absolute() || folder.find_first_of("*?[") != std::string::npos) return;
    const auto names = files.list(folder);
    if (!names) return;
    for (const std::string& name : *names) {
        const std::string path = join_path(folder, name);
        const FileStatus status = files.status(path);
        const bool leads_nowhere = status.is_link && status.kind == FileKind::none && !status.is_hidden;
        // As glob(3) does, a mask leaves names that start with a dot out.
        if (!leads_nowhere || name.starts_with('.') || fnmatch(pattern.filename().c_str(), name.c_str(), 0) != 0) continue;
        report.at("XST059", mask.span, fmt::format("`{}` is a link that leads nowhere", quoted(path)))
            .note(fmt::format("nginx does not start, and refuses a reload: `[emerg] open() \"{}\" failed (2: No such file or directory)`", quoted(path)))
            .note("remove the link, or make it anew with an absolute target: `ln -s /etc/nginx/sites-available/… /etc/nginx/sites-enabled/`");
    }
}

void report_broken_links(const TargetFiles& files, const Graph& graph, Reporter& report) {
    for (const auto& document : graph.documents) {
        if (document->dialect() != "nginx") continue;
        for (const Node& node : document->nodes()) {
            const bool is_include = node.kind == NodeKind::statement && node.name.value == "include" && node.arg_count == 1;
            if (!is_include) continue;
            const Word& mask = document->args(node)[0];
            if (!mask.has_hole && mask.value.find_first_of("*?[") != std::string_view::npos) check_mask(files, mask, report);
        }
    }
}

/// A name such as compose gives to services, which no resolver of a machine knows by itself.
static bool is_known_host(const TargetFiles& files, const std::string& name) {
    if (name.find('.') != std::string::npos || name == "localhost" || is_address(name) || name.empty() || name.starts_with('/')) return true;
    for (const char* file : {"/etc/hosts", "/etc/hostname", "/etc/resolv.conf"}) {
        const auto text = files.read(file);
        if (!text) return true;
        for (const std::string_view line : split(*text, '\n')) {
            // A search domain may make the name a whole one.
            if (line.starts_with("search ") || line.starts_with("domain ")) return true;
            for (const std::string_view part : split(line, line.find('\t') == std::string_view::npos ? ' ' : '\t')) {
                for (const std::string_view word : split(part, ' ')) if (trim(word) == name) return true;
            }
        }
    }
    return false;
}

/// The hosts that settings name: of databases, and of redis in `CHANNEL_LAYERS`.
static std::vector<const PythonValue*> hosts_in(const SettingsModule& settings) {
    std::vector<const PythonValue*> hosts;
    const PythonValue* databases = settings.find("DATABASES");
    const PythonValue* database = databases == nullptr ? nullptr : databases->find("default");
    if (database != nullptr && database->find("HOST") != nullptr) hosts.push_back(database->find("HOST"));
    const PythonValue* layers = settings.find("CHANNEL_LAYERS");
    const PythonValue* layer = layers == nullptr ? nullptr : layers->find("default");
    const PythonValue* config = layer == nullptr ? nullptr : layer->find("CONFIG");
    const PythonValue* list = config == nullptr ? nullptr : config->find("hosts");
    if (list == nullptr || !list->is_sequence()) return hosts;
    for (const PythonValue& item : list->items) {
        if (item.is_sequence() && item.items.size() == 2) hosts.push_back(&item.items[0]);
    }
    return hosts;
}

void report_unknown_hosts(const TargetFiles& files, const Graph& graph, Reporter& report) {
    std::set<Span> seen;
    for (const SettingsModule& settings : graph.settings) {
        if (settings.processes.empty() || !runs_here(graph, graph.at(settings.processes.front()))) continue;
        for (const PythonValue* host : hosts_in(settings)) {
            if (!host->is_text() || !host->is_certain() || is_known_host(files, host->text) || !seen.insert(host->span).second) continue;
            report.at("XST159", host->span, fmt::format("this machine knows no host `{}`", quoted(host->text)))
                .note("`Temporary failure in name resolution`, `Name or service not known`: whatever uses it ends in 500")
                .note("names of a compose file's services are known to its containers alone; on the machine itself it is `127.0.0.1`");
        }
    }
}

}  // namespace stackc
