#include "validators/rules/xst/samples.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "compiler/base/text.h"

namespace stackc {

bool is_sample(const Document& document) {
    const Path& path = document.source().path;
    const std::string name = to_lower(path.filename().string());
    const std::string place = to_lower(path.parent_path().filename().string()) + "/" + name;
    constexpr std::array<std::string_view, 4> signs{"example", "sample", "template", "skel"};
    constexpr std::array<std::string_view, 6> endings{".tpl",  ".tmpl", ".j2",
                                                      ".dist", ".in",   ".erb"};
    return std::any_of(
               signs.begin(), signs.end(),
               [&](std::string_view sign) { return place.find(sign) != std::string::npos; }) ||
           std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace stackc
