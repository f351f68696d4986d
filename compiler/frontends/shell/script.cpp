#include "compiler/frontends/shell/script.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/frontends/shell/expansion.h"

namespace stackc::shell {

/// Beyond these a script is not followed any further: nobody writes such a one.
static constexpr int most_nesting = 60;
static constexpr int most_steps = 5000;

std::size_t assigned_name(std::string_view word) {
    std::size_t at = 0;
    const auto is_part = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (at > 0 && c >= '0' && c <= '9');
    };
    while (at < word.size() && is_part(word[at])) ++at;
    if (at == 0 || at >= word.size()) return 0;
    return word[at] == '=' || word.substr(at).starts_with("+=") ? at : 0;
}

// ------------------------------------------------------------------------------- the tokens

void Follower::next() {
    if (token().kind != TokenKind::end) ++at_;
    while (token().kind == TokenKind::comment || token().kind == TokenKind::here_document) ++at_;
}

bool Follower::is_word(std::string_view word) const { return token().kind == TokenKind::word && written(token()) == word; }
bool Follower::is_control(std::string_view sign) const { return token().kind == TokenKind::control && written(token()) == sign; }

void Follower::skip_newlines() {
    while (is_control("\n")) next();
}

/// Steps over what has to stand here; without it the script is not understood.
bool Follower::take(std::string_view word) {
    if (is_word(word) || is_control(word)) {
        next();
        return true;
    }
    is_broken_ = true;
    return false;
}

// --------------------------------------------------------------------------------- the ways

void Follower::begin_way(const State& start, Course mode) {
    state_ = start;
    mode_ = mode;
    is_over_ = false;
    has_failed_ = false;
}

void Follower::end_way(std::vector<Way>& ways, Course outer) {
    const bool was_run = mode_ != Course::skip;
    if (was_run) {
        ways.push_back({state_, is_over_});
        // It may have ended here, and well: what comes later may never come.
        if (is_over_ && !has_failed_ && mode_ == Course::maybe) may_be_over_ = true;
    }
    mode_ = outer;
    is_over_ = false;
    has_failed_ = false;
}

/// Goes on with what is true at the end of each way that goes on.
void Follower::join(std::vector<Way> ways, Span place) {
    const auto ended = std::remove_if(ways.begin(), ways.end(), [](const Way& way) { return way.is_over; });
    const bool is_end = ended == ways.begin() && !ways.empty();
    ways.erase(ended, ways.end());
    is_over_ = is_end;
    for (std::size_t i = 0; i < ways.size(); ++i) state_ = i == 0 ? ways[0].state : merge(state_, ways[i].state, place);
}

// ------------------------------------------------------------------------------ the grammar

void Follower::follow(std::shared_ptr<const Source> source) {
    if (nesting_ >= most_nesting) return give_up();
    ++nesting_;
    const auto outer = std::exchange(source_, std::move(source));
    const std::size_t outer_at = std::exchange(at_, 0);
    while (token().kind == TokenKind::comment || token().kind == TokenKind::here_document) ++at_;
    list({});
    // Something that does not fit here: `done` without `while`, a quote that is never closed.
    if (is_broken_ || token().kind != TokenKind::end) give_up();
    is_broken_ = false;
    source_ = outer;
    at_ = outer_at;
    --nesting_;
}

Follower::Status Follower::list(std::initializer_list<std::string_view> stops) {
    Status status = Status::yes;
    while (true) {
        while (is_control("\n") || is_control(";") || is_control("&")) next();
        if (at_end()) return status;
        const bool stops_here = std::any_of(stops.begin(), stops.end(), [&](std::string_view stop) { return is_word(stop) || is_control(stop); });
        if (stops_here) return status;
        const std::size_t before = at_;
        status = and_or();
        if (at_ == before) is_broken_ = true;
    }
}

