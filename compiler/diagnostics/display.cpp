#include "compiler/diagnostics/display.h"

#include <langinfo.h>
#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "compiler/base/text.h"

namespace stackc {

namespace {
/// Puts the calling thread in a UTF-8 locale, in which wcwidth knows all of Unicode.
class Utf8Locale {
  public:
    Utf8Locale() : before_(uselocale(get())) {}
    Utf8Locale(const Utf8Locale&) = delete;
    Utf8Locale& operator=(const Utf8Locale&) = delete;
    ~Utf8Locale() { uselocale(before_); }

  private:
    /// Made once and kept; the locale that is there when the C library has no such locale.
    static locale_t get() {
        static const locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
        return made == static_cast<locale_t>(nullptr) ? LC_GLOBAL_LOCALE : made;
    }
    locale_t before_;
};
}  // namespace

static bool is_plain_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

std::string displayed(std::string_view text) {
    if (is_plain_ascii(text)) return std::string(text);
    std::string result;
    bool is_first = true;
    for (const std::string_view piece : split(text, '\t')) {
        if (!is_first) result += "    ";
        result += quoted(piece, std::numeric_limits<std::size_t>::max());
        is_first = false;
    }
    return result;
}

std::size_t display_width(std::string_view text) {
    if (is_plain_ascii(text)) return text.size();
    const Utf8Locale locale;
    std::size_t columns = 0;
    std::mbstate_t state{};
    while (!text.empty()) {
        wchar_t point = 0;
        const std::size_t length = std::mbrtowc(&point, text.data(), text.size(), &state);
        const bool is_read = length != 0 && length <= text.size();
        const int width = is_read ? wcwidth(point) : 1;
        if (!is_read) state = {};
        columns += static_cast<std::size_t>(std::max(width, 0));
        text.remove_prefix(is_read ? length : 1);
    }
    return columns;
}

/// The start of the code point that holds the byte at `at`.
static std::size_t back_to_start(std::string_view text, std::size_t at) {
    std::size_t steps = 0;
    while (at > 0 && at < text.size() && steps < 3 && (static_cast<unsigned char>(text[at]) & 0xc0u) == 0x80u) {
        --at;
        ++steps;
    }
    return at;
}

Excerpt excerpt(std::string_view line, std::uint32_t begin, std::uint32_t end, std::size_t most) {
    const std::size_t from = std::min<std::size_t>(begin, line.size());
    const std::size_t to = std::clamp<std::size_t>(end, from, line.size());
    std::size_t left = 0, right = line.size();
    if (line.size() > most) {
        // Two thirds of the room go to what follows the start of the mark.
        left = from > most / 3 ? back_to_start(line, from - most / 3) : 0;
        right = back_to_start(line, std::min(line.size(), std::max(left + most, from + 1)));
        if (right == line.size()) left = back_to_start(line, std::min(from, line.size() - most));
    }
    Excerpt result;
    if (left > 0) result.text = "…";
    result.text += displayed(line.substr(left, from - left));
    result.column = display_width(result.text);
    const std::string marked = displayed(line.substr(from, std::min(to, right) - from));
    result.width = std::max<std::size_t>(display_width(marked), 1);
    result.text += marked;
    if (right > to) result.text += displayed(line.substr(to, right - to));
    if (right < line.size()) result.text += "…";
    return result;
}

}  // namespace stackc
