#include "compiler/frontends/nginx/format.h"

#include <algorithm>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::nginx {

namespace {

class Layout {
  public:
    explicit Layout(const Document& document) : document_(document), text_(document.text()) {
        if (text_.starts_with("\xef\xbb\xbf")) last_ = 3;
    }

    std::string run() {
        for (std::uint32_t i = 1; i < document_.size();) {
            close_before(i);
            const Node& node = document_.node({i});
            piece(node);
            // The comments inside a statement are written with it.
            i = node.kind == NodeKind::block ? i + 1 : node.end;
        }
        close_before(static_cast<std::uint32_t>(document_.size()));
        if (!out_.empty() && out_.back() != '\n') out_ += '\n';
        return std::move(out_);
    }

  private:
    struct Open {
        std::uint32_t end;
        Span close;
        bool is_raw;
    };

    std::string indent() const { return std::string(open_.size() * 4, ' '); }

    std::size_t newlines(std::uint32_t from, std::uint32_t to) const {
        if (from >= to) return 0;
        const std::string_view gap = text_.substr(from, to - from);
        return static_cast<std::size_t>(std::count(gap.begin(), gap.end(), '\n'));
    }

    /// Goes to a new line for what stands at `begin`; an empty line stays where there was one.
    void start_line(std::uint32_t begin, bool may_be_blank = true) {
        if (!out_.empty() && out_.back() != '\n') out_ += '\n';
        if (may_be_blank && !is_first_ && newlines(last_, begin) >= 2) out_ += '\n';
        is_first_ = false;
        out_ += indent();
    }

    void close_before(std::uint32_t next) {
        while (!open_.empty() && open_.back().end <= next) {
            const Open block = open_.back();
            open_.pop_back();
            if (block.is_raw) {
                out_ += text_.substr(last_, block.close.begin - last_);
            } else if (out_.back() != '{' || newlines(last_, block.close.begin) > 0) {
                start_line(block.close.begin, false);
            }
            out_ += '}';
            last_ = block.close.end;
            is_first_ = false;
        }
    }

    void piece(const Node& node) {
        switch (node.kind) {
            case NodeKind::comment: return comment(node);
            case NodeKind::statement: return statement(node);
            case NodeKind::block: return block(node);
            case NodeKind::opaque: return opaque(node);
            case NodeKind::error:
            case NodeKind::root: return;
        }
    }

    void comment(const Node& node) {
        const Node& parent = document_.node(node.parent);
        const bool is_inner = parent.kind == NodeKind::block && !parent.open.is_empty() && node.span.begin < parent.open.begin;
        if (is_inner && node.span.begin < parent.header.end) return;  // written between the words
        // A comment between the header and the brace moves behind the brace.
        const bool is_trailing = !out_.empty() && out_.back() != '\n' && (is_inner || newlines(last_, node.span.begin) == 0);
        if (is_trailing) out_ += ' ';
        else start_line(node.span.begin);
        out_ += document_.text(node.span);
        // The end of the line belongs to the comment: nothing may follow it there.
        out_ += '\n';
        last_ = std::max(last_, node.span.end);
        is_first_ = false;
    }

    void opaque(const Node& node) {
        if (!open_.empty() && open_.back().is_raw) {
            out_ += text_.substr(last_, node.span.end - last_);
        } else {
            start_line(node.span.begin);
            out_ += document_.text(node.span);
        }
        last_ = node.span.end;
    }

    void words(const Node& node) {
        start_line(node.header.begin);
        out_ += document_.text(node.name.span);
        last_ = node.name.span.end;
        std::uint32_t comment_id = document_.id_of(node).value + 1;
        for (const Word& word : document_.args(node)) {
            inner_comments(node, comment_id, word.span.begin);
            if (newlines(last_, word.span.begin) > 0 || out_.back() == '\n') out_ += (out_.back() == '\n' ? "" : "\n") + indent() + "    ";
            else if (word.span.begin > last_) out_ += ' ';
            out_ += document_.text(word.span);
            last_ = word.span.end;
        }
        if (node.kind == NodeKind::statement) inner_comments(node, comment_id, node.span.end);
    }

    void inner_comments(const Node& node, std::uint32_t& id, std::uint32_t before) {
        for (; id < node.end && document_.node({id}).kind == NodeKind::comment && document_.node({id}).span.begin < before; ++id) {
            const Span span = document_.node({id}).span;
            if (newlines(last_, span.begin) > 0) out_ += "\n" + indent() + "   ";
            out_ += ' ';
            out_ += document_.text(span);
            out_ += '\n';
            last_ = span.end;
        }
    }

    void statement(const Node& node) {
        words(node);
        if (out_.back() == '\n') out_ += indent() + "    ";
        out_ += ';';
        last_ = node.span.end;
    }

    void block(const Node& node) {
        words(node);
        if (out_.back() == '\n') out_ += indent();
        else out_ += ' ';
        out_ += '{';
        const bool is_raw = node.name.value.ends_with("_by_lua_block");
        last_ = std::max(last_, node.open.end);
        open_.push_back({node.end, node.close, is_raw});
        is_first_ = true;
    }

    const Document& document_;
    std::string_view text_;
    std::string out_;
    std::vector<Open> open_;
    std::uint32_t last_ = 0;        // where what was written last ends in the text
    bool is_first_ = true;          // nothing was written in this block yet
};

}  // namespace

/// Formatting keeps the file's own line ends.
static std::string with_line_ends(std::string text, bool is_crlf) {
    if (!is_crlf) return text;
    std::string result;
    for (const char c : text) {
        if (c == '\n' && (result.empty() || result.back() != '\r')) result += '\r';
        result += c;
    }
    return result;
}

std::string format(const Document& document) {
    if (document.has_errors()) return std::string(document.text());
    const std::size_t newline = document.text().find('\n');
    const bool is_crlf = newline != std::string_view::npos && newline > 0 && document.text()[newline - 1] == '\r';
    return with_line_ends(Layout(document).run(), is_crlf);
}

}  // namespace stackc::nginx