Follower::Status Follower::and_or() {
    const Course outer = mode_;
    const std::size_t first_launch = outcome_.launches.size();
    Status status = pipeline();
    while (!at_end() && (is_control("&&") || is_control("||"))) {
        const bool is_and = is_control("&&");
        const Span here = place();
        next();
        skip_newlines();
        const bool surely = status == (is_and ? Status::yes : Status::no) || (is_and && status == Status::likely);
        const bool never = status == (is_and ? Status::no : Status::yes);
        if (surely && !is_over_) {
            status = pipeline();
            continue;
        }
        std::vector<Way> ways;
        const State start = state_;
        const bool was_over = is_over_, had_failed = has_failed_;
        const bool is_left = never || was_over || outer == Course::skip;
        begin_way(start, is_left ? Course::skip : Course::maybe);
        const Status right = pipeline();
        has_failed_ = has_failed_ || !is_and;  // `cd /srv || exit`
        end_way(ways, outer);
        if (!is_left) {
            ways.push_back({start, false});
            join(std::move(ways), here);
            status = right == status && right != Status::likely ? right : status == Status::likely ? Status::likely : Status::unknown;
        } else {
            state_ = start;
            is_over_ = was_over;
            has_failed_ = had_failed;
        }
    }
    if (is_control("&")) {
        for (std::size_t i = first_launch; i < outcome_.launches.size(); ++i) {
            outcome_.launches[i].ends = false;
            outcome_.launches[i].command.push_back({"&", place(), false});
        }
    }
    return status;
}

Follower::Status Follower::pipeline() {
    bool is_negated = false;
    while (is_word("!")) {
        is_negated = !is_negated;
        next();
    }
    const State start = state_;
    const bool was_over = is_over_;
    Status status = command();
    if (is_control("|") || is_control("|&")) {
        std::vector<std::size_t> last = last_;
        while (!at_end() && (is_control("|") || is_control("|&"))) {
            next();
            skip_newlines();
            command();
            last.insert(last.end(), last_.begin(), last_.end());
        }
        // Each part ran in a shell of its own.
        state_ = start;
        is_over_ = was_over;
        last_ = std::move(last);
        status = Status::unknown;
    }
    if (!is_negated) return status;
    return status == Status::yes ? Status::no : status == Status::no ? Status::yes : Status::unknown;
}

Follower::Status Follower::command() {
    if (nesting_ >= most_nesting || ++steps_ > most_steps) {
        is_broken_ = true;
        return Status::unknown;
    }
    ++nesting_;
    Status status = Status::likely;
    if (is_word("if")) status = branches();
    else if (is_word("while") || is_word("until") || is_word("for") || is_word("select")) loop();
    else if (is_word("case")) cases();
    else if (is_control("(")) subshell();
    else if (is_word("[[")) status = double_bracket();
    else if (is_word("{")) {
        next();
        status = list({"}"});
        take("}");
    } else if (is_word("function")) {
        next();
        const std::string name(written(token()));
        next();
        define_function(name);
    } else status = simple();
    --nesting_;
    // `done > log`, `} 2>&1`
    while (!at_end() && token().kind == TokenKind::redirection) {
        next();
        if (token().kind == TokenKind::word) next();
    }
    return status;
}

Follower::Status Follower::branches() {
    const Course outer = mode_;
    const bool is_left = is_skipping();
    const Span here = place();
    std::vector<Way> ways;
    const std::vector<std::size_t> before = last_;
    std::vector<std::size_t> last;
    State rest = state_;  // where no condition has held so far
    Course open = is_left ? Course::skip : Course::run;  // whether it comes to the next condition
    const bool was_over = is_over_;
    next();
    bool has_else = false;
    while (!at_end()) {
        begin_way(rest, open == Course::run ? outer : open);
        Course body = open;
        if (!has_else) {
            const Status status = list({"then"});
            take("then");
            rest = state_;
            if (open == Course::run) body = status == Status::yes ? Course::run : status == Status::no ? Course::skip : Course::maybe;
            if (open == Course::maybe && status == Status::no) body = Course::skip;
            if (body == Course::run) open = Course::skip;
            else if (body == Course::maybe) open = Course::maybe;
        } else {
            open = Course::skip;
        }
        begin_way(rest, body == Course::run ? outer : body);
        last_.clear();
        list({"elif", "else", "fi"});
        end_way(ways, outer);
        last.insert(last.end(), last_.begin(), last_.end());
        if (is_word("fi") || at_end()) break;
        has_else = is_word("else");
        next();
    }
    take("fi");
    if (is_left) last = before;
    if (open != Course::skip) ways.push_back({rest, false});
    is_over_ = was_over;
    if (!is_left) join(std::move(ways), here);
    else state_ = rest;
    last_ = std::move(last);
    return Status::unknown;
}

