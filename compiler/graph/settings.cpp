#include "compiler/graph/settings.h"

#include <algorithm>

namespace stackc {

const PythonValue* PythonValue::find(std::string_view key) const {
    // The last of equal keys counts.
    for (std::size_t i = keys.size(); i-- > 0;) {
        if (keys[i].is_text() && keys[i].text == key) return &items[i];
    }
    return nullptr;
}

bool PythonValue::holds(std::string_view wanted) const {
    return is_sequence() && std::any_of(items.begin(), items.end(), [&](const PythonValue& item) {
               return item.is_text() && item.text == wanted;
           });
}

const PythonValue* SettingsModule::find(std::string_view setting) const {
    const auto found = values.find(std::string(setting));
    return found == values.end() ? nullptr : &found->second;
}

const std::string* SettingsModule::text(std::string_view setting) const {
    const PythonValue* value = find(setting);
    return value != nullptr && value->is_text() ? &value->text : nullptr;
}

}  // namespace stackc
