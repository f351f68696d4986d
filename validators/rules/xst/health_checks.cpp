#include "validators/rules/xst/health_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/graph/beanstalk.h"
#include "compiler/graph/front_door.h"
#include "compiler/graph/links.h"
#include "compiler/syntax/yaml.h"

namespace stackc {

// -------------------------------------------------------------------------- what the files say

/// `HTTP:80/health` of classic balancers, `/health`; false for what is no plain HTTP.
static bool set_target(HealthCheck& check, std::string_view text) {
    if (text.starts_with('/')) {
        check.path = text;
        return true;
    }
    constexpr std::string_view scheme = "HTTP:";
    const std::size_t slash = text.find('/');
    if (!text.starts_with(scheme) || slash == std::string_view::npos) return false;
    check.port = parse_port(text.substr(scheme.size(), slash - scheme.size())).value_or(80);
    check.path = text.substr(slash);
    return true;
}

static void add_beanstalk(const Graph& graph, std::vector<HealthCheck>& checks) {
    using beanstalk::Setting;
    constexpr std::string_view process = "aws:elasticbeanstalk:environment:process:default";
    for (const beanstalk::Environment& environment :
         beanstalk::find_environments(graph.documents)) {
        const auto type = environment.find("aws:elasticbeanstalk:environment", "EnvironmentType");
        const auto kind = environment.find("aws:elasticbeanstalk:environment", "LoadBalancerType");
        if (type && equals_ignoring_case(type->value, "SingleInstance")) continue;
        std::optional<Setting> path = environment.find(process, "HealthCheckPath");
        if (!path)
            path = environment.find("aws:elasticbeanstalk:application", "Application Healthcheck URL");
        const bool is_application = kind && equals_ignoring_case(kind->value, "application");
        if (!path && !is_application) continue;
        HealthCheck check{"Elastic Beanstalk", "/", "200", 80, {}, path.has_value(),
                          environment.root};
        check.span = path ? path->span : kind->span;
        const auto codes = environment.find(process, "MatcherHTTPCode");
        if (codes) check.accepted = codes->value;
        if (!path || set_target(check, path->value)) checks.push_back(std::move(check));
    }
}

/// The words of an attribute of a Terraform block; empty where it is not stated.
static std::span<const Word> attribute(const Document& document, const Node& block,
                                       std::string_view name) {
    for (const Node& child : document.children(block)) {
        if (child.kind == NodeKind::statement && child.name.value == name)
            return document.args(child);
    }
    return {};
}

static bool is_literal(std::span<const Word> words) {
    return words.size() == 1 && !words[0].has_hole &&
           (words[0].quote == '"' || parse_number(words[0].value));
}

static bool is_http(std::span<const Word> words) {
    return words.empty() || (is_literal(words) && words[0].value == "HTTP");
}

static void read_target_group(const Document& document, const Node& group,
                              std::vector<HealthCheck>& checks) {
    const std::string_view name = document.args(group)[1].value;
    if (!is_http(attribute(document, group, "protocol"))) return;
    for (const Node& block : document.children(group)) {
        if (block.kind != NodeKind::block || block.name.value != "health_check") continue;
        HealthCheck check{fmt::format("the target group `{}`", quoted(name)), "/", "200", 80,
                          block.header, false, std::nullopt};
        const std::span<const Word> path = attribute(document, block, "path");
        const std::span<const Word> target = attribute(document, block, "target");
        const std::span<const Word> codes = attribute(document, block, "matcher");
        const std::span<const Word> said = path.empty() ? target : path;
        if (!is_http(attribute(document, block, "protocol")) ||
            (!codes.empty() && !is_literal(codes)) || (!said.empty() && !is_literal(said)))
            continue;
        if (!codes.empty()) check.accepted = codes[0].value;
        if (!said.empty()) check.span = said[0].span, check.is_stated = true;
        if (said.empty() || set_target(check, said[0].value)) checks.push_back(std::move(check));
    }
}

static void add_terraform(const Document& document, std::vector<HealthCheck>& checks) {
    for (const Node& node : document.children(Document::root)) {
        const std::span<const Word> labels = document.args(node);
        if (node.kind != NodeKind::block || node.name.value != "resource" || labels.size() != 2)
            continue;
        const std::string_view type = labels[0].value;
        if (type == "aws_lb_target_group" || type == "aws_alb_target_group" || type == "aws_elb")
            read_target_group(document, node, checks);
    }
}

static void add_cloudformation(const Document& document, std::vector<HealthCheck>& checks) {
    const yaml::Tree tree(document);
    const auto literal = [](const yaml::Item& item) {
        return item.tag().empty() ? item.scalar() : nullptr;
    };
    for (const yaml::Item& resource : tree.root().at("Resources").items()) {
        const Word* type = literal(resource.at("Type"));
        const yaml::Item properties = resource.at("Properties");
        if (type == nullptr || type->value != "AWS::ElasticLoadBalancingV2::TargetGroup") continue;
        const auto is_http_or_absent = [&](std::string_view key) {
            const yaml::Item item = properties.at(key);
            return item.is_absent() || (literal(item) != nullptr && literal(item)->value == "HTTP");
        };
        if (!is_http_or_absent("Protocol") || !is_http_or_absent("HealthCheckProtocol")) continue;
        HealthCheck check{fmt::format("the target group `{}`", quoted(resource.key().value)),
                          "/", "200", 80, resource.key().span, false, std::nullopt};
        const yaml::Item path = properties.at("HealthCheckPath");
        const yaml::Item codes = properties.at("Matcher").at("HttpCode");
        if ((!path.is_absent() && literal(path) == nullptr) ||
            (!codes.is_absent() && literal(codes) == nullptr))
            continue;
        if (!codes.is_absent()) check.accepted = literal(codes)->value;
        if (!path.is_absent()) check.span = path.place(), check.is_stated = true;
        if (path.is_absent() || set_target(check, literal(path)->value))
            checks.push_back(std::move(check));
    }
}

std::vector<HealthCheck> health_checks(const Graph& graph) {
    std::vector<HealthCheck> checks;
    add_beanstalk(graph, checks);
    for (const auto& document : graph.documents) {
        if (document->dialect() == "terraform") add_terraform(*document, checks);
        if (document->dialect() == "cloudformation") add_cloudformation(*document, checks);
    }
    return checks;
}

/// "200", "200,301", "200-399".
bool accepts(const HealthCheck& check, unsigned code) {
    for (const std::string_view part : split(check.accepted, ',')) {
        const std::size_t dash = part.find('-');
        const auto first = parse_number(trim(part.substr(0, dash)));
        const auto last =
            dash == std::string_view::npos ? first : parse_number(trim(part.substr(dash + 1)));
        if (!first || !last) return true;
        if (code >= *first && code <= *last) return true;
    }
    return false;
}

// --------------------------------------------------------------------------------- who answers

/// What the Python platform starts; its own nginx hands the Host on as it came.
static std::optional<Answer> answer_of_platform(const Graph& graph, const Path& bundle) {
    for (const SettingsModule& settings : graph.settings) {
        for (const ProcessId id : settings.processes) {
            const Process& process = graph.at(id);
            const Program* program = process.program ? &graph.at(*process.program) : nullptr;
            const Document* document = program == nullptr ? nullptr : graph.document_of(program->file);
            if (document == nullptr || program->name != "web") continue;
            const Path& path = document->source().path;
            const bool is_here = path == bundle / "Procfile" ||
                                 (document->dialect() == "beanstalk" &&
                                  path.parent_path().parent_path() == bundle);
            if (is_here) return Answer{&settings, true, false, 0, settings.chosen};
        }
    }
    return std::nullopt;
}

/// The site that answers a name that no site has; null where it is not certain.
static const Site* default_site(const Graph& graph, const HealthCheck& check) {
    const Site* found = nullptr;
    bool is_found_default = false;
    for (const Site& site : graph.sites) {
        if (!graph.are_together(site.file, check.span.file) || !site.scope) continue;
        for (const SiteListen& listen : site.listens) {
            const TcpEndpoint* tcp = listen.endpoint.is_known() ? as_tcp(*listen.endpoint) : nullptr;
            if (tcp == nullptr || tcp->port != check.port || listen.is_tls || listen.is_stream)
                continue;
            if (found == &site || (is_found_default && !listen.is_default)) continue;
            if (found != nullptr && !listen.is_default) return nullptr;
            found = &site;
            is_found_default = listen.is_default;
        }
    }
    return found;
}

static const Directive* return_in(const Graph& graph, ScopeId scope) {
    return stated(graph.at(scope), "return");
}

static bool has_conditions(const Graph& graph, ScopeId scope) {
    const Scope& block = graph.at(scope);
    return std::any_of(block.children.begin(), block.children.end(),
                       [&](ScopeId id) { return graph.at(id).kind == "if"; }) ||
           stated(block, "rewrite") != nullptr;
}

static Answer answer_of_return(const Directive& directive) {
    const auto code = parse_number(directive.arg(0));
    Answer answer;
    // A URL alone is a 302.
    answer.code = code ? static_cast<unsigned>(*code) : 302;
    answer.span = directive.span();
    return answer;
}

static std::optional<Answer> answer_of_route(const Graph& graph, const DjangoRoute& route) {
    const Connection& connection = graph.at(route.connection);
    const std::vector<Setting> headers = settings_in_force(graph, route.scope, "proxy_set_header");
    const Setting* host = find_setting(headers, "Host");
    const Setting* scheme = find_setting(headers, "X-Forwarded-Proto");
    Answer answer{route.settings, false, false, 0, connection.span};
    answer.passes_host =
        connection.protocol != Protocol::http ||
        (host != nullptr && (host->value == "$host" || host->value == "$http_host"));
    answer.says_https = scheme != nullptr && scheme->value == "https";
    return answer;
}

std::optional<Answer> answer_to(const Graph& graph, const HealthCheck& check) {
    if (check.bundle) {
        if (const auto answer = answer_of_platform(graph, *check.bundle)) return answer;
    }
    const Site* site = default_site(graph, check);
    if (site == nullptr || has_conditions(graph, *site->scope)) return std::nullopt;
    if (const Directive* said = return_in(graph, *site->scope)) return answer_of_return(*said);
    const std::string path = check.path.substr(0, check.path.find('?'));
    const std::optional<ScopeId> location = location_for(graph, *site, path);
    if (!location || has_conditions(graph, *location)) return std::nullopt;
    if (const Directive* said = return_in(graph, *location)) return answer_of_return(*said);
    for (const DjangoRoute& route : django_routes(graph)) {
        if (route.scope == *location) return answer_of_route(graph, route);
    }
    return std::nullopt;
}

}  // namespace stackc
