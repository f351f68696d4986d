#include "compiler/frontends/frontend.h"

namespace stackc {

std::vector<Argument> split_command(std::string_view, Span) { return {}; }
ResolvedCommand resolve_command(std::span<const Argument>) { return {}; }

}  // namespace stackc
