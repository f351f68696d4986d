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

bool Regex::matches(std::string_view subject) const {
    // Enough for any sane pattern on a URL, a few milliseconds for the others.
    constexpr std::uint32_t most_steps = 100000;
    pcre2_match_context* context = pcre2_match_context_create(nullptr);
    pcre2_set_match_limit(context, most_steps);
    pcre2_match_data* data = pcre2_match_data_create_from_pattern(impl_->code, nullptr);
    const int found = pcre2_match(impl_->code, reinterpret_cast<PCRE2_SPTR>(subject.data()),
                                  subject.size(), 0, 0, data, context);
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
    return found >= 0;
}

unsigned Regex::captures() const {
    std::uint32_t count = 0;
    pcre2_pattern_info(impl_->code, PCRE2_INFO_CAPTURECOUNT, &count);
    return count;
}

}  // namespace stackc
