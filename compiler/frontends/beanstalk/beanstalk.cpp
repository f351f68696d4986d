// Elastic Beanstalk's files: what its proxy forwards to, and what it starts.
#include <algorithm>
#include <array>

#include "compiler/base/text.h"
#include "compiler/frontends/beanstalk/settings.h"
#include "compiler/frontends/container/container_maker.h"
#include "compiler/frontends/yaml_text.h"

namespace stackc::frontends {

using yaml::Item;

static Document parse_beanstalk(const SourceFile& file, Reporter&) {
    // Beanstalk's own reader decides what it takes; what is broken is simply not read here.
    return yaml::parse("beanstalk", file, [](Span, const std::string&) {});
}

static bool is_dockerrun(const Document& document) { return document.source().path.filename() == "Dockerrun.aws.json"; }

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

static void add_balancer(GraphBuilder& builder, Span span) {
    Balancer balancer;
    balancer.name = "Elastic Beanstalk";
    balancer.provider = Provider{"aws", {}, {}, span};
    balancer.span = span;
    SiteListen listen;
    listen.endpoint = Value<Endpoint>::by_default(TcpEndpoint{"*", 80});
    listen.span = span;
    balancer.listens.push_back(std::move(listen));
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

/// What the Python platform starts where neither a Dockerfile nor a Procfile says it.
static void lower_extension(const Document& document, const yaml::Tree& tree, GraphBuilder& builder) {
    const Path folder = document.source().path.parent_path().parent_path();
    if (Container* container = container_in(builder, folder)) publish(*container, {}, container->span);
    const Word* wsgi = beanstalk::find_setting(tree, "aws:elasticbeanstalk:container:python", "WSGIPath");
    const Word* settings = beanstalk::find_setting(tree, "aws:elasticbeanstalk:application:environment", "DJANGO_SETTINGS_MODULE");
    if (wsgi == nullptr && settings == nullptr) return;
    App app;
    app.name = folder.filename().string();
    app.span = (wsgi != nullptr ? wsgi : settings)->span;
    if (wsgi != nullptr) app.wsgi = Value<std::string>::known(std::string(wsgi->value), wsgi->span);
    if (settings != nullptr) {
        app.settings = Value<std::string>::known(std::string(settings->value), settings->span);
        app.framework = Value<Framework>::known(Framework::django, settings->span);
    }
    builder.add(std::move(app));
}

static void lower_beanstalk(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    std::vector<Path> told;
    auto documents = workspace.documents("beanstalk");
    // A port that Dockerrun.aws.json names counts more than what the image exposes.
    std::stable_partition(documents.begin(), documents.end(), [](const auto& document) { return is_dockerrun(*document); });
    for (const auto& document : documents) {
        const yaml::Tree tree(*document);
        const Item root = tree.root();
        const Path parent = document->source().path.parent_path();
        const Path folder = is_dockerrun(*document) ? parent : parent.parent_path();
        if (is_dockerrun(*document)) {
            if (!root.at("containerDefinitions").is_absent()) TaskReader(*document, root, builder).run();
            else lower_single(*document, root, builder);
        } else {
            lower_extension(*document, tree, builder);
        }
        if (std::find(told.begin(), told.end(), folder) != told.end()) continue;
        told.push_back(folder);
        add_balancer(builder, {document->file(), 0, 0});
    }
}

static constexpr std::array<std::string_view, 2> globs{".ebextensions/*.config", "Dockerrun.aws.json"};
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
