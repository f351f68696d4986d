// Reads uWSGI configuration as uWSGI does: magic variables, sections, included files, if and
// for blocks, then the passes for $(ENV), @(FILE) and %(placeholder). What comes out is the
// list of options that uWSGI would show with `call:show_config`, each with its places.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/mapped_text.h"

namespace stackc::uwsgi {

/// An option with its value as far as it is expanded.
struct Setting {
    std::string name;
    MappedText value;
    Span name_span;
    Span span;
    bool has_value = true;        // false: a bare key
    bool is_applied = false;      // acted while it was read: no later pass touches its value
    bool is_conditional = false;  // in a block whose condition cannot be known
    FileId file{};
};

/// What is known of how uWSGI is started.
struct Launch {
    std::optional<std::string> directory;  // the folder it is started in
    std::map<std::string, Value<std::string>> environment;
    FileId from{};  // the file that says so
};

class Expander {
  public:
    Expander(const Workspace& workspace, Launch launch)
        : workspace_(workspace), launch_(std::move(launch)) {}

    /// Adds a setting of the command line; an `ini` is read at once.
    void add_argument(Setting setting) { add(std::move(setting)); }

    /// Reads a section of a file, whose path in the target may be known; an empty `section`
    /// is uWSGI's own, [uwsgi].
    void read(const Document& document, std::string_view section,
              std::optional<std::string> target_path);

    /// Runs the passes, after which every value is what uWSGI works with.
    void finish();

    const std::vector<Setting>& settings() const { return settings_; }
    /// Included files that are not where they must be: uWSGI ends there.
    const std::vector<MappedText>& missing() const { return missing_; }
    bool is_fully_read() const { return is_fully_read_; }
    /// Files that were read, in order.
    const std::vector<FileId>& files() const { return files_; }
    /// The sections that were read, each with its file.
    const std::vector<std::pair<FileId, std::string>>& sections() const { return read_sections_; }

  private:
    struct Block {
        std::string kind;  // "if-env", "for"; empty: none is open
        MappedText argument{Span{}};
    };
    struct Source {
        const Document* document = nullptr;
        std::optional<std::string> path;
    };

    void add(Setting setting);
    void add_in_block(Setting setting);
    void add_plain(Setting setting);
    void push(Setting setting);
    void repeat(const Setting& setting, const std::vector<std::string>& items);
    void set_placeholder(const Setting& setting);
    void include(const Setting& setting);
    /// Whether the open block's condition holds, where that can be known.
    std::optional<bool> condition() const;
    MappedText magic(const MappedText& raw, const Source& source, std::string_view section) const;
    void append_magic(MappedText& out, char variable, Span span, const Source& source,
                      std::string_view section) const;

    void run_pass(char symbol);
    void expand(Setting& setting, char symbol);
    std::optional<MappedText> lookup(char symbol, std::string_view name, Span span) const;
    std::optional<MappedText> reference(std::string_view name, Span span) const;
    MappedText calculate(std::string_view formula, Span span) const;
    const Setting* find(std::string_view name) const;

    const Workspace& workspace_;
    Launch launch_;
    std::vector<Setting> settings_;
    std::map<std::string, std::size_t, std::less<>> first_;  // uWSGI looks up the first of a name
    std::size_t work_ = 0;
    std::vector<FileId> files_;
    std::vector<Source> sources_;  // the files being read, innermost last
    std::vector<MappedText> missing_;
    Block block_;
    bool is_fully_read_ = true;
    std::vector<std::pair<FileId, std::string>> read_sections_;
};

/// True for options whose value names another file of options: `ini`, `include`, `yaml`…
bool names_file(std::string_view option);

/// Splits `file.ini:section`; the section is empty where none is named.
std::pair<std::string, std::string> split_section(std::string_view name);

}  // namespace stackc::uwsgi
