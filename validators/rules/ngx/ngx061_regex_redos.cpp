#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/graph/front_door.h"
#include "validators/engine/rule.h"

namespace stackc::rules {

namespace {
/// What is known of a group while the expression is read from left to right.
struct OpenGroup {
    std::size_t begin = 0;
    int atoms = 0;              // parts of the branch that is read
    int repeated_atoms = 0;     // those of them that may repeat without limit
    bool is_ambiguous = false;  // one branch is a single part that repeats: `(a+)`
};

/// Finds `(X+)+`: a part that repeats without limit, alone in a group that does too. The same
/// text then splits in exponentially many ways, and all are tried before the match fails.
class NestedRepeats {
  public:
    explicit NestedRepeats(std::string_view regex) : regex_(regex) {}

    bool is_found() {
        groups_.push_back({});
        for (at_ = 0; at_ < regex_.size() && !found_;) step();
        return found_;
    }

  private:
    void step() {
        switch (regex_[at_]) {
            case '(':
                return open();
            case ')':
                return close();
            case '|':
                ++at_;
                return end_branch();
            case '^':
            case '$':
                ++at_;
                return;
            case '[':
                skip_class();
                return atom(false);
            case '\\':
                at_ = std::min(at_ + 2, regex_.size());
                return atom(false);
            default:
                ++at_;
                return atom(false);
        }
    }

    void open() {
        groups_.push_back({at_});
        ++at_;
        // A look-around, an atomic group or an option: its inside does not repeat with the rest.
        if (at_ < regex_.size() && regex_[at_] == '?') {
            at_ = std::min(at_ + 2, regex_.size());
            if (regex_[at_ - 1] != ':') groups_.back().atoms = 2;
        }
    }

    void close() {
        ++at_;
        if (groups_.size() == 1) return;
        end_branch();
        const bool is_ambiguous = groups_.back().is_ambiguous;
        groups_.pop_back();
        atom(is_ambiguous);
    }

    void end_branch() {
        OpenGroup& group = groups_.back();
        if (group.atoms == 1 && group.repeated_atoms == 1) group.is_ambiguous = true;
        group.atoms = group.repeated_atoms = 0;
    }

    void atom(bool is_ambiguous) {
        const bool repeats = read_repeat();
        ++groups_.back().atoms;
        if (repeats) ++groups_.back().repeated_atoms;
        if (repeats && is_ambiguous) found_ = true;
    }

    /// `*`, `+`, `{2,}` and what makes them lazy; a possessive one never goes back.
    bool read_repeat() {
        if (at_ >= regex_.size()) return false;
        bool repeats = regex_[at_] == '*' || regex_[at_] == '+';
        if (regex_[at_] == '{') {
            const std::size_t end = regex_.find('}', at_);
            if (end == std::string_view::npos) return false;
            repeats = regex_[end - 1] == ',';
            at_ = end + 1;
        } else if (repeats || regex_[at_] == '?') {
            ++at_;
        } else {
            return false;
        }
        if (at_ < regex_.size() && regex_[at_] == '+') return ++at_, false;
        if (at_ < regex_.size() && regex_[at_] == '?') ++at_;
        return repeats;
    }

    void skip_class() {
        ++at_;
        if (at_ < regex_.size() && regex_[at_] == '^') ++at_;
        if (at_ < regex_.size() && regex_[at_] == ']') ++at_;
        while (at_ < regex_.size() && regex_[at_] != ']') at_ += regex_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_ + 1, regex_.size());
    }

    std::string_view regex_;
    std::size_t at_ = 0;
    std::vector<OpenGroup> groups_;
    bool found_ = false;
};
}  // namespace

static void report_expression(Reporter& report, Span span) {
    report
        .at(span,
            "a repeated part inside of a repeated group: the time to refuse a path doubles with "
            "each letter")
        .note(
            "one request with a long path keeps a worker of nginx busy; say the part once: `(a+)+` "
            "is `a+`");
}

static void find_nested_repeats(const Graph& graph, Reporter& report) {
    for (const Scope& location : graph.scopes) {
        const std::optional<RouteMatch> match = match_of(location);
        if (!match || (match->kind != MatchKind::regex && match->kind != MatchKind::regex_icase))
            continue;
        if (NestedRepeats(match->path).is_found()) report_expression(report, match->span);
    }
    for (const DirectiveUse& use : uses_of(graph, "rewrite")) {
        if (use.directive.args().empty() || use.directive.args()[0].has_hole) continue;
        if (NestedRepeats(use.directive.arg(0)).is_found())
            report_expression(report, use.directive.args()[0].span);
    }
}

extern constexpr Rule ngx061_regex_redos{
    .summary = "a regular expression whose time grows exponentially",
    .why =
        "An expression such as `(a+)+$` tries every way to split the text before it gives up. "
        "nginx matches in its one "
        "thread: a path of some dozen letters, sent by anybody, stops all requests of that worker "
        "(`pcre2_match() failed: -47` where the library's limit ends it).",
    .severity = Severity::warning,
    .effect = Effect::risk,
    .dialects = "nginx",
    .sources =
        "https://gixy.io/plugins/regex_redos/ https://www.pcre.org/current/doc/html/pcre2api.html",
    .bad = R"(server {
    listen 80;
    location ~ ^/(\w+)*$ { return 204; }
}
)",
    .good = R"(server {
    listen 80;
    location ~ ^/\w*$ { return 204; }
}
)",
    .check = find_nested_repeats,
};

}  // namespace stackc::rules
