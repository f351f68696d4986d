// What the words of a script mean: quotes, variables, and the few substitutions whose outcome is
// plain (`$(dirname "$0")`, `$(pwd)`). All others make the word unknown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/shell/state.h"

namespace stackc::shell {

class Expander {
  public:
    /// `text` is the script; words are given by their bytes in it.
    Expander(const MappedText& text, State& state) : text_(text), state_(state) {}

    /// The fields that the word [begin, end) becomes: none for `$EMPTY`, several for `"$@"`.
    std::vector<Argument> fields(std::size_t begin, std::size_t end);

    /// The word as one text, as in an assignment or after `case`.
    MappedText whole(std::size_t begin, std::size_t end);

  private:
    struct Field {
        MappedText text;
        bool has_any = false;  // something stands in it, be it only quotes
    };
    struct Run {
        std::vector<Field> done;
        Field open;
        bool splits = false;
    };

    void expand(std::size_t begin, std::size_t end, Run& run);
    void close(Run& run, Span place);
    std::size_t double_quoted(std::size_t at, std::size_t end, Run& run);
    std::size_t dollar(std::size_t at, std::size_t end, bool is_quoted, Run& run);
    std::size_t braced(std::size_t begin, std::size_t end, bool is_quoted, Run& run);
    void substitute(std::size_t begin, std::size_t end, std::size_t inside, std::size_t inside_end, bool is_quoted, Run& run);
    void arguments(std::size_t begin, std::size_t end, bool is_quoted, Run& run);
    void put(const MappedText& value, std::size_t begin, std::size_t end, bool is_quoted, Run& run);
    void put_unknown(std::size_t begin, std::size_t end, Run& run);
    void put_written(std::size_t begin, std::size_t end, Run& run);

    struct Found {
        enum class State { set, unset, unknown } state = State::unknown;
        MappedText value;
    };
    Found look_up(std::string_view name, Span place) const;
    Found command_output(std::string_view text, Span place);
    Found folder_output(const std::vector<MappedText>& words, Span place) const;

    const MappedText& text_;
    State& state_;
    int depth_ = 0;  // substitutions within substitutions
};

/// `/a/b/c` gives `/a/b`, `c` gives `.` (dirname(1)).
std::string directory_name(std::string_view path);

}  // namespace stackc::shell
