#include "validators/rules/xst/units.h"

#include "compiler/base/text.h"

namespace stackc {

std::vector<UnitSetting> settings_in(const Document& unit, std::string_view section, std::string_view key) {
    std::vector<UnitSetting> found;
    for (const Node& block : unit.children(Document::root)) {
        if (block.kind != NodeKind::block || block.name.value != section) continue;
        for (const Node& node : unit.children(block)) {
            if (node.kind != NodeKind::statement || node.name.value != key || node.arg_count != 1) continue;
            const Word& word = unit.args(node)[0];
            found.push_back({trim(word.value), word.span, node.span});
        }
    }
    return found;
}

bool is_bound_by_socket_unit(const Graph& graph, const Listener& listener) {
    const Document* document = graph.document_of(listener.span.file);
    return document != nullptr && document->source().path.extension() == ".socket";
}

std::string unit_name(const Document& unit) { return unit.source().path.filename().string(); }

/// The unit and the files of its `.d` folder, which systemd reads after it.
static std::vector<const Document*> parts_of(const Graph& graph, const Document& unit) {
    std::vector<const Document*> parts{&unit};
    const Path folder = unit.source().path.string() + ".d";
    for (const auto& document : graph.documents) {
        if (document->dialect() == "systemd" && document->source().path.parent_path() == folder) parts.push_back(document.get());
    }
    return parts;
}

std::optional<UnitSetting> unit_setting(const Graph& graph, const Program& program, std::string_view key) {
    const Document* document = program.manager == ManagerKind::systemd ? graph.document_of(program.file) : nullptr;
    if (document == nullptr) return std::nullopt;
    std::optional<UnitSetting> found;
    for (const Document* part : parts_of(graph, *document)) {
        const std::vector<UnitSetting> settings = settings_in(*part, "Service", key);
        if (!settings.empty()) found = settings.back();
    }
    return found;
}

bool are_neighbours(const Graph& graph, FileId a, FileId b) {
    const Document* one = graph.document_of(a);
    const Document* other = graph.document_of(b);
    return one != nullptr && other != nullptr && one->source().path.parent_path() == other->source().path.parent_path();
}

std::vector<const Document*> units_ending(const Graph& graph, FileId from, std::string_view ending) {
    std::vector<const Document*> found;
    for (const auto& document : graph.documents) {
        const bool is_unit = document->dialect() == "systemd" && document->source().path.extension() == ending;
        if (is_unit && (graph.are_together(document->file(), from) || are_neighbours(graph, document->file(), from))) found.push_back(document.get());
    }
    return found;
}

bool is_yes(std::string_view value) {
    return value == "1" || equals_ignoring_case(value, "yes") || equals_ignoring_case(value, "true") || equals_ignoring_case(value, "on") ||
           equals_ignoring_case(value, "y") || equals_ignoring_case(value, "t");
}

}  // namespace stackc
