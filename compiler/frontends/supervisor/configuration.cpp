#include "compiler/frontends/supervisor/configuration.h"

#include <algorithm>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"
#include "compiler/frontends/supervisor/options.h"

namespace stackc::supervisor {

std::string_view Section::kind() const {
    return kind_of(name);
}

std::string Section::label() const {
    const std::size_t colon = name.find(':');
    return colon == std::string::npos ? std::string() : name.substr(colon + 1);
}

const Key* Section::find(std::string_view key) const {
    const auto found =
        std::find_if(keys.rbegin(), keys.rend(), [&](const Key& one) { return one.name == key; });
    return found == keys.rend() ? nullptr : &*found;
}

const Section* Configuration::find(std::string_view name) const {
    const auto found = positions.find(name);
    return found == positions.end() ? nullptr : &sections[found->second];
}

static bool is_glob(std::string_view pattern) {
    return pattern.find_first_of("*?[") != std::string_view::npos;
}

/// Adds the sections of one file; what a section of that name had before stays and is overruled.
static void add_sections(Configuration& configuration,
                         const std::shared_ptr<const Document>& document) {
    const bool is_template = ini::is_template(*document);
    for (const Node& block : document->children(Document::root)) {
        if (block.kind != NodeKind::block) continue;
        const std::string name(block.name.value);
        const auto [position, is_new] =
            configuration.positions.try_emplace(name, configuration.sections.size());
        if (is_new)
            configuration.sections.push_back(
                {name, block.name.span, block.header, {}, document, is_template});
        Section& section = configuration.sections[position->second];
        for (const Node& entry : document->children(block)) {
            if (entry.kind != NodeKind::statement) continue;
            section.keys.push_back({std::string(entry.name.value), ini::value_of(*document, entry),
                                    entry.name.span, entry.span, document->args(entry).size() > 1});
        }
    }
}

std::vector<MappedText> include_patterns(const Document& document) {
    std::vector<MappedText> patterns;
    for (const Node& block : document.children(Document::root)) {
        if (block.kind != NodeKind::block || block.name.value != "include") continue;
        for (const Node& entry : document.children(block)) {
            if (entry.kind != NodeKind::statement || entry.name.value != "files") continue;
            patterns.clear();
            const MappedText value = ini::value_of(document, entry);
            const std::string& text = value.text();
            for (std::size_t at = text.find_first_not_of(" \t\r\n"); at != std::string::npos;) {
                const std::size_t end = std::min(text.find_first_of(" \t\r\n", at), text.size());
                patterns.push_back(value.slice(at, end));
                at = text.find_first_not_of(" \t\r\n", end);
            }
        }
    }
    return patterns;
}

/// The pattern relative to the folder of its file: %(here)s is that folder.
static std::string relative_to_here(const std::string& pattern) {
    constexpr std::string_view here = "%(here)s/";
    return pattern.starts_with(here) ? pattern.substr(here.size()) : pattern;
}

static Configuration read_configuration(const Workspace& workspace,
                                        const std::shared_ptr<const Document>& main) {
    Configuration configuration;
    configuration.documents.push_back(main);
    add_sections(configuration, main);
    const std::vector<std::string> bases{"."};
    for (const MappedText& pattern : include_patterns(*main)) {
        const std::string text = relative_to_here(pattern.text());
        if (!pattern.is_known() || text.find('%') != std::string::npos) {
            configuration.is_whole = false;
            continue;
        }
        const Workspace::Resolved found =
            workspace.resolve(text, is_glob(text), main->file(), bases);
        if (!found.unread.empty() || (found.documents.empty() && !found.is_inside))
            configuration.is_whole = false;
        for (const std::shared_ptr<const Document>& document : found.documents) {
            if (document->dialect() != "supervisor" || document->file() == main->file()) continue;
            configuration.documents.push_back(document);
            add_sections(configuration, document);
        }
    }
    return configuration;
}

static void find_groups(Configuration& configuration) {
    for (const Section& section : configuration.sections) {
        const Key* programs = section.kind() == "group" ? section.find("programs") : nullptr;
        if (programs == nullptr) continue;
        for (const std::string_view one : split(programs->value.text(), ',')) {
            configuration.groups.try_emplace(std::string(trim(one)), section.label());
        }
    }
}

std::vector<Configuration> find_configurations(const Workspace& workspace) {
    std::vector<Configuration> result;
    std::set<FileId> included;
    const auto documents = workspace.documents("supervisor");
    // A main file is one that includes; supervisor does not look at an [include] in an included
    // one.
    for (const bool is_including : {true, false}) {
        for (const std::shared_ptr<const Document>& document : documents) {
            if (include_patterns(*document).empty() == is_including ||
                included.contains(document->file()))
                continue;
            Configuration configuration = read_configuration(workspace, document);
            find_groups(configuration);
            for (const auto& one : configuration.documents) included.insert(one->file());
            result.push_back(std::move(configuration));
        }
    }
    return result;
}

}  // namespace stackc::supervisor
