#include "emitters/emitter.h"

#include <fmt/format.h>

#include "compiler/base/assert.h"

namespace stackc {

std::string_view to_text(Layout layout) {
    switch (layout) {
        case Layout::debian: return "debian";
        case Layout::rhel: return "rhel";
        case Layout::standalone: return "standalone";
    }
    unreachable("Layout");
}

std::optional<Layout> parse_layout(std::string_view text) {
    for (const Layout layout : {Layout::debian, Layout::rhel, Layout::standalone}) {
        if (text == to_text(layout)) return layout;
    }
    return std::nullopt;
}

std::string head_comment(const EmitInput& input, std::string_view sign) {
    return fmt::format("{0} Written by stackc from {1}. Do not edit: change {1} and run `stackc generate`.\n", sign, input.description);
}

}  // namespace stackc
