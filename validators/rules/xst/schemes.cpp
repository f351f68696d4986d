#include "validators/rules/xst/schemes.h"

#include <algorithm>
#include <array>

#include "compiler/base/text.h"

namespace stackc {

bool tells_scheme(std::span<const Setting> headers) {
    static constexpr std::array<std::string_view, 5> words{"proto", "scheme", "ssl", "https", "forwarded-tls"};
    return std::any_of(headers.begin(), headers.end(), [](const Setting& header) {
        const std::string name = to_lower(header.name);
        return name == "forwarded" || std::any_of(words.begin(), words.end(), [&](std::string_view word) {
            return name.find(word) != std::string::npos;
        });
    });
}

}  // namespace stackc
