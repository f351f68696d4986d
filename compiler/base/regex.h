// Perl-compatible regular expressions as nginx takes them, with bounds on the work that a
// hostile pattern can cause.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace stackc {

class Regex {
  public:
    /// Nothing where the pattern does not compile.
    static std::optional<Regex> compile(std::string_view pattern, bool ignores_case = false);

    /// True when some part of `subject` matches; false too where the work gets out of bounds.
    bool matches(std::string_view subject) const;
    /// The named groups of the first match that took part in it; nothing where none matches.
    std::optional<std::map<std::string, std::string>> groups(std::string_view subject) const;
    /// How many groups the pattern captures.
    unsigned captures() const;

  private:
    struct Impl;
    explicit Regex(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
    std::shared_ptr<const Impl> impl_;
};

}  // namespace stackc
