#include "tools/stackc/tree_support.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "compiler/base/assert.h"

namespace stackc {

static std::string_view to_text(NodeKind kind) {
    switch (kind) {
        case NodeKind::root: return "root";
        case NodeKind::statement: return "statement";
        case NodeKind::block: return "block";
        case NodeKind::comment: return "comment";
        case NodeKind::opaque: return "opaque";
        case NodeKind::error: return "error";
    }
    unreachable("NodeKind");
}

std::string json_string(std::string_view text) {
    return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

namespace {

/// Opens and closes nested lists in file order, one node a line.
class TreeWriter {
  public:
    explicit TreeWriter(const Document& document) : document_(document), lines_(document.source().source->lines()) {}

    std::string run(std::string_view path) {
        out_ = fmt::format("{{\"version\":1,\"path\":{},\"dialect\":{},\"has_errors\":{},\"tree\":\n", json_string(path),
                           json_string(document_.dialect()), document_.has_errors());
        for (std::uint32_t i = 0; i < document_.size(); ++i) {
            close_until(i);
            if (i > 0 && !out_.ends_with("[\n")) out_ += ",\n";
            const Node& node = document_.node({i});
            write(node);
            const bool has_children = node.kind == NodeKind::root || node.kind == NodeKind::block;
            if (has_children) ends_.push_back(node.end);
            out_ += has_children ? ",\"children\":[\n" : "}";
        }
        close_until(static_cast<std::uint32_t>(document_.size()));
        return std::move(out_) + "}\n";
    }

  private:
    void close_until(std::uint32_t index) {
        while (!ends_.empty() && ends_.back() <= index) {
            out_ += out_.ends_with("[\n") ? "]}" : "\n]}";
            ends_.pop_back();
        }
    }

    std::string place(std::uint32_t offset) const {
        const Position at = lines_.position(offset, Encoding::code_points);
        return fmt::format("{{\"line\":{},\"column\":{},\"offset\":{}}}", at.line + 1, at.column + 1, offset);
    }

    std::string range(Span span) const { return fmt::format("{{\"start\":{},\"end\":{}}}", place(span.begin), place(span.end)); }

    std::string word(const Word& word) const {
        return fmt::format("{{\"value\":{},\"quote\":{},\"hole\":{},\"range\":{}}}", json_string(word.value),
                           word.quote == 0 ? "null" : json_string({&word.quote, 1}), word.has_hole, range(word.span));
    }

    void write(const Node& node) {
        out_ += fmt::format("{{\"kind\":\"{}\",\"range\":{}", to_text(node.kind), range(node.span));
        const bool has_words = node.kind == NodeKind::statement || node.kind == NodeKind::block;
        if (has_words) {
            out_ += fmt::format(",\"name\":{},\"args\":[", word(node.name));
            bool is_first = true;
            for (const Word& arg : document_.args(node)) {
                if (!is_first) out_ += ',';
                out_ += word(arg);
                is_first = false;
            }
            out_ += ']';
        } else if (node.kind != NodeKind::root) {
            out_ += fmt::format(",\"text\":{}", json_string(document_.text(node.span)));
        }
    }

    const Document& document_;
    const LineIndex& lines_;
    std::string out_;
    std::vector<std::uint32_t> ends_;  // of the nodes that are open
};

}  // namespace

std::string tree_json(const Document& document, std::string_view path) { return TreeWriter(document).run(path); }

}  // namespace stackc
