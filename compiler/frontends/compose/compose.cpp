// Compose files: parse, claim, what they name, and their services as containers.
#include <array>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/compose/help.h"
#include "compiler/frontends/compose/service.h"

namespace stackc::frontends {

using compose::Project;

static Document parse_compose(const SourceFile& file, Reporter& report) {
    constexpr std::size_t most = 20;
    Reporter limited = report.limited(most);
    const bool is_template = file.text().find("{{") != std::string_view::npos ||
                             file.text().find("{%") != std::string_view::npos;
    return yaml::parse("compose", file, [&](Span span, const std::string& message) {
        if (!is_template)
            limited.at("DKR013", span, message).note("`docker compose config` refuses the file");
    });
}

static bool has_line(std::string_view text, std::string_view start, bool is_indented) {
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view content = trim(line);
        if (content.starts_with(start) && (!line.starts_with(' ') || is_indented)) return true;
    }
    return false;
}

/// Files of that name which say nothing of services are something else's.
static int looks_like_compose(const SourceFile& file) {
    const std::string_view text = file.text().substr(0, 1u << 20u);
    if (has_line(text, "services:", false) || has_line(text, "\"services\"", true)) return 10;
    return has_line(text, "image:", true) || has_line(text, "build:", true) ? 5 : -100;
}

static void add_reference(std::vector<FileReference>& found, std::string pattern,
                          std::string dialect, Span span, bool is_glob = false) {
    if (pattern.empty() || pattern.find('$') != std::string::npos) return;
    found.push_back({std::move(pattern), is_glob, span, std::move(dialect), {"."}});
}

/// The dialect of what is mounted there; empty where the place does not tell.
static std::string dialect_at(std::string_view target) {
    if (target.starts_with("/etc/nginx")) return "nginx";
    if (target.starts_with("/etc/supervisor")) return "supervisor";
    if (target.find("redis") != std::string_view::npos && target.ends_with(".conf")) return "redis";
    if (target.find("uwsgi") != std::string_view::npos && target.ends_with(".ini")) return "uwsgi";
    return {};
}

static void add_mount_reference(std::vector<FileReference>& found, const yaml::Item& item) {
    const Word* word = item.scalar();
    if (word == nullptr || !word->value.starts_with('.')) return;
    const std::vector<std::string_view> parts = split(word->value, ':');
    if (parts.size() < 2) return;
    const std::string dialect = dialect_at(parts[1]);
    const std::string source(parts[0]);
    if (dialect.empty()) return;
    const bool is_file = Path(source).extension() == ".conf" ||
                         Path(source).extension() == ".ini" ||
                         Path(parts[1]).extension() == ".conf";
    const bool is_folder = parts[1].ends_with("conf.d") || parts[1].ends_with("conf.d/") ||
                           parts[1].ends_with("sites-enabled");
    if (is_file)
        add_reference(found, source, dialect, word->span);
    else if (is_folder)
        add_reference(found, source + (source.ends_with('/') ? "*.conf" : "/*.conf"), dialect,
                      word->span, true);
}

static void add_service_references(std::vector<FileReference>& found, const yaml::Item& service) {
    const yaml::Item build = service.at("build");
    if (!build.is_absent()) {
        const Word* context =
            build.scalar() != nullptr ? build.scalar() : build.at("context").scalar();
        const Word* file = build.at("dockerfile").scalar();
        const std::string folder = context == nullptr ? "." : std::string(context->value);
        add_reference(found,
                      folder + "/" + (file == nullptr ? "Dockerfile" : std::string(file->value)),
                      "dockerfile", build.place());
    }
    for (const yaml::Item& item : compose::list_of(service.at("env_file"))) {
        const yaml::Item path = item.is_mapping() ? item.at("path") : item;
        if (path.scalar() != nullptr)
            add_reference(found, std::string(path.scalar()->value), "env", path.place());
    }
    for (const yaml::Item& item : service.at("volumes").items()) add_mount_reference(found, item);
    const yaml::Item extended = service.at("extends").at("file");
    if (extended.scalar() != nullptr)
        add_reference(found, std::string(extended.scalar()->value), "compose", extended.place());
}

/// `include: [db.yml, {path: cache/compose.yml}]`
static void add_included(std::vector<FileReference>& found, const yaml::Item& include) {
    for (const yaml::Item& item : compose::list_of(include)) {
        const std::vector<yaml::Item> paths =
            item.is_mapping() ? compose::list_of(item.at("path")) : std::vector<yaml::Item>{item};
        for (const yaml::Item& path : paths) {
            if (path.scalar() != nullptr)
                add_reference(found, std::string(path.scalar()->value), "compose", path.place());
        }
    }
}

static std::vector<FileReference> compose_references(const Document& document) {
    std::vector<FileReference> found;
    const yaml::Tree tree(document);
    const yaml::Item root = tree.root();
    const yaml::Item services = root.at("services").is_absent() ? root : root.at("services");
    for (const yaml::Item& service : services.items()) add_service_references(found, service);
    add_included(found, root.at("include"));
    add_reference(found, ".env", "env", {document.file(), 0, 0});
    return found;
}

static void add_alias(GraphBuilder& builder, const Project& project, const std::string& service,
                      const std::string& alias) {
    for (Container& container : builder.graph.containers) {
        if (container.project == project.name() && container.name == service)
            container.names.push_back(alias);
    }
}

static void lower_compose(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (const Project& project : compose::find_projects(workspace)) {
        std::set<std::string_view> names;
        std::vector<std::pair<std::string, std::string>> links;
        for (const compose::Layer& layer : project.layers()) {
            for (const yaml::Item& item : layer.services().items()) {
                const bool is_service = item.is_mapping() && !item.key().value.starts_with("x-");
                if (!is_service || !names.insert(item.key().value).second) continue;
                container::Service service =
                    compose::read_service(workspace, project, item.key().value);
                links.insert(links.end(), service.links.begin(), service.links.end());
                container::add_container(builder, std::move(service));
            }
        }
        for (const auto& [service, alias] : links) add_alias(builder, project, service, alias);
    }
}

static std::string hover_compose(const Document& document, std::uint32_t offset) {
    const Node& node = document.node(document.node_at(offset));
    return node.name.span.contains(offset) ? stackc::compose::explain(node.name.value)
                                           : std::string();
}

static constexpr std::array<std::string_view, 8> globs{
    "compose.yml",         "compose.yaml",         "compose.*.yml", "compose.*.yaml",
    "docker-compose*.yml", "docker-compose*.yaml", "*compose*.yml", "*compose*.yaml"};
static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend compose{
    .name = "compose",
    .stage = 9,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = looks_like_compose,
    .parse = parse_compose,
    .references = compose_references,
    .lower = lower_compose,
    .hover = hover_compose,
    .explain = stackc::compose::explain,
};

}  // namespace stackc::frontends
