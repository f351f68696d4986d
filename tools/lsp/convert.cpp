#include "tools/lsp/convert.h"

#include <algorithm>
#include <limits>

#include "compiler/base/assert.h"

namespace stackc::lsp {

static std::uint32_t read_number(const Json& number) {
    if (!number.is_number_integer()) throw InvalidParams{"a position that is no whole number"};
    if (number.is_number_unsigned()) {
        const auto value = number.get<std::uint64_t>();
        return static_cast<std::uint32_t>(std::min<std::uint64_t>(value, std::numeric_limits<std::int32_t>::max()));
    }
    if (number.get<std::int64_t>() < 0) throw InvalidParams{"a negative position"};
    return static_cast<std::uint32_t>(std::min<std::int64_t>(number.get<std::int64_t>(), std::numeric_limits<std::int32_t>::max()));
}

Position read_position(const Json& position) {
    return {read_number(position.at("line")), read_number(position.at("character"))};
}

Json to_json(Position position) { return {{"line", position.line}, {"character", position.column}}; }

Json to_range(const LineIndex& lines, Span span, Encoding encoding) {
    return {{"start", to_json(lines.position(span.begin, encoding))},
            {"end", to_json(lines.position(span.end, encoding))}};
}

int to_lsp(Severity severity) {
    switch (severity) {
        case Severity::error: return 1;
        case Severity::warning: return 2;
        case Severity::info: return 3;
    }
    unreachable("Severity");
}

}  // namespace stackc::lsp
