#include "compiler/frontends/container/substitution.h"

#include <algorithm>

namespace stackc::container {

static bool is_name_character(char c, bool is_first) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    return is_letter || (!is_first && c >= '0' && c <= '9');
}

static std::size_t name_end(std::string_view text, std::size_t begin) {
    std::size_t end = begin;
    while (end < text.size() && is_name_character(text[end], end == begin)) ++end;
    return end;
}

/// The `}` that ends what stands before `at`, inner `${…}` stepped over.
static std::size_t closing_brace(std::string_view text, std::size_t at) {
    for (std::size_t depth = 1; at < text.size(); ++at) {
        if (text.substr(at).starts_with("${"))
            ++depth, ++at;
        else if (text[at] == '}' && --depth == 0)
            return at;
    }
    return std::string_view::npos;
}

namespace {

class Substitution {
  public:
    Substitution(const MappedText& text, const Lookup& lookup, SubstitutionRules rules)
        : text_(text), lookup_(lookup), rules_(rules), result_(text.span()) {}

    MappedText run() {
        const std::string& all = text_.text();
        while (at_ < all.size()) {
            keep(at_, std::min(next_sign(all), all.size()));
            if (at_ < all.size()) replace_here(all);
        }
        return std::move(result_);
    }

  private:
    std::size_t next_sign(const std::string& all) const {
        const char signs[] = {'$', rules_.escape};
        return all.find_first_of(signs, at_, rules_.escape == 0 ? 1 : 2);
    }

    void keep(std::size_t begin, std::size_t end) {
        if (end > begin) result_.append(text_, begin, end);
        at_ = end;
    }

    void replace_here(const std::string& all) {
        if (all[at_] != '$') {  // an escape
            const bool is_dollar = at_ + 1 < all.size() && all[at_ + 1] == '$';
            if (is_dollar) ++at_;
            return keep(at_, at_ + 1);
        }
        if (rules_.doubles_dollar && all.compare(at_, 2, "$$") == 0) {
            keep(at_, at_ + 1);
            ++at_;
            return;
        }
        const bool is_braced = all.compare(at_, 2, "${") == 0;
        const std::size_t begin = at_ + (is_braced ? 2 : 1);
        const std::size_t end = name_end(all, begin);
        const std::size_t close = is_braced ? closing_brace(all, begin) : end;
        if (end == begin || close == std::string::npos) return keep(at_, begin);
        const std::size_t after = is_braced ? close + 1 : end;
        put({begin, end, close, after});
        at_ = after;
    }

    /// Where the parts of `${NAME:-word}` end.
    struct Parts {
        std::size_t name, name_end, word_end, end;
    };
    void put(const Parts& parts) {
        const std::string_view all = text_.text();
        const std::string_view name = all.substr(parts.name, parts.name_end - parts.name);
        const std::string_view operation =
            all.substr(parts.name_end, parts.word_end - parts.name_end);
        const Value<std::string> value = lookup_(name);
        const bool has_colon = operation.starts_with(':');
        const std::string_view sign = operation.substr(has_colon ? 1 : 0, 1);
        const std::size_t word = parts.name_end + (has_colon ? 2 : 1);
        const bool is_set = value.is_known() && !(has_colon && value->empty());
        const Span place = text_.span(at_, parts.end);
        if (sign == "-" && !is_set && !value.is_unknown())
            return result_.append(text_, word, parts.word_end);
        const bool is_plain = operation.empty() || sign == "-" || sign == "?";
        if (value.is_known() && is_plain) return result_.append_replaced(*value, place);
        result_.append_unknown(all.substr(at_, parts.end - at_), place,
                               "the variable `" + std::string(name) + "` is set elsewhere");
    }

    const MappedText& text_;
    const Lookup& lookup_;
    SubstitutionRules rules_;
    MappedText result_;
    std::size_t at_ = 0;
};

}  // namespace

MappedText substitute(const MappedText& text, const Lookup& lookup, SubstitutionRules rules) {
    if (text.text().find('$') == std::string::npos) return text;
    return Substitution(text, lookup, rules).run();
}

}  // namespace stackc::container
