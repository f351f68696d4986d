#include "compiler/frontends/ini/ini_cursor.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::ini {

Cursor find_cursor(const Document& document, std::uint32_t offset, std::string_view separators) {
    Cursor cursor;
    const std::string_view text = document.text();
    offset = std::min(offset, static_cast<std::uint32_t>(text.size()));
    const std::size_t newline = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
    const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
    const std::string_view line = text.substr(start, offset - start);
    for (const Node& block : document.children(Document::root)) {
        if (block.kind == NodeKind::block && block.span.begin < start)
            cursor.section = block.name.value;
    }
    const std::string_view trimmed = trim(line);
    if (trimmed.starts_with('[')) {
        cursor.place = Cursor::Place::section;
        cursor.typed = trimmed.substr(1);
        return cursor;
    }
    if (trimmed.starts_with('#') || trimmed.starts_with(';')) {
        cursor.place = Cursor::Place::comment;
        return cursor;
    }
    const std::size_t separator = line.find_first_of(separators);
    cursor.key = trim(line.substr(0, separator));
    if (separator == std::string_view::npos) {
        cursor.typed = cursor.key;
        return cursor;
    }
    cursor.place = Cursor::Place::value;
    cursor.typed = trim(line.substr(separator + 1));
    return cursor;
}

const Node* entry_at(const Document& document, std::uint32_t offset) {
    const Node& node = document.node(document.node_at(offset));
    return node.kind == NodeKind::statement ? &node : nullptr;
}

const Node* section_of(const Document& document, const Node& entry) {
    const Node& parent = document.node(entry.parent);
    return parent.kind == NodeKind::block ? &parent : nullptr;
}

}  // namespace stackc::ini
