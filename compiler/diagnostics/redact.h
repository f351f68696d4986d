// Keeps secrets that stand in a source line out of reports: passwords in URLs and the values of
// names such as SECRET_KEY or password.
#pragma once

#include <string>
#include <string_view>

namespace stackc {

/// `text`, a line or several, with the bytes of secrets replaced by `*`, one for one, so that
/// places stay true. Paths, variables and switches are no secrets and stay.
std::string redacted(std::string_view text);

}  // namespace stackc
