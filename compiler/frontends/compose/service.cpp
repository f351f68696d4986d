#include "compiler/frontends/compose/service.h"

#include <algorithm>
#include <deque>

#include "compiler/base/text.h"
#include "compiler/frontends/container/dockerfile_parser.h"
#include "compiler/graph/endpoint.h"

namespace stackc::compose {

using container::Command;
using container::Service;
using yaml::Item;

static Value<std::uint16_t> port_of(const MappedText& text) {
    const Value<std::string> value = text.value();
    if (!value.is_known()) return Value<std::uint16_t>::unknown(value.why_unknown(), text.span());
    const auto port = parse_port(trim(*value));
    return port ? Value<std::uint16_t>::known(*port, text.span())
                : Value<std::uint16_t>::unknown("it is no single port", text.span());
}

/// The colons that stand in no `${…}`.
static std::vector<std::size_t> colons(const MappedText& text) {
    std::vector<std::size_t> found;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text.text()[i];
        if (c == '{' || c == '[')
            ++depth;
        else if ((c == '}' || c == ']') && depth > 0)
            --depth;
        else if (c == ':' && depth == 0)
            found.push_back(i);
    }
    return found;
}

std::optional<PublishedPort> parse_port_mapping(const MappedText& written) {
    PublishedPort port;
    port.span = written.span();
    MappedText text = written;
    if (const std::size_t slash = text.text().rfind('/'); slash != std::string::npos) {
        port.is_udp = equals_ignoring_case(std::string_view(text.text()).substr(slash + 1), "udp");
        text = text.slice(0, slash);
    }
    const std::vector<std::size_t> at = colons(text);
    const std::size_t inner = at.empty() ? 0 : at.back() + 1;
    port.port = port_of(text.slice(inner, text.size()));
    if (at.empty()) return port;
    const std::size_t outer = at.size() < 2 ? 0 : at[at.size() - 2] + 1;
    if (outer < at.back()) port.host_port = port_of(text.slice(outer, at.back()));
    if (at.size() >= 2) port.host_address = text.slice(0, at[at.size() - 2]).value();
    return port;
}

static std::optional<Duration> parse_duration(std::string_view text) {
    std::uint64_t total = 0, number = 0;
    bool has_digits = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c >= '0' && c <= '9') {
            number = number * 10 + static_cast<std::uint64_t>(c - '0');
            has_digits = true;
            if (number > 1'000'000) return std::nullopt;
            continue;
        }
        if (!has_digits) return std::nullopt;
        if (text.substr(i).starts_with("ms"))
            total += number, ++i;
        else if (c == 's')
            total += number * 1000;
        else if (c == 'm')
            total += number * 60'000;
        else if (c == 'h')
            total += number * 3'600'000;
        else
            return std::nullopt;
        number = 0;
        has_digits = false;
    }
    return has_digits ? std::nullopt : std::optional(Duration{total});
}

namespace {

class ServiceReader {
  public:
    ServiceReader(const Workspace& workspace, const Project& project, std::string_view name)
        : workspace_(workspace), project_(project) {
        for (const Layer& layer : project.layers()) add_layer(layer, name, 0);
    }

    Service read() {
        Container& container = service_.container;
        container.name = parts_.back().item.key().value;
        // What it extends stands before it.
        const auto own = std::find_if(parts_.begin(), parts_.end(), [&](const Part& part) {
            return part.is_own && part.item.key().value == container.name;
        });
        container.file = own->layer->document->file();
        container.name_span = own->item.key().span;
        container.span = own->item.span();
        container.project = project_.name();
        container.is_fully_read = is_whole_ && project_.is_whole();
        service_.is_environment_known = container.is_fully_read;
        container.names.push_back(container.name);
        for (const Part& part : parts_) read_part(part);
        read_network_mode();
        read_image();
        return std::move(service_);
    }

  private:
    /// What one file, or a service that this one extends, says.
    struct Part {
        const Layer* layer = nullptr;
        Item item;
        bool is_own = true;  // false: of a service that it extends
    };

    void add_layer(const Layer& layer, std::string_view name, int depth) {
        const Item item = layer.services().at(name);
        if (item.is_absent()) return;
        const Item extends = item.at("extends");
        if (!extends.is_absent()) {
            const Word* base =
                extends.scalar() != nullptr ? extends.scalar() : extends.at("service").scalar();
            const Layer* file = extended_layer(layer, extends);
            const bool is_known = file != nullptr && base != nullptr &&
                                  (file != &layer || base->value != name) &&
                                  !file->services().at(base->value).is_absent();
            if (is_known && depth < 8)
                add_layer(*file, base->value, depth + 1);
            else
                is_whole_ = false;
        }
        parts_.push_back({&layer, item, depth == 0});
    }

