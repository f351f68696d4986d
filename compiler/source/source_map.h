// Every text that an analysis looks at, under a small id. A text is replaced as a whole when
// its file changes; whoever still holds the old one (an older Document) keeps it alive.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/file_system.h"
#include "compiler/source/line_index.h"
#include "compiler/source/span.h"

namespace stackc {

/// A text and its lines; immutable, shared.
class SourceText {
  public:
    explicit SourceText(std::string text) : text_(std::move(text)), lines_(text_) {}
    SourceText(const SourceText&) = delete;
    SourceText& operator=(const SourceText&) = delete;
    std::string_view text() const { return text_; }
    const LineIndex& lines() const { return lines_; }

  private:
    std::string text_;
    LineIndex lines_;
};

/// What a parser gets: a file's id, path and bytes.
struct SourceFile {
    FileId id;
    Path path;  // absolute
    std::shared_ptr<const SourceText> source;

    std::string_view text() const { return source->text(); }
    std::string_view text(Span span) const { return text().substr(span.begin, span.size()); }
    Span whole() const { return {id, 0, static_cast<std::uint32_t>(text().size())}; }
};

class SourceMap {
  public:
    /// The id of `path`, with `text` as what it says now. Same path, same id.
    FileId set(const Path& path, std::string text);
    /// The id of `path` if it was ever set.
    const FileId* find(const Path& path) const;

    const SourceFile& file(FileId id) const { return files_.at(id.value); }
    const Path& path(FileId id) const { return file(id).path; }
    std::string_view text(FileId id) const { return file(id).text(); }
    std::string_view text(Span span) const { return file(span.file).text(span); }
    const LineIndex& lines(FileId id) const { return file(id).source->lines(); }
    std::size_t size() const { return files_.size(); }

  private:
    std::vector<SourceFile> files_;
    std::map<Path, FileId> ids_;
};

}  // namespace stackc
