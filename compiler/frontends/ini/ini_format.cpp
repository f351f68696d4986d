#include "compiler/frontends/ini/ini_format.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/frontends/ini/ini_parser.h"

namespace stackc::ini {

namespace {

class Formatter {
  public:
    Formatter(const Document& document, std::string_view equals)
        : document_(document),
          text_(document.text()),
          equals_(equals),
          newline_(text_.find("\r\n") == std::string_view::npos ? "\n" : "\r\n") {}

    std::string run() {
        if (text_.starts_with("\xef\xbb\xbf")) out_ = text_.substr(0, 3), at_ = 3;
        for (const Node& node : document_.nodes()) {
            // A comment between the lines of a value was written with the value.
            if (node.kind == NodeKind::root || node.span.begin < at_) continue;
            put(node);
        }
        if (has_line_) out_ += newline_;
        return std::move(out_);
    }

  private:
    void put(const Node& node) {
        const std::string_view gap = text_.substr(at_, node.span.begin - at_);
        const auto newlines = std::count(gap.begin(), gap.end(), '\n');
        if (node.kind == NodeKind::comment && newlines == 0 && has_line_) {
            out_ += ' ';
            out_ += document_.text(node.span);
            at_ = node.span.end;
            return;
        }
        if (has_line_) out_ += newline_;
        // A section's own comments stand before it: only what was apart stays apart.
        const bool is_apart = newlines > 1 || (node.kind == NodeKind::block && !is_after_comment_);
        if (has_line_ && is_apart) out_ += newline_;
        has_line_ = true;
        is_after_comment_ = node.kind == NodeKind::comment;
        write(node);
    }

    void write(const Node& node) {
        at_ = node.kind == NodeKind::block ? node.header.end : node.span.end;
        if (node.kind != NodeKind::statement) {
            out_ += document_.text(node.kind == NodeKind::block ? node.header : node.span);
            return;
        }
        const std::span<const Word> args = document_.args(node);
        if (!is_plain(node)) {
            out_ += document_.text(node.span);
            return;
        }
        out_ += document_.text(node.name.span);
        if (args.empty()) return;
        std::string separator = separator_of(node);
        if (args[0].value.empty()) separator = std::string(trim_end(separator));
        out_ += separator;
        out_ += args[0].value;
    }

    /// False where white space means something: values of several lines, and uWSGI's `%`, which
    /// takes the byte after it along.
    bool is_plain(const Node& node) const {
        const std::span<const Word> args = document_.args(node);
        if (args.size() > 1) return false;
        const bool ends_in_percent = !args.empty() && args[0].value.ends_with('%');
        return !ends_in_percent && node.name.value.find('%') == std::string_view::npos &&
               !node.name.span.is_empty();
    }

    std::string separator_of(const Node& node) const {
        const Span key = node.name.span;
        const std::string_view after = text_.substr(key.end, node.span.end - key.end);
        return trim(after).starts_with(':') ? ": " : std::string(equals_);
    }

    const Document& document_;
    std::string_view text_;
    std::string_view equals_;
    std::string_view newline_;
    std::string out_;
    std::uint32_t at_ = 0;
    bool has_line_ = false;
    bool is_after_comment_ = false;
};

}  // namespace

std::string format(const Document& document, std::string_view equals) {
    const bool ends_in_percent = document.text().ends_with('%');
    if (document.has_errors() || is_template(document) || ends_in_percent)
        return std::string(document.text());
    return Formatter(document, equals).run();
}

}  // namespace stackc::ini
