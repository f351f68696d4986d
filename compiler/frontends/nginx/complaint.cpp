#include "compiler/frontends/nginx/complaint.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <set>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/frontends/nginx/entries.h"
#include "compiler/frontends/nginx/lua.h"
#include "compiler/frontends/nginx/parser.h"
#include "compiler/frontends/nginx/value_checks.h"

namespace stackc::nginx {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// How a run of words ends.
enum class End : std::uint8_t { semicolon, open, close, file, broken };

/// ngx_conf_read_token: words up to the sign that ends them.
class WordReader {
  public:
    explicit WordReader(std::string_view text) : text_(text) {}

    End next() {
        words_.clear();
        values_.clear();
        while (true) {
            while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
            if (at_ >= text_.size()) return words_.empty() ? End::file : broken("unexpected end of file, expecting \";\" or \"}\"");
            const char c = text_[at_];
            if (c == '#') {
                at_ = std::min(text_.find('\n', at_), text_.size());
                continue;
            }
            if (c == ';' || c == '{' || c == '}') {
                if (words_.empty() != (c == '}')) return broken(fmt::format("unexpected \"{}\"", c));
                ++at_;
                return c == ';' ? End::semicolon : c == '{' ? End::open : End::close;
            }
            const std::optional<End> end = c == '"' || c == '\'' ? quoted_word(c) : plain_word();
            if (end) return *end;
        }
    }

    std::span<const Word> words() const { return words_; }
    std::size_t at() const { return at_; }
    void skip(std::size_t count) { at_ += count; }
    const std::string& message() const { return message_; }

  private:
    End broken(std::string message) {
        message_ = std::move(message);
        return End::broken;
    }

    std::optional<End> plain_word() {
        const std::size_t begin = at_;
        bool is_variable = false;
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (is_blank(c) || c == ';' || (c == '{' && !is_variable)) break;
            is_variable = c == '$';
            at_ += c == '\\' ? 2 : 1;
        }
        at_ = std::min(at_, text_.size());
        if (at_ >= text_.size()) return broken("unexpected end of file, expecting \";\" or \"}\"");
        add(begin, at_, 0);
        return std::nullopt;
    }

    std::optional<End> quoted_word(char quote) {
        const std::size_t begin = ++at_;
        while (at_ < text_.size() && text_[at_] != quote) at_ += text_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_, text_.size());
        if (at_ >= text_.size()) return broken("unexpected end of file, expecting \";\" or \"}\"");
        add(begin, at_, quote);
        if (++at_ >= text_.size()) return std::nullopt;
        const char after = text_[at_];
        if (is_blank(after) || after == ';' || after == '{' || after == ')') return std::nullopt;
        return broken(fmt::format("unexpected \"{}\"", text_.substr(at_, utf8_length(text_.substr(at_)))));
    }

    void add(std::size_t begin, std::size_t end, char quote) {
        const std::string_view written = text_.substr(begin, end - begin);
        std::string_view value = written;
        if (written.find('\\') != std::string_view::npos) value = values_.emplace_back(unescaped(written));
        words_.push_back({{{}, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}, value, quote});
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Word> words_;
    std::deque<std::string> values_;
    std::string message_;
};

/// A block that is open.
struct Block {
    ContextSet contexts = 0;
    bool is_known = false;         // false: nothing is said about what stands in it
    std::string entries_of;        // the kind of block of lines of their own form
    std::string location;          // the path of a `location`
    bool is_exact = false, is_named = false;
    std::set<std::string, std::less<>> seen;  // directives that stand once
};

class StrictReader {
  public:
    StrictReader(std::string_view text, ContextSet contexts) : words_(text), text_(text) {
        blocks_.push_back({});
        blocks_.back().contexts = contexts;
        blocks_.back().is_known = contexts != 0;
    }

    std::optional<Complaint> run() {
        while (!complaint_) {
            const End end = words_.next();
            if (end == End::broken) {
                complain(words_.message());
            } else if (end == End::file) {
                if (blocks_.size() > 1) complain("unexpected end of file, expecting \"}\"");
                break;
            } else if (end == End::close) {
                if (blocks_.size() == 1) complain("unexpected \"}\"");
                else blocks_.pop_back();
            } else {
                statement(end == End::open);
            }
        }
        return std::move(complaint_);
    }

  private:
    void complain(std::string message) {
        // The sign that nginx read last lies on the line that it names.
        const std::size_t at = words_.at();
        const bool is_behind = at > 0 && at <= text_.size() && std::string_view(";{}").find(text_[at - 1]) != std::string_view::npos;
        complaint_ = Complaint{std::move(message), is_behind ? at - 1 : std::min(at, text_.size())};
    }

