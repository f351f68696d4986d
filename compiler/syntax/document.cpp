#include "compiler/syntax/document.h"

#include "compiler/base/assert.h"
#include "compiler/base/text.h"

namespace stackc {

NodeId Document::node_at(std::uint32_t offset) const {
    NodeId found = root;
    while (true) {
        bool is_deeper = false;
        for (const Node& child : children(found)) {
            if (child.span.begin > offset) break;
            if (!child.span.contains(offset)) continue;
            found = id_of(child);
            is_deeper = true;
            if (child.span.end > offset) break;
        }
        if (!is_deeper) return found;
    }
}

DocumentBuilder::DocumentBuilder(std::string_view dialect, const SourceFile& source)
    : document_(dialect, source) {
    open_.push_back(add(NodeKind::root, source.whole()));
}

Word DocumentBuilder::word(Span span, std::string value, char quote) {
    if (value == document_.text(span)) return {span, document_.text(span), quote};
    document_.cooked_.push_back(std::move(value));
    return {span, document_.cooked_.back(), quote};
}

NodeId DocumentBuilder::add(NodeKind kind, Span span) {
    Node node;
    node.kind = kind;
    node.span = span;
    node.header = span;
    node.parent = open_.empty() ? NodeId{0} : open_.back();
    document_.nodes_.push_back(node);
    const NodeId id{static_cast<std::uint32_t>(document_.nodes_.size() - 1)};
    document_.nodes_.back().end = id.value + 1;
    if (!open_.empty()) reach(span.end);
    return id;
}

void DocumentBuilder::reach(std::uint32_t end) {
    Span& span = document_.nodes_[open_.back().value].span;
    span.end = std::max(span.end, end);
}

NodeId DocumentBuilder::leaf(NodeKind kind, Span span) { return add(kind, span); }

NodeId DocumentBuilder::error(Span span) {
    document_.has_errors_ = true;
    return add(NodeKind::error, span);
}

NodeId DocumentBuilder::statement(Span span, Span header, Word name, std::span<const Word> args) {
    const NodeId id = add(NodeKind::statement, span);
    Node& node = document_.nodes_.back();
    node.header = header;
    node.name = name;
    node.first_arg = static_cast<std::uint32_t>(document_.words_.size());
    node.arg_count = static_cast<std::uint32_t>(args.size());
    document_.words_.insert(document_.words_.end(), args.begin(), args.end());
    return id;
}

NodeId DocumentBuilder::comment_in(NodeId statement, Span span) {
    const NodeId id = add(NodeKind::comment, span);
    document_.nodes_.back().parent = statement;
    document_.nodes_[statement.value].end = id.value + 1;
    return id;
}

NodeId DocumentBuilder::open(Span header, Word name, std::span<const Word> args, Span brace) {
    const Span span = brace.is_empty() ? header : join(header, brace);
    const NodeId id = statement(span, header, name, args);
    document_.nodes_.back().kind = NodeKind::block;
    document_.nodes_.back().open = brace;
    open_.push_back(id);
    return id;
}

void DocumentBuilder::close(Span brace) {
    STACKC_ASSERT(open_.size() > 1);
    Node& node = document_.nodes_[open_.back().value];
    node.close = brace;
    node.end = static_cast<std::uint32_t>(document_.nodes_.size());
    // An empty place says where a block without a closing brace ends at least.
    node.span.end = brace.is_empty() ? std::max(node.span.end, brace.end) : brace.end;
    const std::uint32_t end = node.span.end;
    open_.pop_back();
    reach(end);
}

Document DocumentBuilder::finish() {
    while (open_.size() > 1) close({document_.file(), 0, 0});
    document_.nodes_[0].end = static_cast<std::uint32_t>(document_.nodes_.size());
    return std::move(document_);
}

static bool is_space_or_mark(std::string_view text) {
    // A byte order mark at the start belongs to no node and is kept like white space.
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return trim(text).empty();
}

std::string print(const Document& document) {
    std::string out;
    std::uint32_t at = 0;
    const auto gap_to = [&](std::uint32_t offset) {
        const std::string_view gap = document.text({document.file(), at, offset});
        STACKC_ASSERT(is_space_or_mark(gap));
        out += gap;
        at = offset;
    };
    const auto piece = [&](Span span) {
        if (span.end <= at) return;
        span.begin = std::max(span.begin, at);
        gap_to(span.begin);
        out += document.text(span);
        at = span.end;
    };
    std::vector<std::pair<std::uint32_t, Span>> closing;  // node end, brace
    Span opening;                                         // a brace that comments may precede
    const auto open_before = [&](std::uint32_t offset) {
        if (opening.is_empty() || opening.begin > offset) return;
        piece(opening);
        opening = {};
    };
    for (std::uint32_t i = 1; i < document.size(); ++i) {
        open_before(document.node({i}).span.begin);
        while (!closing.empty() && closing.back().first <= i) {
            if (!closing.back().second.is_empty()) piece(closing.back().second);
            closing.pop_back();
        }
        const Node& node = document.node({i});
        if (node.kind == NodeKind::block) {
            piece(node.header);
            // The opening brace or bracket stands between the header and what follows.
            closing.emplace_back(node.end, node.close);
            if (!node.open.is_empty()) {
                opening = node.open;
                if (node.end == i + 1) open_before(opening.begin);
                continue;
            }
            const std::string_view rest = document.text({document.file(), at, node.span.end});
            const std::size_t brace = rest.find_first_not_of(" \t\r\n\v\f");
            const auto offset = static_cast<std::uint32_t>(at + brace);
            // An ini section has no braces: a `{` after it belongs to its first entry.
            const bool is_childs = i + 1 < document.size() && document.node({i + 1}).span.begin == offset;
            if (brace != std::string_view::npos && rest[brace] == '{' && !is_childs) {
                piece({document.file(), offset, offset + 1});
            }
        } else {
            piece(node.span);
        }
    }
    open_before(static_cast<std::uint32_t>(document.text().size()));
    while (!closing.empty()) {
        if (!closing.back().second.is_empty()) piece(closing.back().second);
        closing.pop_back();
    }
    gap_to(static_cast<std::uint32_t>(document.text().size()));
    return out;
}

}  // namespace stackc
