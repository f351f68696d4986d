// Values by the types of the directive table: sizes, times, numbers, words of a list
// (src/core/ngx_conf_file.c 1.22.1), with what the author likely meant.
#pragma once

#include <cstdint>
#include <span>

#include "compiler/frontends/nginx/directives.h"
#include "compiler/frontends/nginx/fault.h"

namespace stackc::nginx {

Checked check_size(const Word& word);
Checked check_offset(const Word& word);
Checked check_time(const Word& word, bool has_milliseconds);
Checked check_flag(const Word& word);
/// A decimal number between both, -1 being no bound.
Checked check_number(const Word& word, std::int64_t low = -1, std::int64_t high = -1);

/// The arguments of a directive whose row has a type of its own.
Checked check_typed(const DirectiveRow& row, std::span<const Word> args);

}  // namespace stackc::nginx
