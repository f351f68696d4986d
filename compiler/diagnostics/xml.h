// Text inside XML, for the formats that are written in it.
#pragma once

#include <string>
#include <string_view>

namespace stackc {

/// `text` for an attribute or an element's content. What XML cannot hold at all is shown escaped
/// as on a terminal.
std::string xml_text(std::string_view text);

}  // namespace stackc