void Follower::loop() {
    const Course outer = mode_;
    const bool is_left = is_skipping();
    const bool was_over = is_over_;
    const Span here = place();
    const bool is_for = is_word("for") || is_word("select");
    next();
    if (is_for) {
        if (!is_left && token().kind == TokenKind::word) {
            MappedText any(place());
            any.append_unknown("", place(), "it is one after the other");
            state_.set(written(token()), std::move(any));
        }
        while (!at_end() && !is_word("do")) next();
    } else {
        list({"do"});
    }
    take("do");
    const State start = state_;
    begin_way(start, is_left ? Course::skip : Course::maybe);
    list({"done"});
    std::vector<Way> ways;
    end_way(ways, outer);
    take("done");
    is_over_ = was_over;
    if (is_left) return;
    ways.push_back({start, false});
    join(std::move(ways), here);
}

/// Whether the word is one of the patterns: surely, surely not, or nobody knows.
static std::optional<bool> matches_any(const MappedText& word, const std::vector<MappedText>& patterns) {
    bool is_known = true;
    for (const MappedText& pattern : patterns) {
        if (pattern.text() == "*") return true;
        const bool is_plain = word.is_known() && pattern.is_known();
        if (is_plain && pattern.text() == word.text()) return true;
        const bool is_glob = pattern.text().find_first_of("*?[") != std::string::npos;
        if (word.is_known() && is_glob && pattern.text().find('$') == std::string::npos && fnmatch(pattern.text().c_str(), word.text().c_str(), 0) == 0) return true;
        if (!word.is_known() || (!pattern.is_known() && !is_glob)) is_known = false;
    }
    return is_known ? std::optional(false) : std::nullopt;
}

void Follower::cases() {
    const Course outer = mode_;
    const bool is_left = is_skipping();
    const bool was_over = is_over_;
    const Span here = place();
    next();
    MappedText word(here);
    if (token().kind == TokenKind::word) word = Expander(source_->text, state_).whole(token().begin, token().end);
    next();
    skip_newlines();
    take("in");
    skip_newlines();
    const State start = state_;
    const std::vector<std::size_t> before = last_;
    std::vector<Way> ways;
    std::vector<std::size_t> last;
    Course open = is_left ? Course::skip : Course::run;  // whether a later branch may be meant
    while (!at_end() && !is_word("esac")) {
        if (is_control("(")) next();
        std::vector<MappedText> patterns;
        while (!at_end() && !is_control(")")) {
            if (token().kind == TokenKind::word) patterns.push_back(Expander(source_->text, state_).whole(token().begin, token().end));
            next();
        }
        take(")");
        const std::optional<bool> matches = matches_any(word, patterns);
        Course body = Course::skip;
        if (open != Course::skip && matches != false) body = matches == true && open == Course::run ? Course::run : Course::maybe;
        if (matches == true) open = Course::skip;
        else if (!matches && open == Course::run) open = Course::maybe;
        begin_way(start, body == Course::run ? outer : body);
        last_.clear();
        list({";;", ";&", ";;&", "esac"});
        end_way(ways, outer);
        last.insert(last.end(), last_.begin(), last_.end());
        if (!is_word("esac")) next();
        skip_newlines();
    }
    take("esac");
    if (is_left) last = before;
    if (open != Course::skip) ways.push_back({start, false});
    is_over_ = was_over;
    state_ = start;
    if (!is_left) join(std::move(ways), here);
    last_ = std::move(last);
}

