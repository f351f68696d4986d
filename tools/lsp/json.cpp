#include "tools/lsp/json.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace stackc::lsp {

const Json* find(const Json& from, std::string_view path) {
    const Json* at = &from;
    for (const std::string_view key : split(path, '.')) {
        if (!at->is_object()) return nullptr;
        const auto found = at->find(std::string(key));
        if (found == at->end()) return nullptr;
        at = &*found;
    }
    return at;
}

bool is_set(const Json& from, std::string_view path) {
    const Json* value = find(from, path);
    return value != nullptr && value->is_boolean() && value->get<bool>();
}

bool lists(const Json& from, std::string_view path, std::string_view wanted) {
    const Json* value = find(from, path);
    if (value == nullptr || !value->is_array()) return false;
    return std::any_of(value->begin(), value->end(), [&](const Json& entry) {
        return entry.is_string() && entry.get_ref<const std::string&>() == wanted;
    });
}

std::string to_text(const Json& message) {
    return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace stackc::lsp
