// The first thing that nginx itself would say of a broken text, and where. nginx notices a
// forgotten sign only when what follows makes no sense, so that its line is rarely the line of
// the mistake; people have nginx's line before their eyes, and want to find the mistake by it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/frontends/nginx/directives.h"

namespace stackc::nginx {

struct Complaint {
    std::string message;       // "unexpected \"}\""
    std::size_t offset = 0;    // a byte of the line that nginx names
};

/// Reads `text` as nginx 1.22.1 reads it (src/core/ngx_conf_file.c), mending nothing, where its
/// top-level statements stand in `contexts`; 0: that is not known. Nothing where nginx has
/// nothing to say of it.
std::optional<Complaint> first_complaint(std::string_view text, ContextSet contexts);

}  // namespace stackc::nginx
