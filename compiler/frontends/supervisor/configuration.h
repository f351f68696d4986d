// The files of one supervisord, put together as it reads them: the main file, then what
// [include] names, sections of one name merged.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/mapped_text.h"

namespace stackc::supervisor {

struct Key {
    std::string name;
    MappedText value;
    Span name_span;
    Span span;
    bool has_continuation = false;
};

struct Section {
    std::string name;  // "program:web"
    Span name_span;
    Span header;
    std::vector<Key> keys;
    std::shared_ptr<const Document> document;  // the first that has it
    bool is_template = false;                  // lines of a template language around it

    std::string_view kind() const;
    /// What follows the colon.
    std::string label() const;
    /// The last of that name, which counts; null where there is none.
    const Key* find(std::string_view key) const;
    Span span() const {
        return keys.empty()
                   ? header
                   : join(header, keys.back().span.file == header.file ? keys.back().span : header);
    }
};

struct Configuration {
    std::vector<std::shared_ptr<const Document>> documents;  // the main file first
    std::vector<Section> sections;
    std::map<std::string, std::size_t, std::less<>> positions;  // of each section by its name
    std::map<std::string, std::string, std::less<>> groups;     // a program's [group:x]
    bool is_whole = true;                                       // every included file was read

    const Section* find(std::string_view name) const;
    /// True when the main file has a [supervisord]: it is no fragment for a conf.d folder.
    bool has_main() const { return find("supervisord") != nullptr; }
};

/// All configurations of the workspace; a file that no other includes is a main file.
std::vector<Configuration> find_configurations(const Workspace& workspace);

/// The patterns of [include] `files`, each with its place.
std::vector<MappedText> include_patterns(const Document& document);

}  // namespace stackc::supervisor
