// The fingerprint by which stackc knows the files that it wrote.
#pragma once

#include <string>
#include <string_view>

namespace stackc {

/// SHA-256 of `bytes`, in lower-case hexadecimal.
std::string sha256(std::string_view bytes);

}  // namespace stackc
