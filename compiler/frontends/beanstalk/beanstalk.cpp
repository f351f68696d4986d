// Elastic Beanstalk's files: what its proxy forwards to, and what it starts.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/container/container_maker.h"
#include "compiler/frontends/yaml_text.h"
#include "compiler/graph/beanstalk.h"
#include "compiler/syntax/yaml.h"

namespace stackc::frontends {

using beanstalk::Environment;
using beanstalk::Setting;
using yaml::Item;

static Document parse_beanstalk(const SourceFile& file, Reporter&) {
    // Beanstalk's own reader decides what it takes; what is broken is simply not read here.
    return yaml::parse("beanstalk", file, [](Span, const std::string&) {});
}

static Value<std::string> value_of(const Document& document, const Item& item) {
    const Word* word = item.scalar();
    return word == nullptr ? Value<std::string>{} : mapped_scalar(document, *word).value();
}

static Value<std::uint16_t> port_of(const Item& item) {
    const Word* word = item.scalar();
    if (word == nullptr) return {};
    const auto port = parse_port(word->value);
    return port ? Value<std::uint16_t>::known(*port, word->span) : Value<std::uint16_t>::unknown("it is no port", word->span);
}

// ------------------------------------------------------------------------------- the balancer

static bool is_secure(std::string_view protocol) {
    return equals_ignoring_case(protocol, "https") || equals_ignoring_case(protocol, "ssl") ||
           equals_ignoring_case(protocol, "tls");
}

static SiteListen listen_on(std::uint16_t port, bool is_tls, Span span) {
    SiteListen listen;
    listen.endpoint = Value<Endpoint>::by_default(TcpEndpoint{"*", port});
    listen.is_tls = is_tls;
    listen.span = span;
    return listen;
}

/// What the options add to the listener on 80 that every environment starts with.
static std::vector<SiteListen> listens_of(const Environment& environment) {
    std::vector<SiteListen> listens{listen_on(80, false, environment.span())};
    for (const std::string_view space : {"aws:elbv2:listener:443", "aws:elb:listener:443"}) {
        for (const std::string_view option : {"Protocol", "ListenerProtocol"}) {
            const std::optional<Setting> protocol = environment.find(space, option);
            if (protocol && is_secure(protocol->value)) listens.push_back(listen_on(443, true, protocol->span));
        }
    }
    const auto old = environment.find("aws:elb:loadbalancer", "LoadBalancerHTTPSPort");
    if (old && old->value == "443") listens.push_back(listen_on(443, true, old->span));
    return listens;
}

static void add_balancer(const Environment& environment, GraphBuilder& builder) {
    const auto type = environment.find("aws:elasticbeanstalk:environment", "EnvironmentType");
    if (type && equals_ignoring_case(type->value, "SingleInstance")) return;
    Balancer balancer;
    balancer.name = "Elastic Beanstalk";
    balancer.provider = Provider{"aws", {}, {}, environment.span()};
    balancer.span = environment.span();
    balancer.listens = listens_of(environment);
    for (const auto& [space, option] : {std::pair{"aws:elasticbeanstalk:application", "Application Healthcheck URL"},
                                        std::pair{"aws:elasticbeanstalk:environment:process:default", "HealthCheckPath"}}) {
        const std::optional<Setting> path = environment.find(space, option);
        if (path) balancer.health = Value<std::string>::known(path->value, path->span);
    }
    builder.graph.balancers.push_back(std::move(balancer));
}

// ------------------------------------------------------------------------------- one container

/// The container of the Dockerfile that lies in the folder.
static Container* container_in(GraphBuilder& builder, const Path& folder) {
    for (Container& container : builder.graph.containers) {
        if (!container.is_described_by_image || !container.image_file) continue;
        const auto& documents = builder.graph.documents;
        const auto file = std::find_if(documents.begin(), documents.end(), [&](const auto& one) { return one->file() == *container.image_file; });
        if (file != documents.end() && (*file)->source().path == folder / "Dockerfile") return &container;
    }
    return nullptr;
}

/// The platform's proxy listens on 80 and forwards to the first port that the image exposes, or to
/// that of Dockerrun.aws.json.
static void publish(Container& container, const Value<std::uint16_t>& stated, Span span) {
    if (!container.published.empty()) return;
    PublishedPort port;
    port.host_port = Value<std::uint16_t>::by_default(80);
    port.port = stated;
    port.span = span;
    if (stated.is_absent() && !container.exposed.empty()) {
        port.port = container.exposed.front().port;
        port.span = container.exposed.front().span;
    }
    if (!port.port.is_absent()) container.published.push_back(std::move(port));
}

static void lower_single(const Document& document, const Item& root, GraphBuilder& builder) {
    const std::vector<Item> ports = root.at("Ports").items();
    const Item port = ports.empty() ? Item{} : ports.front().at("ContainerPort");
    const Span span = port.is_absent() ? Span{document.file(), 0, 0} : port.place();
    if (Container* container = container_in(builder, document.source().path.parent_path())) {
        publish(*container, port_of(port), span);
        return;
    }
    const Value<std::string> image = value_of(document, root.at("Image").at("Name"));
    if (!image.is_known()) return;
    container::Service service;
    service.container.name = "Dockerrun.aws.json";
    service.container.name_span = service.container.span = image.span();
    service.container.file = document.file();
    service.container.project = document.source().path.string();
    service.container.image = image;
    service.container.network_mode = NetworkMode::unknown;
    service.image = container::public_image(*image, image.span());
    publish(service.container, port_of(port), span);
    container::add_container(builder, std::move(service));
}

// --------------------------------------------------------------------------- many containers

namespace {

/// Reads `containerDefinitions`, which are those of Amazon ECS.
class TaskReader {
  public:
    TaskReader(const Document& document, const Item& root, GraphBuilder& builder) : document_(document), root_(root), builder_(builder) {}

