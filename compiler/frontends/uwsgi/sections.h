// The sections of a uWSGI configuration with their options, whichever form it is written in: ini,
// XML, YAML or JSON. Who reads options reads them here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/mapped_text.h"
#include "compiler/syntax/document.h"

namespace stackc::uwsgi {

enum class Form : std::uint8_t { ini, xml, yaml, json };

/// By the ending of the file's name, as uWSGI itself tells them apart.
Form form_of(const Path& path);

struct OptionLine {
    Word name;
    MappedText value{Span{}};
    Span span;
    bool has_value = true;           // false: a bare key
    bool is_after_template = false;  // between lines of a template language
};

struct OptionSection {
    std::string name;
    Span header;
    std::vector<OptionLine> options;
};

/// Every section of the document, in order; in XML, YAML and JSON those named `uwsgi` alone.
std::vector<OptionSection> sections_of(const Document& document);

}  // namespace stackc::uwsgi