    /// The file that holds the service which is extended: this one where none is named.
    const Layer* extended_layer(const Layer& layer, const Item& extends) {
        if (extends.at("file").is_absent()) return &layer;
        const auto document =
            find_file(workspace_, *layer.document, project_.value(layer, extends.at("file")));
        if (document == nullptr) return nullptr;
        others_.push_back({document, std::make_unique<yaml::Tree>(*document)});
        return &others_.back();
    }

    Value<std::string> value(const Part& part, std::string_view key) const {
        return project_.value(*part.layer, part.item.at(key));
    }
    MappedText text(const Part& part, const Item& item) const {
        const Word* word = item.scalar();
        return word == nullptr ? MappedText(item.span()) : project_.text(*part.layer, *word);
    }

    template <class T>
    static void replace(T& slot, T said) {
        if (!said.is_absent()) slot = std::move(said);
    }

    void read_part(const Part& part) {
        layer_ = part.layer;
        Container& container = service_.container;
        replace(container.image, value(part, "image"));
        replace(service_.user, user_of(value(part, "user")));
        replace(service_.directory, value(part, "working_dir"));
        replace(service_.stop_signal, signal_of(value(part, "stop_signal")));
        read_stop_wait(part);
        read_command(part, "command", service_.command);
        read_command(part, "entrypoint", service_.entrypoint);
        if (const Value<std::string> name = value(part, "container_name"); name.is_known())
            container.names.push_back(to_lower(*name));
        if (!part.item.at("build").is_absent()) build_ = part;
        read_networks(part);
        read_ports(part);
        read_mounts(part);
        read_environment(part);
        read_dependencies(part);
        const Item health = part.item.at("healthcheck");
        if (!health.is_absent())
            container.has_health_check =
                !health.at("test").is_absent() && health.at("disable").is_absent();
        read_extra_hosts(part);
        if (!part.item.at("volumes_from").is_absent() || part.item.tag() == "!reset")
            container.is_fully_read = false;
    }

    /// A host of one word may be meant where a service's name could stand, and so may what is
    /// linked from another project.
    void read_extra_hosts(const Part& part) {
        const Item hosts = part.item.at("extra_hosts");
        for (const Item& item : hosts.items()) {
            const Word* word = hosts.is_mapping() ? &item.key() : item.scalar();
            const std::string_view name =
                word == nullptr ? std::string_view()
                                : word->value.substr(0, word->value.find_first_of(":="));
            if (name.find('.') == std::string_view::npos) service_.container.is_fully_read = false;
        }
        if (!part.item.at("external_links").is_absent()) service_.container.is_fully_read = false;
        for (const Item& link : list_of(part.item.at("links"))) {
            if (link.scalar() == nullptr) continue;
            const std::size_t colon = link.scalar()->value.find(':');
            if (colon != std::string_view::npos)
                service_.links.emplace_back(link.scalar()->value.substr(0, colon),
                                            to_lower(link.scalar()->value.substr(colon + 1)));
        }
    }

    static Value<std::string> user_of(const Value<std::string>& user) {
        return user.is_known()
                   ? Value<std::string>::known(user->substr(0, user->find(':')), user.span())
                   : user;
    }
    static Value<std::string> signal_of(const Value<std::string>& signal) {
        if (!signal.is_known() || !signal->starts_with("SIG")) return signal;
        return Value<std::string>::known(signal->substr(3), signal.span());
    }

    void read_stop_wait(const Part& part) {
        const Value<std::string> said = value(part, "stop_grace_period");
        if (said.is_absent()) return;
        const auto wait = said.is_known() ? parse_duration(*said) : std::nullopt;
        service_.stop_wait = wait ? Value<Duration>::known(*wait, said.span())
                                  : Value<Duration>::unknown("it is no duration", said.span());
    }