    void run() {
        const std::vector<Item> definitions = root_.at("containerDefinitions").items();
        for (const Item& definition : definitions) {
            if (definition.at("name").scalar() != nullptr) container::add_container(builder_, read(definition));
        }
        for (const Item& definition : definitions) {
            for (const Item& link : definition.at("links").items()) add_link(link);
        }
    }

  private:
    container::Service read(const Item& definition) {
        container::Service service;
        Container& container = service.container;
        container.name = definition.at("name").scalar()->value;
        container.name_span = definition.at("name").place();
        container.span = definition.span();
        container.file = document_.file();
        container.project = document_.source().path.string();
        container.names.push_back(to_lower(container.name));
        container.networks.push_back({container.project + ":default", {}, container.name_span});
        container.image = value_of(document_, definition.at("image"));
        if (container.image.is_known()) service.image = container::public_image(*container.image, container.image.span());
        else service.image.is_known = false;
        for (const Item& mapping : definition.at("portMappings").items()) {
            PublishedPort port;
            port.span = mapping.span();
            port.port = port_of(mapping.at("containerPort"));
            port.host_port = port_of(mapping.at("hostPort"));
            container.published.push_back(std::move(port));
        }
        for (const Item& mount : definition.at("mountPoints").items()) add_mount(container, mount);
        for (const Item& variable : definition.at("environment").items()) {
            const Value<std::string> name = value_of(document_, variable.at("name"));
            if (name.is_known()) service.environment.push_back({*name, value_of(document_, variable.at("value")), {}, variable.span()});
        }
        service.command = command_of(definition.at("command"));
        service.entrypoint = command_of(definition.at("entryPoint"));
        return service;
    }

    std::optional<container::Command> command_of(const Item& item) const {
        if (item.is_absent()) return std::nullopt;
        container::Command command;
        command.span = item.span();
        for (const Item& word : item.items()) {
            const Value<std::string> text = value_of(document_, word);
            if (text.is_known()) command.words.push_back({*text, text.span(), false});
        }
        return command;
    }

    void add_mount(Container& container, const Item& item) const {
        Mount mount;
        mount.span = item.span();
        mount.target = value_of(document_, item.at("containerPath"));
        const Value<std::string> name = value_of(document_, item.at("sourceVolume"));
        for (const Item& volume : root_.at("volumes").items()) {
            const Value<std::string> known = value_of(document_, volume.at("name"));
            if (!known.is_known() || !name.is_known() || *known != *name) continue;
            const Value<std::string> folder = value_of(document_, volume.at("host").at("sourcePath"));
            mount.kind = folder.is_known() ? MountKind::host_path : MountKind::volume;
            mount.source = folder.is_known() ? workspace_path(folder) : Value<std::string>::known(container.project + ":" + *name, name.span());
        }
        container.mounts.push_back(std::move(mount));
    }

    /// The source bundle lies in /var/app/current.
    Value<std::string> workspace_path(const Value<std::string>& folder) const {
        constexpr std::string_view bundle = "/var/app/current";
        if (!folder->starts_with(bundle)) return folder;
        return Value<std::string>::known(normal_path(document_.source().path.parent_path().string() + folder->substr(bundle.size())), folder.span());
    }

    /// `web:app` calls the container `web` also `app`.
    void add_link(const Item& link) {
        const Word* word = link.scalar();
        const std::size_t colon = word == nullptr ? std::string_view::npos : word->value.find(':');
        if (colon == std::string_view::npos) return;
        for (Container& container : builder_.graph.containers) {
            if (container.file == document_.file() && container.name == word->value.substr(0, colon)) container.names.push_back(to_lower(word->value.substr(colon + 1)));
        }
    }

