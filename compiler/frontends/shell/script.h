// What a start script runs: it is followed command by command, as a shell would, and each program
// that it starts is told with folder, user and environment as they are by then. Where the files do
// not tell which way it goes, both ways are followed and what comes of them is not certain.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/frontends/shell/lexer.h"
#include "compiler/frontends/shell/state.h"

namespace stackc::shell {

/// What comes of following a script.
struct Outcome {
    std::vector<Launch> launches;
    std::vector<PathMade> made;
    bool has_read_script = false;  // a file of the workspace was followed, or a text for a shell
};

class Follower {
  public:
    /// `container`: where the program runs, if in one; `from` is the file that starts it.
    Follower(const Workspace& workspace, const Container* container, FileId from, State state)
        : workspace_(workspace), container_(container), from_(from), state_(std::move(state)) {}

    /// Runs one command of a manager. Nothing was followed where it is no shell and no script.
    Outcome run(std::span<const Argument> command);

  private:
    /// A text that is followed: a file's or that of `sh -c`.
    struct Source {
        MappedText text;
        std::vector<Token> tokens;
        bool is_file = false;
    };
    struct Function {
        std::shared_ptr<const Source> source;
        std::size_t at = 0;  // its body's first token
    };
    /// Whether commands run where we are: surely, perhaps, or surely not.
    enum class Course : std::uint8_t { run, maybe, skip };
    /// How a command ends. Most are taken to work.
    enum class Status : std::uint8_t { yes, no, likely, unknown };
    // The grammar (script.cpp).
    void follow(std::shared_ptr<const Source> source);
    Status list(std::initializer_list<std::string_view> stops);
    Status and_or();
    Status pipeline();
    Status command();
    Status branches();
    void loop();
    void cases();
    void subshell();
    void define_function(std::string_view name);
    Status double_bracket();
    Status simple();

    const Token& token() const { return source_->tokens[at_]; }
    std::string_view written(const Token& token) const { return token.in(source_->text.text()); }
    bool is_word(std::string_view word) const;
    bool is_control(std::string_view sign) const;
    bool at_end() const { return is_broken_ || token().kind == TokenKind::end || token().kind == TokenKind::broken; }
    void next();
    void skip_newlines();
    bool take(std::string_view word);
    Span place() const { return source_->text.span(token().begin, token().end); }
    bool is_skipping() const { return mode_ == Course::skip || is_over_; }

    /// What is kept when one of several ways is followed.
    struct Way {
        State state;
        bool is_over = false;
    };
    void begin_way(const State& start, Course mode);
    void end_way(std::vector<Way>& ways, Course outer);
    void join(std::vector<Way> ways, Span place);

    // The commands (commands.cpp).
    Status run_command(std::vector<Argument> words, const std::vector<EnvVariable>& before);
    std::optional<Status> builtin(const std::vector<Argument>& words, const std::vector<EnvVariable>& before);
    Status test(std::span<const Argument> words) const;
    void change_folder(std::span<const Argument> words);
    void set_options(std::span<const Argument> words);
    void declare(std::span<const Argument> words, bool exports);
    void include(std::span<const Argument> words);
    bool include_variables(const std::string& path);
    void leave(std::span<const Argument> words);
    void note_made(std::span<const Argument> words);
    void note_owner(std::span<const Argument> words);
    void note_mode(std::span<const Argument> words);
    Status external(const std::vector<Argument>& words, const std::vector<EnvVariable>& before, bool is_exec);
    bool follow_nested(const ResolvedCommand& command, const std::vector<EnvVariable>& before, bool is_exec);
    std::shared_ptr<const Document> open(const std::string& path) const;
    void launch(const std::vector<Argument>& words, const std::vector<EnvVariable>& before, bool is_exec);
    void give_up();

    static constexpr int most_depth_of_calls = 40;

    const Workspace& workspace_;
    const Container* container_;
    FileId from_;
    State state_;
    Outcome outcome_;
    std::shared_ptr<const Source> source_;
    std::size_t at_ = 0;
    std::map<std::string, Function, std::less<>> functions_;
    Course mode_ = Course::run;
    bool is_over_ = false;      // what follows on this way is never reached
    bool may_be_over_ = false;  // … may not be reached
    bool has_failed_ = false;   // it ends with an error: nobody means that to be the way
    bool is_broken_ = false;    // not understood from here on
    bool returns_ = false;      // it is over because the function is
    bool has_returned_perhaps_ = false;
    bool is_behind_shell_ = false;  // a shell further out waits for this one
    int nesting_ = 0;           // of compound commands, functions and scripts
    int steps_ = 0;
    std::vector<std::size_t> last_;  // of the launches, those after which nothing else has run
};

/// A simple assignment `NAME=…`: how long the name is; 0 for other words.
std::size_t assigned_name(std::string_view word);

}  // namespace stackc::shell
