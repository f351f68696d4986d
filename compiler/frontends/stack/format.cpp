// Lays a description out anew: the words stay as written, the white space between them does not.
#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/stack/editor.h"

namespace stackc::stack {

static constexpr std::size_t most_columns = 100;

namespace {

/// Writes nodes in file order; blocks that are open are a list, not a call stack.
class Formatter {
  public:
    explicit Formatter(const Document& document)
        : document_(document), lines_(document.source().source->lines()) {}

    std::string run() {
        for (std::uint32_t i = 1; i < document_.size(); ++i) {
            close_before(i);
            const Node& node = document_.node({i});
            switch (node.kind) {
                case NodeKind::root:
                case NodeKind::error:
                    break;
                case NodeKind::comment:
                    // One inside a list that keeps its lines stands in the list's text.
                    if (node.span.begin >= kept_until_) comment(node);
                    break;
                case NodeKind::opaque:
                    break;  // a lone `;`, which means nothing
                case NodeKind::statement:
                    line(node, header(node));
                    kept_until_ = node.header.end;
                    break;
                case NodeKind::block:
                    i = block(node, i);
                    break;
            }
        }
        close_before(static_cast<std::uint32_t>(document_.size()));
        if (!out_.empty() && !out_.ends_with('\n')) out_ += '\n';
        return std::move(out_);
    }

  private:
    std::uint32_t line_of(std::uint32_t offset) const {
        return lines_.position(offset, Encoding::utf8).line;
    }
    std::string indent() const { return std::string(2 * open_.size(), ' '); }

    /// Ends the line before, keeps one empty line where there were some.
    void start(std::uint32_t offset) {
        if (out_.empty()) return;
        if (!out_.ends_with('\n')) out_ += '\n';
        const bool has_gap = line_of(offset) > last_line_ + 1;
        if (has_gap && !is_first_) out_ += '\n';
    }

    void line(const Node& node, const std::string& text) {
        start(node.span.begin);
        out_ += indent() + text;
        last_line_ = line_of(node.span.end);
        is_first_ = false;
    }

    void comment(const Node& node) {
        const std::string text(trim_end(document_.text(node.span)));
        const bool is_trailing =
            !out_.empty() && !out_.ends_with('\n') && line_of(node.span.begin) == last_line_;
        if (is_trailing)
            out_ += "  " + text;
        else
            line(node, text);
        last_line_ = line_of(node.span.begin);
        is_first_ = false;
        // Nothing can follow a comment on its line.
        out_ += '\n';
    }

    /// Name and values with one blank between; a list that spans lines keeps its lines.
    std::string header(const Node& node) const {
        const std::string_view written = document_.text(node.header);
        const bool spans_lines = written.find('\n') != std::string_view::npos;
        if (spans_lines) return std::string(written);
        std::string text(document_.text(node.name.span));
        bool is_list_start = false;
        for (const Word& word : document_.args(node)) {
            const std::string_view piece = document_.text(word.span);
            const bool is_list_end = word.quote == 0 && piece == "]";
            if (!text.empty() && !is_list_start && !is_list_end) text += ' ';
            text += piece;
            is_list_start = word.quote == 0 && piece == "[";
        }
        return text;
    }

    /// True when the block stands on one line and can stay there.
    bool is_one_line(const Node& node, std::uint32_t id) const {
        if (node.close.is_empty() || line_of(node.span.begin) != line_of(node.span.end))
            return false;
        for (std::uint32_t i = id + 1; i < node.end; ++i) {
            if (document_.node({i}).kind == NodeKind::comment) return false;
        }
        return one_line(node, id).size() + 2 * open_.size() <= most_columns;
    }

    /// `name { a b; c }`: blocks in blocks too, since all stand on one line.
    std::string one_line(const Node& node, std::uint32_t id) const {
        std::string text = header(node) + " {";
        std::vector<std::uint32_t> ends{node.end};
        bool needs_sign = false;
        const auto close = [&](std::uint32_t at) {
            while (ends.size() > 1 && ends.back() <= at) {
                text += " }";
                ends.pop_back();
                needs_sign = true;
            }
        };
        for (std::uint32_t i = id + 1; i < node.end; ++i) {
            close(i);
            const Node& child = document_.node({i});
            if (child.kind != NodeKind::statement && child.kind != NodeKind::block) continue;
            text += needs_sign ? "; " : " ";
            const bool is_raw = child.kind == NodeKind::block && child.end > i + 1 &&
                                document_.node({i + 1}).kind == NodeKind::opaque &&
                                child.close.is_empty();
            text += header(child);
            if (is_raw) {
                text += ' ';
                text += document_.text(document_.node({i + 1}).span);
                ++i;
            }
            needs_sign = child.kind == NodeKind::statement || is_raw;
            if (child.kind != NodeKind::block || is_raw) continue;
            text += " {";
            ends.push_back(child.end);
        }
        close(node.end);
        return text + " }";
    }

    std::uint32_t block(const Node& node, std::uint32_t id) {
        const bool is_raw = node.close.is_empty() && node.end > id + 1 &&
                            document_.node({id + 1}).kind == NodeKind::opaque;
        if (is_raw) {
            const Node& text = document_.node({id + 1});
            line(node, header(node) + " " + std::string(document_.text(text.span)));
            return node.end - 1;
        }
        if (is_one_line(node, id)) {
            line(node, one_line(node, id));
            return node.end - 1;
        }
        line(node, header(node) + " {");
        last_line_ = line_of(node.header.end);
        open_.push_back(id);
        is_first_ = true;
        return id;
    }

    void close_before(std::uint32_t id) {
        while (!open_.empty() && document_.node({open_.back()}).end <= id) {
            const Node& node = document_.node({open_.back()});
            open_.pop_back();
            if (!out_.ends_with('\n')) out_ += '\n';
            out_ += indent() + "}";
            last_line_ = line_of(node.close.end);
            is_first_ = false;
        }
    }

    const Document& document_;
    const LineIndex& lines_;
    std::string out_;
    std::vector<std::uint32_t> open_;
    std::uint32_t last_line_ = 0;
    bool is_first_ = true;
    std::uint32_t kept_until_ = 0;  // the end of the last statement that was written
};

}  // namespace

std::string format(const Document& document) {
    // What could not be read is not moved about.
    if (document.has_errors()) return std::string(document.text());
    for (const Node& node : document.nodes()) {
        const bool is_broken =
            node.kind == NodeKind::block && node.close.is_empty() &&
            (node.end == document.id_of(node).value + 1 ||
             document.node({document.id_of(node).value + 1}).kind != NodeKind::opaque);
        if (is_broken) return std::string(document.text());
    }
    return Formatter(document).run();
}

}  // namespace stackc::stack