    const Document& document_;
    Item root_;
    GraphBuilder& builder_;
};

}  // namespace

// -------------------------------------------------------------------------------- extensions

/// The variables that the options set for every process.
static std::vector<EnvVariable> variables_of(const Environment& environment) {
    std::vector<EnvVariable> variables;
    for (const auto& [name, setting] : environment.all(beanstalk::variables_space)) {
        std::erase_if(variables, [&](const EnvVariable& one) { return one.name == name; });
        variables.push_back({name, Value<std::string>::known(setting.value, setting.span), {}, setting.span});
    }
    return variables;
}

/// What its Procfile starts gets them too, instead of what was unknown before.
static bool give_variables(const Environment& environment, GraphBuilder& builder) {
    bool has_web = false;
    for (Program& program : builder.graph.programs) {
        const auto& documents = builder.graph.documents;
        const auto file = std::find_if(documents.begin(), documents.end(), [&](const auto& one) { return one->file() == program.file; });
        if (file == documents.end() || (*file)->source().path != environment.root / "Procfile") continue;
        has_web = has_web || program.name == "web";
        for (EnvVariable& variable : variables_of(environment)) {
            std::erase_if(program.environment, [&](const EnvVariable& one) { return one.name == variable.name; });
            program.environment.push_back(std::move(variable));
        }
    }
    return has_web;
}

static bool is_module(std::string_view text) {
    return !text.empty() && text.find('/') == std::string_view::npos && !text.ends_with(".py");
}

/// Without a Procfile the platform starts gunicorn by itself: developer guide, "Using the Elastic
/// Beanstalk Python platform".
static void add_server(const Environment& environment, const Setting& module, GraphBuilder& builder) {
    const beanstalk::Platform platform = environment.platform();
    if (platform.is_docker || platform.generation == beanstalk::Generation::amazon_linux_1 || !is_module(module.value)) return;
    Program program;
    program.manager = ManagerKind::none;
    program.name = "web";
    program.name_span = program.span = module.span;
    program.file = module.span.file;
    for (const std::string_view word : {std::string_view("gunicorn"), std::string_view("--bind"), std::string_view("127.0.0.1:8000"), std::string_view(module.value)}) {
        program.command.push_back({std::string(word), module.span, false});
    }
    program.command_text = Value<std::string>::by_default("gunicorn --bind 127.0.0.1:8000 " + module.value);
    program.directory = Value<std::string>::by_default("/var/app/current");
    program.user = Value<std::string>::by_default("webapp");
    program.environment = variables_of(environment);
    builder.add(std::move(program));
}

static void lower_environment(const Environment& environment, GraphBuilder& builder) {
    add_balancer(environment, builder);
    const bool has_extension = std::any_of(environment.files.begin(), environment.files.end(), [](const Document* file) { return beanstalk::is_extension(*file); });
    Container* container = container_in(builder, environment.root);
    if (has_extension && container != nullptr) publish(*container, {}, container->span);
    const bool has_procfile = give_variables(environment, builder);
    const std::optional<Setting> wsgi = environment.find(beanstalk::python_space, "WSGIPath");
    const std::optional<Setting> settings = environment.find(beanstalk::variables_space, "DJANGO_SETTINGS_MODULE");
    if (!wsgi && !settings) return;
    App app;
    app.name = environment.root.filename().string();
    app.span = (wsgi ? *wsgi : *settings).span;
    if (wsgi) app.wsgi = Value<std::string>::known(wsgi->value, wsgi->span);
    if (settings) {
        app.settings = Value<std::string>::known(settings->value, settings->span);
        app.framework = Value<Framework>::known(Framework::django, settings->span);
    }
    builder.add(std::move(app));
    if (wsgi && !has_procfile && container == nullptr) add_server(environment, *wsgi, builder);
}

static void lower_beanstalk(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    const auto documents = workspace.documents("beanstalk");
    for (const auto& document : documents) {
        if (!beanstalk::is_dockerrun(*document)) continue;
        const yaml::Tree tree(*document);
        const Item root = tree.root();
        // A port that Dockerrun.aws.json names counts more than what the image exposes.
        if (!root.at("containerDefinitions").is_absent()) TaskReader(*document, root, builder).run();
        else lower_single(*document, root, builder);
    }
    for (const Environment& environment : beanstalk::find_environments(documents)) lower_environment(environment, builder);
}

static constexpr std::array<std::string_view, 4> globs{".ebextensions/*.config", "Dockerrun.aws.json", ".elasticbeanstalk/config.yml", ".elasticbeanstalk/config.yaml"};
static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend beanstalk{
    .name = "beanstalk",
    .stage = 11,
    .globs = globs,
    .comment_signs = comment_signs,
    .parse = parse_beanstalk,
    .lower = lower_beanstalk,
};

}  // namespace stackc::frontends