    /// A string is cut as a shell cuts it, but no shell runs it.
    void read_command(const Part& part, std::string_view key, std::optional<Command>& into) const {
        const Item item = part.item.at(key);
        if (item.is_absent()) return;
        Command command;
        command.span = item.span();
        if (item.scalar() != nullptr) {
            const MappedText line = text(part, item);
            command.words = split_words(line).words;
            command.text = line.value();
        }
        std::string all;
        for (const Item& each : item.is_sequence() ? item.items() : std::vector<Item>{}) {
            const MappedText word = text(part, each);
            command.words.push_back({word.text(), word.span(), !word.is_known()});
            all += (all.empty() ? "" : " ") + word.text();
        }
        if (!all.empty()) command.text = Value<std::string>::known(all, item.span());
        into = std::move(command);
    }

    // ------------------------------------------------------------------------- networks

    void read_networks(const Part& part) {
        const Item networks = part.item.at("networks");
        for (const Item& item : networks.items()) {
            NetworkUse use;
            const Word* name = networks.is_mapping() ? &item.key() : item.scalar();
            if (name == nullptr) continue;
            use.name = project_.identity("networks", name->value);
            use.span = name->span;
            if (networks.is_mapping()) {
                for (const Item& alias : list_of(item.at("aliases"))) {
                    if (alias.scalar() != nullptr)
                        use.aliases.push_back(to_lower(alias.scalar()->value));
                }
            }
            service_.container.networks.push_back(std::move(use));
        }
        if (const Value<std::string> mode = value(part, "network_mode"); !mode.is_absent())
            mode_ = mode;
    }

    void read_network_mode() {
        Container& container = service_.container;
        if (mode_.is_absent()) {
            if (container.networks.empty())
                container.networks.push_back(
                    {project_.identity("networks", "default"), {}, container.name_span});
            return;
        }
        const std::string mode = mode_.value_or("");
        if (mode == "host")
            container.network_mode = NetworkMode::host;
        else if (mode == "none")
            container.network_mode = NetworkMode::none;
        else if (mode == "bridge")
            container.networks.push_back({"external:bridge", {}, mode_.span()});
        else
            container.network_mode =
                mode.starts_with("service:") ? NetworkMode::of_container : NetworkMode::unknown;
        if (container.network_mode == NetworkMode::of_container)
            container.network_of = mode.substr(8);
    }

    // ---------------------------------------------------------------------------- ports

    void read_ports(const Part& part) {
        for (const Item& item : part.item.at("ports").items()) {
            if (item.is_mapping()) {
                read_long_port(part, item);
            } else if (const auto port = parse_port_mapping(text(part, item))) {
                service_.container.published.push_back(*port);
            }
        }
        for (const Item& item : list_of(part.item.at("expose"))) {
            ExposedPort exposed;
            exposed.span = item.place();
            const MappedText port = text(part, item);
            exposed.port = port_of(port.slice(0, std::min(port.text().find('/'), port.size())));
            service_.container.exposed.push_back(std::move(exposed));
        }
    }

    void read_long_port(const Part& part, const Item& item) {
        PublishedPort port;
        port.span = item.span();
        if (item.at("target").scalar() != nullptr)
            port.port = port_of(text(part, item.at("target")));
        if (item.at("published").scalar() != nullptr)
            port.host_port = port_of(text(part, item.at("published")));
        port.host_address = project_.value(*part.layer, item.at("host_ip"));
        const Word* protocol = item.at("protocol").scalar();
        port.is_udp = protocol != nullptr && protocol->value == "udp";
        service_.container.published.push_back(std::move(port));
    }

    // --------------------------------------------------------------------------- mounts

    void read_mounts(const Part& part) {
        for (const Item& item : part.item.at("volumes").items()) {
            if (item.is_mapping())
                add_mount(read_long_mount(part, item));
            else
                add_mount(read_mount(text(part, item)));
        }
        for (const Item& item : list_of(part.item.at("tmpfs"))) {
            Mount mount;
            mount.kind = MountKind::tmpfs;
            mount.target = normal(text(part, item).value());
            mount.span = item.place();
            add_mount(std::move(mount));
        }
        read_configs(part);
    }

    static Value<std::string> normal(const Value<std::string>& path) {
        if (!path.is_known() || !path->starts_with('/')) return path;
        return Value<std::string>::known(normal_path(*path), path.span());
    }

    /// Of two mounts at one place the later file's counts.
    void add_mount(Mount mount) {
        std::erase_if(service_.container.mounts, [&](const Mount& other) {
            return mount.target.is_known() && other.target.is_known() &&
                   *mount.target == *other.target;
        });
        service_.container.mounts.push_back(std::move(mount));
    }

