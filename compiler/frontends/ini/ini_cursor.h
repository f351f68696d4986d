// Where an editor's cursor stands in an ini file: in which section, on which key or its value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/syntax/document.h"

namespace stackc::ini {

struct Cursor {
    enum class Place : std::uint8_t { section, key, value, comment };
    Place place = Place::key;
    std::string section;  // the one that the line stands in; empty before the first
    std::string key;      // the key of the line, as far as it is written
    std::string typed;    // what stands between the start of the word and the cursor
};

/// Reads the line up to `offset`; works on lines that do not parse yet.
Cursor find_cursor(const Document& document, std::uint32_t offset, std::string_view separators);

/// The entry at `offset`, or null.
const Node* entry_at(const Document& document, std::uint32_t offset);

/// The section of an entry, or null.
const Node* section_of(const Document& document, const Node& entry);

}  // namespace stackc::ini
