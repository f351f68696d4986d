// Dockerfiles: parse, claim, what they copy, and the containers of images that no service builds.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/frontends/container/container_maker.h"
#include "compiler/frontends/container/dockerfile_parser.h"
#include "compiler/frontends/dockerfile/help.h"

namespace stackc::frontends {

/// Dockerfile reference, "Overview".
static constexpr std::array<std::string_view, 18> instructions{
    "FROM",  "RUN",        "CMD",         "ENTRYPOINT", "COPY",       "ADD",
    "ENV",   "ARG",        "EXPOSE",      "USER",       "WORKDIR",    "VOLUME",
    "LABEL", "STOPSIGNAL", "HEALTHCHECK", "SHELL",      "MAINTAINER", "ONBUILD"};

static void report_unknown(const Document& document, Reporter& report) {
    for (const Node& node : document.children(Document::root)) {
        if (node.kind != NodeKind::statement) continue;
        const std::string_view name = node.name.value;
        if (std::find(instructions.begin(), instructions.end(), name) != instructions.end())
            continue;
        const bool is_word =
            name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
        const bool is_template = document.text().find("{{") != std::string_view::npos ||
                                 document.text().find("{%") != std::string_view::npos ||
                                 document.text().find("<%") != std::string_view::npos;
        if (is_template) return;
        auto found = report.at("DKR014", node.name.span,
                               fmt::format("`{}` is no Dockerfile instruction",
                                           quoted(document.text(node.name.span))));
        found.note(fmt::format("docker build says: `unknown instruction: {}`",
                               quoted(document.text(node.name.span))));
        if (const auto meant = nearest(name, instructions); meant && is_word) {
            found.fix(fmt::format("write `{}`", *meant), Safety::unsafe,
                      {{node.name.span, std::string(*meant)}});
        }
        return;  // what follows is most likely more of the same text
    }
}

static Document parse_dockerfile(const SourceFile& file, Reporter& report) {
    Document document = container::parse_dockerfile(file);
    report_unknown(document, report);
    return document;
}

/// A Dockerfile starts with FROM, or ARG before it.
static int looks_like_dockerfile(const SourceFile& file) {
    for (const std::string_view line : split(file.text().substr(0, 1u << 16u), '\n')) {
        const std::string_view text = trim(line);
        if (text.empty() || text.starts_with('#')) continue;
        const std::string word = to_lower(text.substr(0, text.find_first_of(" \t")));
        return word == "from" || word == "arg" ? 10 : -100;
    }
    return -100;
}

/// The dialect of a file that is copied there; empty where the place does not tell.
static std::string dialect_at(std::string_view target, std::string_view source) {
    const std::string ending = Path(source).extension().string();
    const bool is_configuration =
        ending == ".conf" || ending == ".ini" || ending == ".nginx" || ending == ".cfg";
    if (!is_configuration) return {};
    if (target.starts_with("/etc/nginx")) return "nginx";
    if (target.find("supervisor") != std::string_view::npos ||
        source.find("supervisor") != std::string_view::npos)
        return "supervisor";
    if (source.find("uwsgi") != std::string_view::npos && ending == ".ini") return "uwsgi";
    return {};
}

static std::vector<FileReference> dockerfile_references(const Document& document) {
    std::vector<FileReference> found;
    for (const Node& node : document.children(Document::root)) {
        if (node.name.value != "COPY" && node.name.value != "ADD") continue;
        const std::span<const Word> words = container::operands(document, node);
        if (words.size() < 2 || container::flag(document, node, "from")) continue;
        for (const Word& source : words.first(words.size() - 1)) {
            const std::string dialect = dialect_at(words.back().value, source.value);
            const bool is_plain = source.value.find_first_of("$*?<:") == std::string_view::npos;
            if (!dialect.empty() && is_plain)
                found.push_back({std::string(source.value), false, source.span, dialect, {"."}});
        }
    }
    return found;
}

static bool is_used(const Graph& graph, FileId file) {
    return std::any_of(graph.containers.begin(), graph.containers.end(),
                       [&](const Container& one) { return one.image_file == file; });
}

static void lower_dockerfile(const Workspace& workspace, GraphBuilder& builder, Reporter&) {
    for (const auto& document : workspace.documents("dockerfile")) {
        if (is_used(builder.graph, document->file())) continue;
        const Path& path = document->source().path;
        container::BuildOptions options;
        options.context = path.parent_path().string();
        container::Service service;
        service.image = container::read_image(*document, options);
        service.container.name = path.filename().string();
        service.container.file = document->file();
        service.container.project = path.string();
        service.container.image_file = document->file();
        service.container.is_described_by_image = true;
        service.container.network_mode = NetworkMode::unknown;
        for (const Node& node : document->children(Document::root)) {
            if (node.name.value == "FROM")
                service.container.name_span = service.container.span = node.span;
        }
        container::add_container(builder, std::move(service));
    }
}

static std::string hover_dockerfile(const Document& document, std::uint32_t offset) {
    const Node& node = document.node(document.node_at(offset));
    return node.name.span.contains(offset) ? stackc::dockerfile::explain(node.name.value)
                                           : std::string();
}

static constexpr std::array<std::string_view, 6> globs{
    "Dockerfile", "Dockerfile.*", "*.dockerfile", "*.Dockerfile", "*Dockerfile", "Containerfile"};
static constexpr std::array<std::string_view, 1> comment_signs{"#"};

extern constexpr Frontend dockerfile{
    .name = "dockerfile",
    .stage = 10,
    .globs = globs,
    .comment_signs = comment_signs,
    .claims = looks_like_dockerfile,
    .parse = parse_dockerfile,
    .references = dockerfile_references,
    .lower = lower_dockerfile,
    .hover = hover_dockerfile,
    .explain = stackc::dockerfile::explain,
};

}  // namespace stackc::frontends