    /// `./nginx` below the project's folder, `/srv` as it is; a name is a volume.
    void set_source(Mount& mount, const Value<std::string>& source) const {
        mount.source = source;
        const bool is_path =
            source.is_known() &&
            (source->starts_with('.') || source->starts_with('/') || source->starts_with('~'));
        mount.kind = is_path || source.is_unknown() ? MountKind::host_path : MountKind::volume;
        if (!source.is_known()) return;
        if (source->starts_with('~'))
            mount.source = Value<std::string>::unknown("it is somebody's home", source.span());
        else if (is_path)
            mount.source = Value<std::string>::known(join_path(layer_->folder().string(), *source),
                                                     source.span());
        else
            mount.source =
                Value<std::string>::known(project_.identity("volumes", *source), source.span());
    }

    Mount read_mount(const MappedText& written) const {
        Mount mount;
        mount.span = written.span();
        const std::vector<std::size_t> at = colons(written);
        if (at.empty()) {
            mount.target = normal(written.value());
            return mount;
        }
        const std::size_t end = at.size() > 1 ? at[1] : written.size();
        set_source(mount, written.slice(0, at[0]).value());
        mount.target = normal(written.slice(at[0] + 1, end).value());
        mount.is_read_only = at.size() > 1 && written.text().substr(at[1] + 1).starts_with("ro");
        return mount;
    }

    Mount read_long_mount(const Part& part, const Item& item) const {
        Mount mount;
        mount.span = item.span();
        mount.target = normal(project_.value(*part.layer, item.at("target")));
        const Word* type = item.at("type").scalar();
        const Value<std::string> source = project_.value(*part.layer, item.at("source"));
        if (!source.is_absent()) set_source(mount, source);
        if (type != nullptr && type->value == "tmpfs") mount.kind = MountKind::tmpfs;
        const Word* read_only = item.at("read_only").scalar();
        mount.is_read_only = read_only != nullptr && read_only->value == "true";
        return mount;
    }

    /// `configs: [{source: nginx_conf, target: /etc/nginx/nginx.conf}]`, a file of the top level.
    void read_configs(const Part& part) {
        for (const Item& item : part.item.at("configs").items()) {
            const Word* source = item.is_mapping() ? item.at("source").scalar() : item.scalar();
            if (source == nullptr) continue;
            const Item file = part.layer->tree->root().at("configs").at(source->value).at("file");
            Mount mount;
            mount.span = item.span();
            if (file.scalar() == nullptr) continue;
            const Value<std::string> path = project_.value(*part.layer, file);
            if (path.is_known())
                mount.source = Value<std::string>::known(
                    join_path(layer_->folder().string(), *path), path.span());
            else
                mount.source = path;
            mount.kind = MountKind::host_path;
            const Value<std::string> target = item.is_mapping()
                                                  ? project_.value(*part.layer, item.at("target"))
                                                  : Value<std::string>{};
            mount.target = target.is_absent() ? Value<std::string>::known(
                                                    "/" + std::string(source->value), source->span)
                                              : normal(target);
            add_mount(std::move(mount));
        }
    }

    // ---------------------------------------------------------------------- environment

    void set(std::string name, Value<std::string> value, Span span) {
        std::erase_if(service_.environment,
                      [&](const EnvVariable& one) { return one.name == name; });
        service_.environment.push_back({std::move(name), std::move(value), {}, span});
    }

    void read_environment(const Part& part) {
        for (const Item& item : list_of(part.item.at("env_file"))) {
            const Item path = item.is_mapping() ? item.at("path") : item;
            if (path.scalar() != nullptr) read_env_file(project_.value(*part.layer, path));
        }
        const Item environment = part.item.at("environment");
        for (const Item& item : environment.items()) {
            if (environment.is_mapping()) {
                const Value<std::string> said = project_.value(*part.layer, item);
                set(std::string(item.key().value),
                    said.is_absent() ? Value<std::string>::unknown("it is passed on", item.place())
                                     : said,
                    item.span());
                continue;
            }
            const MappedText line = text(part, item);
            const std::size_t equals = line.text().find('=');
            if (line.is_empty()) continue;
            const std::string name = line.text().substr(0, equals);
            if (equals == std::string::npos)
                set(name, Value<std::string>::unknown("it is passed on", line.span()), line.span());
            else
                set(name, line.slice(equals + 1, line.size()).value(), line.span());
        }
    }

