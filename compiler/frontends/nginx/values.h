// nginx's notations for sizes, times and numbers (src/core/ngx_parse.c 1.22.1).
#pragma once

#include <optional>
#include <string_view>

#include "compiler/graph/graph.h"

namespace stackc::nginx {

/// `10m`, `8k`, `512`: digits with k, K, m, M.
std::optional<Size> parse_size(std::string_view text);
/// The same with g and G, for offsets such as client_max_body_size.
std::optional<Size> parse_offset(std::string_view text);
/// `1h 30m`, `500ms`, `60`: with or without milliseconds; the unit falls from left to right.
std::optional<Duration> parse_time(std::string_view text, bool has_milliseconds);

}  // namespace stackc::nginx