void Follower::subshell() {
    const std::size_t first = token().begin;
    next();
    // `((i++))`
    if (is_control("(") && token().begin == first + 1) {
        const std::size_t close = end_of_nested(source_->text.text(), first);
        while (!at_end() && token().begin < close) next();
        return;
    }
    const State start = state_;
    const bool was_over = is_over_;
    list({")"});
    take(")");
    state_ = start;
    is_over_ = was_over;
}

/// Steps over the body; it is followed where the function is called.
void Follower::define_function(std::string_view name) {
    if (is_control("(")) {
        next();
        take(")");
    }
    skip_newlines();
    const Course outer = mode_;
    if (!is_skipping()) functions_[std::string(name)] = {source_, at_};
    const State start = state_;
    const bool was_over = is_over_;
    mode_ = Course::skip;
    command();
    mode_ = outer;
    is_over_ = was_over;
    state_ = start;
}

Follower::Status Follower::double_bracket() {
    next();
    std::vector<Argument> words;
    bool is_plain = true;
    while (!at_end() && !is_word("]]")) {
        if (token().kind == TokenKind::word) {
            Expander expander(source_->text, state_);
            const MappedText word = expander.whole(token().begin, token().end);
            words.push_back({word.text(), place(), !word.is_known()});
        } else {
            is_plain = is_plain && is_control("\n");
        }
        next();
    }
    take("]]");
    return is_plain && !is_skipping() ? test(words) : Status::unknown;
}

Follower::Status Follower::simple() {
    std::vector<std::pair<std::string, MappedText>> assigned;  // before the command
    std::vector<Argument> words;
    bool has_word = false;
    const std::size_t first = at_;
    while (!at_end() && token().kind != TokenKind::control) {
        const Token here = token();
        next();
        if (here.kind == TokenKind::redirection) {
            if (token().kind == TokenKind::word) next();
            continue;
        }
        if (is_skipping()) {
            has_word = true;
            continue;
        }
        const std::string_view text = written(here);
        const std::size_t name = assigned_name(text);
        Expander expander(source_->text, state_);
        // `export A=b` keeps what it is given as one word, as a plain assignment does.
        const bool is_declaration = !words.empty() && !words[0].has_hole &&
                                    std::string_view(" export readonly declare typeset local ").find(" " + words[0].text + " ") != std::string_view::npos;
        if (name == 0 || (has_word && !is_declaration)) {
            for (Argument& field : expander.fields(here.begin, here.end)) words.push_back(std::move(field));
            has_word = true;
            continue;
        }
        const bool is_added = text[name] == '+';
        const std::size_t value_at = here.begin + name + (is_added ? 2 : 1);
        MappedText value = expander.whole(value_at, here.end);
        if (is_added) {
            const auto known = state_.variables.find(text.substr(0, name));
            MappedText whole(value.span());
            if (known != state_.variables.end()) whole.append_value(known->second.value, value.span());
            else if (!state_.knows_all_variables) whole.append_unknown("", value.span(), "it adds to what is set outside");
            whole.append_value(value, value.span());
            value = std::move(whole);
        }
        if (is_declaration) {
            state_.set(text.substr(0, name), value);
            words.push_back({std::string(text.substr(0, name)), source_->text.span(here.begin, here.end), false});
            continue;
        }
        assigned.emplace_back(text.substr(0, name), std::move(value));
        if (token().kind != TokenKind::control && !at_end()) continue;
        for (auto& [variable, text_of] : assigned) state_.set(variable, std::move(text_of));
        return Status::yes;
    }
    if (at_ == first) {
        is_broken_ = true;
        return Status::unknown;
    }
    // `name() { … }`
    if (is_control("(") && at_ == first + 1) {
        const std::string name(written(source_->tokens[first]));
        define_function(name);
        return Status::yes;
    }
    if (is_skipping() || words.empty()) return Status::likely;
    std::vector<EnvVariable> before;
    for (const auto& [name, value] : assigned) before.push_back({name, value.value(), {}, value.span()});
    return run_command(std::move(words), before);
}

}  // namespace stackc::shell