    void statement(bool is_block) {
        const Word name = words_.words().front();
        const auto args = words_.words().subspan(1);
        Block& here = blocks_.back();
        if (!here.entries_of.empty()) return entry(is_block);
        if (here.is_known) check(name, args, is_block);
        if (complaint_ || !is_block) return;
        if (name.value.ends_with("_by_lua_block")) {
            words_.skip(lua_block_size(text_.substr(words_.at())));
            words_.skip(words_.at() < text_.size() ? 1 : 0);
            return;
        }
        open(name, args);
    }

    void entry(bool is_block) {
        if (is_block) return complain("unexpected \"{\"");
        const std::string message = entry_fault(blocks_.back().entries_of, words_.words().front(), words_.words().size() - 1);
        if (!message.empty()) complain(message);
    }

    void open(const Word& name, std::span<const Word> args) {
        Block block;
        const Block& outer = blocks_.back();
        block.contexts = outer.is_known ? contexts_inside(name.value, outer.contexts) : 0;
        if (block.contexts == set_of(Context::entries)) block.entries_of = name.value;
        block.is_known = block.contexts != 0 && block.entries_of.empty();
        if (name.value == "location" && !args.empty()) {
            block.location = args.back().value;
            block.is_exact = args.size() == 2 && args[0].value == "=";
            block.is_named = block.location.starts_with('@');
        }
        blocks_.push_back(std::move(block));
    }

    void check(const Word& name, std::span<const Word> args, bool is_block) {
        const auto all = find_directive(name.value);
        if (all.empty()) return complain(fmt::format("unknown directive \"{}\"", name.value));
        std::vector<const DirectiveRow*> rows;
        for (const DirectiveRow& row : all) {
            if (row.stands_in(blocks_.back().contexts)) rows.push_back(&row);
        }
        if (rows.empty()) return complain(fmt::format("\"{}\" directive is not allowed here", name.value));
        const bool is_core_only = std::all_of(rows.begin(), rows.end(), [](const DirectiveRow* row) { return row->has(is_core) || row->has(is_raw); });
        if (!is_core_only) return;
        std::erase_if(rows, [&](const DirectiveRow* row) { return row->has(RowFlag::is_block) != is_block; });
        if (rows.empty())
            return complain(is_block ? fmt::format("directive \"{}\" is not terminated by \";\"", name.value)
                                     : fmt::format("directive \"{}\" has no opening \"{{\"", name.value));
        std::erase_if(rows, [&](const DirectiveRow* row) { return !row->takes(args.size()); });
        if (rows.empty()) return complain(fmt::format("invalid number of arguments in \"{}\" directive", name.value));
        if (is_block && name.value == "location") check_nesting(args);
        if (complaint_) return;
        if (value_fault(rows, args)) return complain(fmt::format("invalid value in \"{}\" directive", name.value));
        const bool stands_once = std::all_of(rows.begin(), rows.end(), [](const DirectiveRow* row) { return row->has(is_unique); });
        const std::string_view key = name.value == "alias" ? "root" : name.value;
        if ((stands_once || key == "root") && !blocks_.back().seen.emplace(key).second) complain(fmt::format("\"{}\" directive is duplicate", name.value));
    }

    /// ngx_http_core_location: what may stand inside another location.
    void check_nesting(std::span<const Word> args) {
        const Block& outer = blocks_.back();
        if (outer.location.empty()) return;
        const std::string_view path = args.back().value;
        const bool is_regex = args.size() == 2 && args[0].value.starts_with('~');
        const bool is_glued = args.size() == 1 && (path.starts_with('~') || path.starts_with('=') || path.starts_with('^'));
        if (outer.is_exact) return complain(fmt::format("location \"{}\" cannot be inside the exact location \"{}\"", path, outer.location));
        if (outer.is_named) return complain(fmt::format("location \"{}\" cannot be inside the named location \"{}\"", path, outer.location));
        if (path.starts_with('@')) return complain(fmt::format("named location \"{}\" can be on the server level only", path));
        if (!is_regex && !is_glued && !path.starts_with(outer.location))
            complain(fmt::format("location \"{}\" is outside location \"{}\"", path, outer.location));
    }

    WordReader words_;
    std::string_view text_;
    std::vector<Block> blocks_;
    std::optional<Complaint> complaint_;
};

}  // namespace

std::optional<Complaint> first_complaint(std::string_view text, ContextSet contexts) {
    // nginx reads a byte order mark as part of the first word, which another finding says.
    return StrictReader(text, contexts).run();
}

}  // namespace stackc::nginx
