#include "tools/lsp/buffers.h"

#include <algorithm>

#include "tools/lsp/convert.h"

namespace stackc::lsp {

static void apply_change(std::string& text, const Json& change, Encoding encoding) {
    const std::string& replacement = change.at("text").get_ref<const std::string&>();
    const Json* range = find(change, "range");
    if (range == nullptr || range->is_null()) {
        text = replacement;
        return;
    }
    const LineIndex lines(text);
    const std::uint32_t begin = lines.offset(read_position(range->at("start")), encoding);
    const std::uint32_t end = lines.offset(read_position(range->at("end")), encoding);
    if (end < begin) throw InvalidParams{"a range that ends before it starts"};
    text.replace(begin, end - begin, replacement);
}

void apply_changes(std::string& text, const Json& changes, Encoding encoding) {
    if (!changes.is_array()) throw InvalidParams{"`contentChanges` is no array"};
    // A change that cannot be applied must not leave half of the others behind.
    std::string result = text;
    for (const Json& change : changes) apply_change(result, change, encoding);
    text = std::move(result);
}

}  // namespace stackc::lsp
