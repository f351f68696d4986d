#include "compiler/frontends/stack/form.h"

#include <algorithm>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"

namespace stackc::stack {

static Element read_element(std::string_view text) {
    Element element;
    const bool is_list = text.starts_with('[');
    if (is_list) text = text.substr(1, text.size() - 5);  // "[X...]"
    element.type = find_type(text);
    if (element.type != nullptr) {
        element.kind = is_list ? Element::Kind::list : Element::Kind::typed;
        return element;
    }
    STACKC_ASSERT(!is_list);
    element.words = split(text, '|');
    return element;
}

static Form read_form(std::string_view notation) {
    Form form;
    Element* group = nullptr;
    for (std::string_view word : split(notation, ' ')) {
        if (word.empty()) continue;
        const bool opens = word.starts_with('(');
        const bool closes = word.ends_with(')');
        if (opens) {
            word.remove_prefix(1);
            form.push_back({Element::Kind::optional, {}, nullptr, {}});
            group = &form.back();
        }
        if (closes) word.remove_suffix(1);
        (group == nullptr ? form : group->inner).push_back(read_element(word));
        if (closes) group = nullptr;
    }
    return form;
}

std::vector<Form> read_forms(std::string_view notation) {
    std::vector<Form> forms;
    for (const std::string_view line : split(notation, '\n')) forms.push_back(read_form(line));
    return forms;
}

const Text* Match::get(std::string_view type) const {
    const auto found =
        std::find_if(bound.begin(), bound.end(), [&](const Bound& b) { return b.key == type; });
    return found == bound.end() ? nullptr : &found->text;
}

std::vector<Text> Match::list(std::string_view type) const {
    std::vector<Text> values;
    for (const Bound& b : bound) {
        if (b.key == type) values.push_back(b.text);
    }
    return values;
}

const Text* Match::keyword(std::string_view word) const {
    const auto found = std::find_if(bound.begin(), bound.end(), [&](const Bound& b) {
        return b.key.empty() && b.text.value == word;
    });
    return found == bound.end() ? nullptr : &found->text;
}

const Text* Match::choice() const {
    const auto found =
        std::find_if(bound.begin(), bound.end(), [](const Bound& b) { return b.is_choice; });
    return found == bound.end() ? nullptr : &found->text;
}

namespace {
/// Matches one form from left to right.
class Matcher {
  public:
    Matcher(const Form& form, std::span<const Text> words) : form_(form), words_(words) {}

    MatchResult run() {
        for (std::size_t i = 0; i < form_.size(); ++i) {
            if (form_[i].kind == Element::Kind::optional) {
                std::size_t last = i;
                while (last + 1 < form_.size() && form_[last + 1].kind == Element::Kind::optional)
                    ++last;
                if (!options(i, last)) return {std::nullopt, mismatch_};
                i = last;
            } else if (!element(form_[i])) {
                return {std::nullopt, mismatch_};
            }
        }
        if (at_ < words_.size()) {
            if (optional_at_ != at_) {
                mismatch_.keywords.clear();
                mismatch_.types.clear();
            }
            fail(Mismatch::Kind::too_many);
            return {std::nullopt, mismatch_};
        }
        return {std::move(match_), {}};
    }

  private:
    static bool is_bracket(const Text& word, std::string_view bracket) {
        return !word.is_quoted && word.value == bracket;
    }

    bool fail(Mismatch::Kind kind) {
        mismatch_.kind = kind;
        mismatch_.at = at_;
        return false;
    }

    bool starts(const Element& element) const {
        if (at_ >= words_.size()) return false;
        const Text& word = words_[at_];
        switch (element.kind) {
            case Element::Kind::keyword:
                return !word.is_quoted && std::find(element.words.begin(), element.words.end(),
                                                    word.value) != element.words.end();
            case Element::Kind::typed:
                return !element.type->problem(word.value, word.is_quoted);
            case Element::Kind::list:
                return true;
            case Element::Kind::optional:
                return false;
        }
        unreachable("Element::Kind");
    }

