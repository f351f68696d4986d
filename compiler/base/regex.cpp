#define PCRE2_CODE_UNIT_WIDTH 8
#include "compiler/base/regex.h"

#include <pcre2.h>

#include <string>

namespace stackc {

struct Regex::Impl {
    pcre2_code* code = nullptr;
    Impl() = default;
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;
    ~Impl() { pcre2_code_free(code); }
};

std::optional<Regex> Regex::compile(std::string_view pattern, bool ignores_case) {
    int error = 0;
    PCRE2_SIZE offset = 0;
    auto impl = std::make_shared<Impl>();
    impl->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                               ignores_case ? PCRE2_CASELESS : 0, &error, &offset, nullptr);
    if (impl->code == nullptr) return std::nullopt;
    return Regex(std::move(impl));
}

using MatchData = std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)>;

/// What matched; null where nothing does.
static MatchData match(const pcre2_code* code, std::string_view subject) {
    // Enough for any sane pattern on a URL, a few milliseconds for the others.
    constexpr std::uint32_t most_steps = 100000;
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(context, most_steps);
    MatchData data(pcre2_match_data_create_from_pattern(code, nullptr), pcre2_match_data_free);
    const int found = pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0, 0, data.get(), context);
    pcre2_match_context_free(context);
    if (found < 0) data.reset();
    return data;
}

bool Regex::matches(std::string_view subject) const { return match(impl_->code, subject) != nullptr; }

std::optional<std::map<std::string, std::string>> Regex::groups(std::string_view subject) const {
    const MatchData data = match(impl_->code, subject);
    if (data == nullptr) return std::nullopt;
    std::map<std::string, std::string> result;
    std::uint32_t count = 0, size = 0;
    PCRE2_SPTR table = nullptr;
    pcre2_pattern_info(impl_->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(impl_->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(impl_->code, PCRE2_INFO_NAMETABLE, &table);
    const PCRE2_SIZE* places = pcre2_get_ovector_pointer(data.get());
    for (std::uint32_t i = 0; i < count; ++i, table += size) {
        const unsigned group = static_cast<unsigned>(table[0]) << 8u | table[1];
        const PCRE2_SIZE begin = places[2 * group], end = places[2 * group + 1];
        if (begin == PCRE2_UNSET) continue;
        result[reinterpret_cast<const char*>(table + 2)] = subject.substr(begin, end - begin);
    }
    return result;
}

unsigned Regex::captures() const {
    std::uint32_t count = 0;
    pcre2_pattern_info(impl_->code, PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}

}  // namespace stackc
