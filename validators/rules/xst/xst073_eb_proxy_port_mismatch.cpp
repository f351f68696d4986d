#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/beanstalk.h"
#include "compiler/graph/links.h"
#include "validators/engine/rule.h"
#include "compiler/graph/heard_ports.h"

namespace stackc::rules {

using beanstalk::Environment;
using beanstalk::Platform;

/// Files of the bundle that may change where the platform's nginx forwards to.
static bool has_own_proxy(const Graph& graph, const Environment& environment) {
    const std::string folder = (environment.root / ".platform" / "nginx").string() + "/";
    const bool has_folder =
        std::any_of(graph.documents.begin(), graph.documents.end(), [&](const auto& document) {
            return document->source().path.string().starts_with(folder) &&
                   document->text().find("_pass") != std::string_view::npos;
        });
    return has_folder || std::any_of(environment.files.begin(), environment.files.end(),
                                     [](const Document* file) {
                                         return file->text().find("nginx") !=
                                                std::string_view::npos;
                                     });
}

/// `web` of the bundle's Procfile; null where there is none.
static const Program* web_program(const Graph& graph, const Environment& environment) {
    for (const Program& program : graph.programs) {
        const Document* document = graph.document_of(program.file);
        if (program.name == "web" && document != nullptr &&
            document->source().path == environment.root / "Procfile")
            return &program;
    }
    return nullptr;
}

static std::vector<const Listener*> listeners_of(const Graph& graph, const Program& program) {
    std::vector<const Listener*> found;
    for (const Listener& listener : graph.listeners) {
        const Process& process = graph.at(listener.process);
        if (process.program && &graph.at(*process.program) == &program) found.push_back(&listener);
    }
    return found;
}

/// The port to which the proxy of a Python platform forwards; 0: something says it that is not
/// known.
static std::uint16_t forwarded_port(const Environment& environment) {
    const auto stated = environment.find(beanstalk::variables_space, "PORT");
    if (!stated) return 8000;
    return parse_port(stated->value).value_or(0);
}

static bool hears(const Listener& listener, std::uint16_t port) {
    if (!listener.endpoint.is_known()) return true;
    const TcpEndpoint* tcp = as_tcp(*listener.endpoint);
    return tcp != nullptr && tcp->port == port;
}

static void check_procfile(const Graph& graph, const Environment& environment,
                           const Platform& platform, Reporter& report) {
    const Program* web = web_program(graph, environment);
    const std::uint16_t port = forwarded_port(environment);
    if (web == nullptr || port == 0 || has_own_proxy(graph, environment)) return;
    const std::vector<const Listener*> listeners = listeners_of(graph, *web);
    if (listeners.empty() ||
        std::any_of(listeners.begin(), listeners.end(),
                    [&](const Listener* listener) { return hears(*listener, port); }))
        return;
    const Listener& listener = *listeners.front();
    auto found = report.at(
        listener.span,
        fmt::format("{} listens on `{}`, but Elastic Beanstalk's nginx forwards to port {}",
                    name_of(graph, graph.at(listener.process)), quoted(to_text(*listener.endpoint)),
                    port));
    const auto stated = environment.find(beanstalk::variables_space, "PORT");
    if (stated) found.label(stated->span, "the platform goes by this");
    found.note(fmt::format("every request ends in 502: `connect() failed (111: Connection refused) "
                           "while connecting to upstream, upstream: \"http://127.0.0.1:{}/\"`",
                           port));
    if (!stated)
        found.note(
            "bind port 8000, or set the environment property `PORT` to the port that is bound");
    if (!platform.is_python) found.uncertain();
}

/// A Docker platform, where the server in the container is the app's own.
static void check_image(const Graph& graph, const Container& container, Reporter& report) {
    if (!container.is_described_by_image || container.published.empty()) return;
    const HeardPorts heard = ports_heard(graph, graph.id_of(container));
    const bool has_nginx = std::any_of(graph.processes.begin(), graph.processes.end(), [&](const Process& process) {
        return process.kind == ServerKind::nginx && runs_in(process, graph.id_of(container));
    });
    // What nginx listens on in there is XST045's.
    if (!heard.is_complete || heard.ports.empty() || has_nginx) return;
    const PublishedPort& forwarded = container.published.front();
    if (!forwarded.port.is_known() || heard.find(*forwarded.port) != nullptr) return;
    const HeardPort& other = heard.ports.front();
    report
        .at(forwarded.span,
            fmt::format("Elastic Beanstalk's proxy forwards to port {} of the container, where {} "
                        "listens on {}",
                        *forwarded.port, other.server, other.port))
        .label(other.span, "it listens here")
        .note("every request ends in 502: `connect() failed (111: Connection refused) while "
              "connecting to upstream`");
}

static void find_port_mismatches(const Graph& graph, Reporter& report) {
    for (const Environment& environment : beanstalk::find_environments(graph.documents)) {
        const Platform platform = environment.platform();
        const bool reads_procfile = platform.generation != beanstalk::Generation::amazon_linux_1;
        if (!platform.is_docker && reads_procfile)
            check_procfile(graph, environment, platform, report);
    }
    for (const Container& container : graph.containers) check_image(graph, container, report);
}

extern constexpr Rule xst073_eb_proxy_port_mismatch{
    .summary = "Elastic Beanstalk's proxy forwards to another port than the app listens on",
    .why =
        "The platform's nginx forwards to port 8000, to that of the property `PORT`, or with "
        "Docker to the first port that the image exposes. Nothing listens there, and every request "
        "ends in 502: `connect() failed (111: Connection refused) while connecting to upstream`.",
    .severity = Severity::error,
    .effect = Effect::fails,
    .dialects = "beanstalk procfile dockerfile",
    .sources =
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/python-configuration-procfile.html "
        "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/"
        "single-container-docker-configuration.html",
    .bad = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    NumThreads: 4
#> Procfile
web: gunicorn --bind 127.0.0.1:8080 shop.wsgi:application
)",
    .good = R"(#> .ebextensions/django.config
option_settings:
  aws:elasticbeanstalk:container:python:
    NumThreads: 4
#> Procfile
web: gunicorn --bind 127.0.0.1:8000 shop.wsgi:application
)",
    .check = find_port_mismatches,
};

}  // namespace stackc::rules