    /// Options come in any order, each at most once.
    bool options(std::size_t first, std::size_t last) {
        std::vector<bool> is_used(last - first + 1, false);
        bool is_progress = true;
        while (is_progress) {
            is_progress = false;
            for (std::size_t i = first; i <= last; ++i) {
                if (is_used[i - first] || !starts(form_[i].inner.front())) continue;
                for (const Element& inner : form_[i].inner) {
                    if (!element(inner)) return false;
                }
                is_used[i - first] = is_progress = true;
            }
        }
        // What could have stood here, should the next word be wrong.
        mismatch_.keywords.clear();
        mismatch_.types.clear();
        for (std::size_t i = first; i <= last; ++i) {
            if (is_used[i - first]) continue;
            const Element& inner = form_[i].inner.front();
            if (inner.kind == Element::Kind::keyword)
                mismatch_.keywords.insert(mismatch_.keywords.end(), inner.words.begin(),
                                          inner.words.end());
            else
                mismatch_.types.push_back(inner.type);
        }
        optional_at_ = at_;
        return true;
    }

    bool element(const Element& element) {
        if (optional_at_ != at_) {
            mismatch_.keywords.clear();
            mismatch_.types.clear();
        }
        switch (element.kind) {
            case Element::Kind::keyword:
                return keyword(element);
            case Element::Kind::typed:
                return typed(element);
            case Element::Kind::list:
                return list(element);
            case Element::Kind::optional:
                break;
        }
        unreachable("Element::Kind");
    }

    bool keyword(const Element& element) {
        if (starts(element)) {
            match_.bound.push_back({{}, words_[at_], element.words.size() > 1});
            ++at_;
            return true;
        }
        mismatch_.keywords.insert(mismatch_.keywords.end(), element.words.begin(),
                                  element.words.end());
        return fail(at_ < words_.size() ? Mismatch::Kind::wrong_word : Mismatch::Kind::missing);
    }

    bool value(const Element& element) {
        const Text& word = words_[at_];
        if (const auto problem = element.type->problem(word.value, word.is_quoted)) {
            mismatch_.types.push_back(element.type);
            mismatch_.problem = *problem;
            return fail(Mismatch::Kind::wrong_value);
        }
        match_.bound.push_back({element.type->name, word});
        ++at_;
        return true;
    }

    bool typed(const Element& element) {
        const bool is_there =
            at_ < words_.size() && !is_bracket(words_[at_], "[") && !is_bracket(words_[at_], "]");
        if (is_there) return value(element);
        mismatch_.types.push_back(element.type);
        if (at_ >= words_.size()) return fail(Mismatch::Kind::missing);
        mismatch_.problem = "a single value was expected, not a list";
        return fail(Mismatch::Kind::wrong_value);
    }

    bool list(const Element& element) {
        if (at_ >= words_.size()) {
            mismatch_.types.push_back(element.type);
            return fail(Mismatch::Kind::missing);
        }
        if (!is_bracket(words_[at_], "[")) return value(element);
        for (++at_; at_ < words_.size() && !is_bracket(words_[at_], "]");) {
            if (!value(element)) return false;
        }
        if (at_ < words_.size()) ++at_;
        return true;
    }

    const Form& form_;
    std::span<const Text> words_;
    std::size_t at_ = 0;
    std::size_t optional_at_ = SIZE_MAX;
    Match match_;
    Mismatch mismatch_;
};
}  // namespace

MatchResult match_forms(std::span<const Form> forms, std::span<const Text> words) {
    MatchResult best;
    bool has_best = false;
    for (const Form& form : forms) {
        MatchResult result = Matcher(form, words).run();
        if (result.match) return result;
        Mismatch& mismatch = result.mismatch;
        if (!has_best || mismatch.at > best.mismatch.at) {
            best = std::move(result);
            has_best = true;
        } else if (mismatch.at == best.mismatch.at) {
            // Equally far: whatever either form expected could have stood here.
            best.mismatch.keywords.insert(best.mismatch.keywords.end(), mismatch.keywords.begin(),
                                          mismatch.keywords.end());
            best.mismatch.types.insert(best.mismatch.types.end(), mismatch.types.begin(),
                                       mismatch.types.end());
            if (mismatch.kind == Mismatch::Kind::wrong_value) {
                best.mismatch.kind = mismatch.kind;
                best.mismatch.problem = mismatch.problem;
            }
        }
    }
    return best;
}

}  // namespace stackc::stack
