#include "compiler/source/source_map.h"

namespace stackc {

FileId SourceMap::set(const Path& path, std::string text) {
    const auto [slot, is_new] = ids_.try_emplace(path, FileId{static_cast<std::uint32_t>(files_.size())});
    auto source = std::make_shared<const SourceText>(std::move(text));
    if (is_new) {
        files_.push_back({slot->second, path, std::move(source)});
    } else {
        files_[slot->second.value].source = std::move(source);
    }
    return slot->second;
}

const FileId* SourceMap::find(const Path& path) const {
    const auto found = ids_.find(path);
    return found == ids_.end() ? nullptr : &found->second;
}

}  // namespace stackc