    void read_env_file(const Value<std::string>& path) {
        if (!path.is_known()) {
            service_.is_environment_known = false;
            return;
        }
        static const std::vector<std::string> here{"."};
        const auto found = workspace_.resolve(*path, false, layer_->document->file(), here);
        // What a server takes from the environment when nothing else says it may stand there.
        service_.is_environment_known = service_.is_environment_known && !found.documents.empty();
        if (found.documents.empty()) set("PORT", Value<std::string>::unknown("the file of variables is not here", path.span()), path.span());
        for (const auto& document : found.documents) {
            if (document->dialect() != "env") {
                service_.is_environment_known = false;
                continue;
            }
            for (const Node& node : document->nodes()) {
                if (node.kind == NodeKind::statement)
                    set(std::string(node.name.value), find_variable(*document, node.name.value),
                        node.span);
            }
        }
    }

    void read_dependencies(const Part& part) {
        const Item dependencies = part.item.at("depends_on");
        for (const Item& item : dependencies.items()) {
            ContainerDependency dependency;
            const Word* name = dependencies.is_mapping() ? &item.key() : item.scalar();
            if (name == nullptr) continue;
            dependency.name = name->value;
            dependency.span = name->span;
            const Word* condition =
                dependencies.is_mapping() ? item.at("condition").scalar() : nullptr;
            dependency.condition =
                condition == nullptr ? "service_started" : std::string(condition->value);
            service_.container.depends_on.push_back(std::move(dependency));
        }
        const Item deploy = part.item.at("deploy").at("replicas");
        const Item scale = part.item.at("scale").is_absent() ? deploy : part.item.at("scale");
        const Value<std::string> copies = project_.value(*part.layer, scale);
        if (copies.is_known()) {
            if (const auto number = parse_number(*copies))
                service_.copies = Value<std::uint64_t>::known(*number, copies.span());
        }
    }

    // ---------------------------------------------------------------------------- image

    void read_image() {
        Container& container = service_.container;
        if (build_.layer != nullptr) return read_build();
        if (container.image.is_known()) {
            service_.image = container::public_image(*container.image, container.image.span());
            return;
        }
        service_.image.is_known = false;
        container.is_fully_read = false;  // nothing says what it is: a part of some other file
    }

    void read_build() {
        const Item build = build_.item.at("build");
        const Value<std::string> context = build.scalar() != nullptr
                                               ? project_.value(*build_.layer, build)
                                               : project_.value(*build_.layer, build.at("context"));
        const Value<std::string> file = project_.value(*build_.layer, build.at("dockerfile"));
        service_.image.is_known = false;
        if (context.is_unknown() || file.is_unknown() || !build.at("dockerfile_inline").is_absent())
            return;
        container::BuildOptions options;
        options.context = join_path(build_.layer->folder().string(), context.value_or("."));
        service_.container.build_context = Value<std::string>::known(options.context, build.span());
        const Path wanted = join_path(options.context, file.value_or("Dockerfile"));
        read_arguments(build.at("args"), options);
        if (const Word* target = build.at("target").scalar()) options.target = target->value;
        const auto documents = workspace_.documents("dockerfile");
        const auto found =
            std::find_if(documents.begin(), documents.end(),
                         [&](const auto& document) { return document->source().path == wanted; });
        if (found == documents.end()) return;
        service_.container.image_file = (*found)->file();
        service_.image = container::read_image(**found, options);
    }

    void read_arguments(const Item& arguments, container::BuildOptions& options) const {
        for (const Item& item : arguments.items()) {
            if (arguments.is_mapping()) {
                options.arguments[std::string(item.key().value)] =
                    project_.value(*build_.layer, item);
                continue;
            }
            const MappedText line = text(build_, item);
            const std::size_t equals = line.text().find('=');
            if (equals != std::string::npos)
                options.arguments[line.text().substr(0, equals)] =
                    line.slice(equals + 1, line.size()).value();
        }
    }

    const Workspace& workspace_;
    const Project& project_;
    std::vector<Part> parts_;
    std::deque<Layer> others_;      // files that hold what is extended
    const Layer* layer_ = nullptr;  // of the part that is being read
    Part build_;
    Value<std::string> mode_;
    bool is_whole_ = true;
    Service service_;
};

}  // namespace

Service read_service(const Workspace& workspace, const Project& project, std::string_view name) {
    return ServiceReader(workspace, project, name).read();
}

}  // namespace stackc::compose
