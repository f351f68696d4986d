#include "validators/rules/xst/units.h"

#include "compiler/base/text.h"

namespace stackc {

std::optional<UnitSetting> unit_setting(const Graph& graph, const Program& program, std::string_view key) {
    const Document* document = program.manager == ManagerKind::systemd ? graph.document_of(program.file) : nullptr;
    if (document == nullptr) return std::nullopt;
    std::optional<UnitSetting> found;
    for (const Node& section : document->children(Document::root)) {
        if (section.kind != NodeKind::block || section.name.value != "Service") continue;
        for (const Node& node : document->children(document->id_of(section))) {
            if (node.kind != NodeKind::statement || node.name.value != key || node.arg_count != 1) continue;
            const Word& word = document->args(node)[0];
            found = UnitSetting{trim(word.value), word.span};
        }
    }
    return found;
}

bool is_yes(std::string_view value) {
    return value == "1" || equals_ignoring_case(value, "yes") || equals_ignoring_case(value, "true") || equals_ignoring_case(value, "on") ||
           equals_ignoring_case(value, "y") || equals_ignoring_case(value, "t");
}

}  // namespace stackc
