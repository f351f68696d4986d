// The evaluator's inside: the names of the modules that are read together, and what expressions
// and calls give. `evaluator.h` is the way in.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/python/evaluator.h"
#include "compiler/python/object.h"

namespace stackc::python {

// What a file may cost: a settings file takes some thousand steps.
inline constexpr std::size_t most_steps = 500'000, deepest_code = 400;

/// What a name is bound to.
struct Slot {
    Ref object;
    Span name;
    Span said;  // the expression
};

/// The names of one module.
struct Module {
    FoundModule found;
    std::map<std::string, Slot> names;
    bool is_done = false;
    bool is_complete = true;
    bool is_doubted = false;  // incomplete in a way that leaves nothing sure
};

/// A call's arguments.
struct Arguments {
    std::vector<Ref> given;
    std::vector<std::pair<std::string, Ref>> named;
    bool is_known = true;  // false: `*args` that could not be taken apart

    Ref find(std::string_view name) const;
    /// The argument at that place or of that name, or null.
    Ref at(std::size_t place, std::string_view name) const;
};

class Machine {
  public:
    explicit Machine(const Surroundings& surroundings) : surroundings_(surroundings) {}

    std::shared_ptr<Module> load(const FoundModule& found);
    const std::vector<EnvRead>& env_reads() const { return env_reads_; }
    const std::vector<FileId>& files() const { return files_; }

  private:
    // ---------------------------------------------------------------- statements (statements.cpp)
    void run(std::span<const NodeIndex> statements);
    void run_one(const Node& node);
    void run_suite(const Node& suite) { run(tree().children(suite)); }
    void assign(const Node& target, const Ref& value, Span said);
    void bind(std::string_view name, Ref value, Span where, Span said);
    void augment(const Node& node);
    void branch(const Node& node);
    void attempt(const Node& node);
    void import(const Node& node);
    void import_from(const Node& node);
    void import_all(const FoundModule& found);
    Ref submodule(const std::string& package, const std::string& wanted, std::size_t level,
                  Span where);
    FoundModule find_module(std::string_view name, std::size_t level);
    /// Forgets what the code below `node` may bind or change, whether and how often it runs.
    void forget(const Node& node, bool is_own_scope);
    void forget_touched(const Node& node);
    /// What the code below `node` may bind or change is what it is here only under an assumption.
    void doubt(const Node& node);
    void doubt_everything();
    /// A file that is not here may bind any name anew.
    void override_everything();
    std::set<std::string> bound_in(const Node& node, bool is_own_scope) const;

    // -------------------------------------------------------------- expressions (expressions.cpp)
    Ref evaluate(NodeIndex index);
    Ref evaluate(const Node& node);
    Ref evaluate_kind(const Node& node);
    Ref name(const Node& node);
    Ref string(const Node& node);
    Ref strings(const Node& node);
    Ref fstring(const Node& node);
    Ref display(const Node& node);
    Ref dict(const Node& node);
    Ref conditional(const Node& node);
    Ref unary(const Node& node);
    Ref binary(const Node& node);
    Ref compare(const Node& node);
    Ref attribute(const Node& node);
    Ref subscript(const Node& node);
    Ref call(const Node& node);
    Arguments arguments(const Node& node);
    Ref apply(TokenKind sign, std::string_view text, const Ref& left, const Ref& right, Span span);
    Ref attribute_of(const Ref& base, std::string_view name, Span span);

    // ------------------------------------------------------------------------- calls (calls.cpp)
    Ref call_function(const std::string& name, const Arguments& arguments, Span span);
    Ref call_builtin(std::string_view name, const Arguments& arguments, Span span);
    Ref call_path(std::string_view name, const Arguments& arguments, Span span);
    Ref call_method(const Ref& base, std::string_view name, const Arguments& arguments, Span span);
    Ref text_method(const Object& base, std::string_view name, const Arguments& arguments,
                    Span span);
    Ref list_method(const Ref& base, std::string_view name, const Arguments& arguments, Span span);
    Ref dict_method(const Ref& base, std::string_view name, const Arguments& arguments, Span span);
    Ref path_method(const Object& base, std::string_view name, const Arguments& arguments,
                    Span span);
    Ref reader_method(const Ref& base, std::string_view name, const Arguments& arguments,
                      Span span);
    /// A call that nobody runs: what it is handed may be changed by it.
    Ref unknown_call(std::string name, const Arguments& arguments, Span span);

    // --------------------------------------------------------------- environment (variables.cpp)
    Ref variable(const std::string& name, bool has_default, Span span, bool is_text = false);
    Ref read_variable(const Arguments& arguments, std::string_view default_name,
                      std::string_view cast, Span span);
    Ref cast_to(const Ref& value, std::string_view cast, Span span);

    const Tree& tree() const { return *module_->found.tree; }
    Span span(const Node& node) const { return tree().span(node); }
    std::string_view text(const Node& node) const { return tree().text(node); }
    Ref settle(Ref value) const;

    const Surroundings& surroundings_;
    std::map<FileId, std::shared_ptr<Module>> modules_;
    std::shared_ptr<Module> module_;  // the one that is being read
    std::vector<EnvRead> env_reads_;
    std::vector<FileId> files_;
    std::size_t depth_ = 0;
    std::size_t steps_ = 0;
    bool is_assuming_ = false;  // under a condition that only a default makes true
};

/// Whether the result rests on an assumption or on what another file may say.
void inherit_doubts(Object& result, const Object& from);
/// The same, and whether it is a place of this machine.
void inherit(Object& result, const Object& from);

/// `%s`, `str.format` and the like; nothing where the result is not known.
std::optional<std::string> format_percent(std::string_view format, const Object& values);
std::optional<std::string> format_braces(std::string_view format, const Arguments& arguments);

// pathlib and os.path on texts.
std::string join_paths(std::string_view base, std::string_view more);
std::string pure_path(std::string_view path);
std::string pure_parent(std::string_view path);
std::string dirname(std::string_view path);
std::string normal(std::string_view path);

}  // namespace stackc::python
