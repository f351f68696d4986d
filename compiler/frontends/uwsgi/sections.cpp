#include "compiler/frontends/uwsgi/sections.h"

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"

namespace stackc::uwsgi {

Form form_of(const Path& path) {
    const std::string ending = to_lower(path.extension().string());
    if (ending == ".xml") return Form::xml;
    if (ending == ".yaml" || ending == ".yml") return Form::yaml;
    if (ending == ".json" || ending == ".js") return Form::json;
    return Form::ini;
}

static std::vector<OptionSection> ini_sections(const Document& document) {
    std::vector<OptionSection> sections;
    // What is between two lines of a template language may be absent or doubled.
    bool is_after_template = false;
    for (const Node& block : document.children(Document::root)) {
        if (block.kind == NodeKind::opaque) is_after_template = true;
        if (block.kind != NodeKind::block) continue;
        OptionSection& section = sections.emplace_back();
        section.name = block.name.value;
        section.header = block.header;
        for (const Node& entry : document.children(block)) {
            if (entry.kind == NodeKind::opaque) is_after_template = true;
            if (entry.kind != NodeKind::statement) continue;
            section.options.push_back({entry.name, ini::value_of(document, entry), entry.span,
                                       !document.args(entry).empty(), is_after_template});
        }
    }
    return sections;
}

/// `<master/>` is `master = 1`; text keeps its blanks.
static std::vector<OptionSection> xml_sections(const Document& document) {
    std::vector<OptionSection> sections = ini_sections(document);
    for (OptionSection& section : sections) {
        for (OptionLine& line : section.options) {
            if (line.has_value) continue;
            line.value = MappedText(line.span);
            line.value.append_replaced("1", line.span);
            line.has_value = true;
        }
    }
    return sections;
}

namespace {

/// Options of a `uwsgi:` mapping; a list is its option repeated.
class MappingReader {
  public:
    explicit MappingReader(const Document& document)
        : document_(document), is_json_(form_of(document.source().path) == Form::json) {}

    std::vector<OptionSection> read() {
        for (const Node& node : document_.children(Document::root)) {
            if (node.name.value == "uwsgi")
                add_section(node);
            else if (is_unnamed(node))
                add_children(node);
        }
        return std::move(sections_);
    }

  private:
    /// JSON stands in a block without a name of its own.
    static bool is_unnamed(const Node& node) {
        return node.kind == NodeKind::block && node.name.span.is_empty();
    }

    void add_children(const Node& block) {
        for (const Node& node : document_.children(block)) {
            if (node.name.value == "uwsgi") add_section(node);
        }
    }

    void add_section(const Node& block) {
        if (block.kind != NodeKind::block) return;
        OptionSection& section = sections_.emplace_back();
        section.name = "uwsgi";
        section.header = block.header;
        for (const Node& entry : document_.children(block)) {
            if (entry.kind == NodeKind::statement) add(section, entry.name, entry);
            if (entry.kind != NodeKind::block) continue;
            for (const Node& item : document_.children(entry)) {
                if (item.kind == NodeKind::statement && item.name.value == "-")
                    add(section, entry.name, item);
            }
        }
    }

    void add(OptionSection& section, const Word& name, const Node& entry) {
        const std::span<const Word> words = document_.args(entry);
        OptionLine line{name, MappedText(entry.span), entry.span, true, false};
        if (!words.empty()) {
            const Word& word = words.back();
            line.value = MappedText(word.span);
            if (word.has_hole)
                line.value.append_unknown(word.value, word.span, "a template fills it in");
            else if (word.quote == 0 && is_json_)
                line.value.append_replaced(json_word(word.value), word.span);
            else if (document_.text(word.span) == word.value)
                line.value.append_written(word.value, word.span);
            else
                append_quoted(line.value, word);
        }
        section.options.push_back(std::move(line));
    }

    /// What stands between two quotes, as it is written where that is the same.
    void append_quoted(MappedText& out, const Word& word) const {
        Span inside = word.span;
        if (inside.size() == word.value.size() + 2) ++inside.begin, --inside.end;
        if (document_.text(inside) == word.value)
            out.append_written(word.value, inside);
        else
            out.append_replaced(word.value, word.span);
    }

    /// uWSGI 2.0 plugins with yajl: what is no text becomes a number.
    static std::string_view json_word(std::string_view word) {
        if (word == "true") return "1";
        return word == "false" || word == "null" ? "0" : word;
    }

    const Document& document_;
    bool is_json_;
    std::vector<OptionSection> sections_;
};

}  // namespace

std::vector<OptionSection> sections_of(const Document& document) {
    switch (form_of(document.source().path)) {
        case Form::ini:
            return ini_sections(document);
        case Form::xml:
            return xml_sections(document);
        case Form::yaml:
        case Form::json:
            return MappingReader(document).read();
    }
    return {};
}

}  // namespace stackc::uwsgi
