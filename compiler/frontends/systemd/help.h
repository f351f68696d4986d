// The pages of the keys of systemd's unit files.
#pragma once

#include <string>
#include <string_view>

namespace stackc::systemd {

/// The page of a key, `ExecStart` or `Service.ExecStart`, whose case must be right; empty where
/// there is none of that name.
std::string explain(std::string_view word);

}  // namespace stackc::systemd
