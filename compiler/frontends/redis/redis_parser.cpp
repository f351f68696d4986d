#include "compiler/frontends/redis/redis_parser.h"

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/base/text.h"

namespace stackc::redis {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

/// Cuts one line. redis 7.0 sds.c sdssplitargs: quotes start and end words.
class LineParser {
  public:
    LineParser(const SourceFile& file, DocumentBuilder& builder) : file_(file), builder_(builder) {}

    void parse(std::uint32_t begin, std::uint32_t end) {
        at_ = begin;
        end_ = end;
        std::vector<Word> words;
        while (skip_blanks(), at_ < end_) {
            const std::optional<Word> word = next();
            if (!word) {
                builder_.error({file_.id, begin, end});
                return;
            }
            words.push_back(*word);
        }
        const Span whole{file_.id, words.front().span.begin, words.back().span.end};
        builder_.statement(whole, whole, words.front(), std::span(words).subspan(1));
    }

  private:
    char here() const { return file_.text()[at_]; }
    void skip_blanks() {
        while (at_ < end_ && is_blank(here())) ++at_;
    }

    /// A quote may open in the middle of a word; a blank or the end must follow the one that
    /// closes it.
    std::optional<Word> next() {
        const std::uint32_t begin = at_;
        const char first = here() == '"' || here() == '\'' ? here() : '\0';
        std::string value;
        while (at_ < end_ && !is_blank(here())) {
            if (here() != '"' && here() != '\'') {
                value += file_.text()[at_++];
                continue;
            }
            if (!read_quoted(value)) return std::nullopt;
            break;
        }
        const Span span{file_.id, begin, at_};
        if (value == file_.text(span)) return with_hole(builder_.word(span));
        return with_hole(builder_.word(span, std::move(value), first));
    }

    bool read_quoted(std::string& value) {
        const char quote = here();
        for (++at_; at_ < end_ && here() != quote; ++at_) {
            if (here() == '\\' && at_ + 1 < end_ && (quote == '"' || file_.text()[at_ + 1] == '\''))
                ++at_;
            value += here();
        }
        if (at_ >= end_) return false;
        ++at_;
        return at_ >= end_ || is_blank(here());
    }

    static Word with_hole(Word word) {
        for (const std::string_view sign : {"${", "{{", "{%", "<%"}) {
            if (word.value.find(sign) != std::string_view::npos) word.has_hole = true;
        }
        return word;
    }

    const SourceFile& file_;
    DocumentBuilder& builder_;
    std::uint32_t at_ = 0;
    std::uint32_t end_ = 0;
};

}  // namespace

Document parse(const SourceFile& file, Reporter&) {
    DocumentBuilder builder("redis", file);
    LineParser line(file, builder);
    const std::string_view text = file.text();
    std::size_t at = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    while (at < text.size()) {
        const std::size_t stop = std::min(text.find('\n', at), text.size());
        std::size_t begin = at, end = stop;
        while (begin < end && is_blank(text[begin])) ++begin;
        while (end > begin && is_blank(text[end - 1])) --end;
        const Span span{file.id, static_cast<std::uint32_t>(begin),
                        static_cast<std::uint32_t>(end)};
        if (begin < end && text[begin] == '#')
            builder.comment(span);
        else if (begin < end)
            line.parse(span.begin, span.end);
        at = stop + 1;
    }
    return builder.finish();
}

int looks_like_redis(const SourceFile& file) {
    static constexpr std::array<std::string_view, 16> names{
        "appendonly",     "appendfsync", "maxmemory",      "maxmemory-policy",
        "protected-mode", "tcp-backlog", "unixsocket",     "unixsocketperm",
        "requirepass",    "dbfilename",  "rdbcompression", "replicaof",
        "slaveof",        "databases",   "daemonize",      "tcp-keepalive"};
    std::size_t known = 0, lines = 0;
    for (const std::string_view line : split(file.text().substr(0, 1u << 16u), '\n')) {
        const std::string_view text = trim(line);
        if (text.empty() || text.starts_with('#')) continue;
        // Another language ends its lines or opens blocks.
        if (text.ends_with(';') || text.ends_with('{') || text.starts_with('[')) return 0;
        ++lines;
        if (std::find(names.begin(), names.end(), text.substr(0, text.find(' '))) != names.end())
            ++known;
    }
    return known >= 2 && known * 10 >= lines ? 60 : known >= 1 ? 10 : 0;
}

}  // namespace stackc::redis
