#include "compiler/frontends/stack/mistakes.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "compiler/base/assert.h"
#include "compiler/base/text.h"

namespace stackc::stack {

static std::string listed(const std::vector<std::string>& phrases, std::string_view last = " or ") {
    std::string out;
    for (std::size_t i = 0; i < phrases.size(); ++i) {
        if (i > 0) out += i + 1 == phrases.size() ? last : ", ";
        out += phrases[i];
    }
    return out;
}

static std::string listed_words(std::span<const std::string_view> words, std::string_view last) {
    std::vector<std::string> phrases;
    for (const std::string_view word : words) phrases.push_back(fmt::format("`{}`", word));
    return listed(phrases, last);
}

std::string with_article(std::string_view noun) {
    const bool is_vowel =
        !noun.empty() && std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
    return fmt::format("{} {}", is_vowel && !noun.starts_with("user") ? "an" : "a", noun);
}

/// What was expected, with `also` as a last possibility unless it is empty.
static std::string expectation(const Mismatch& mismatch, std::string also = {}) {
    std::vector<std::string> phrases;
    const auto add = [&](std::string phrase) {
        if (std::find(phrases.begin(), phrases.end(), phrase) == phrases.end())
            phrases.push_back(std::move(phrase));
    };
    for (const std::string_view word : mismatch.keywords) add(fmt::format("`{}`", word));
    for (const Type* type : mismatch.types) add(std::string(type->expected));
    if (!also.empty()) add(std::move(also));
    return listed(phrases);
}

static std::string block_title(Block block) {
    return block == Block::file ? "the top level" : fmt::format("a `{}` block", to_text(block));
}

/// The blocks in which `name` is at home.
static std::vector<std::string> homes_of(std::string_view name) {
    std::vector<std::string> homes;
    for (const Statement& statement : statements()) {
        if (statement.name == name) homes.push_back(block_title(statement.in));
    }
    return homes;
}

static std::vector<std::string_view> names_in(Block block) {
    std::vector<std::string_view> names;
    for (const Statement& statement : statements()) {
        if (may_stand(statement, block)) names.push_back(statement.name);
    }
    return names;
}

std::string_view report_unknown(Reporter& report, Block block, std::string_view name, Span span) {
    const std::vector<std::string> homes = homes_of(name);
    const std::vector<std::string_view> names = names_in(block);
    if (!homes.empty()) {
        report.at("STK002", span,
                  fmt::format("`{}` stands in {}, but belongs into {}", name, block_title(block),
                              listed(homes)));
        return {};
    }
    const auto meant = nearest(name, names);
    auto builder =
        report.at("STK001", span,
                  fmt::format("`{}` is no statement of {}{}", quoted(name, 60), block_title(block),
                              meant ? fmt::format("; did you mean `{}`?", *meant) : ""));
    if (meant)
        builder.fix(fmt::format("write `{}`", *meant), Safety::unsafe,
                    {{span, std::string(*meant)}});
    else
        builder.note(fmt::format("what may stand here: {}", listed_words(names, ", ")));
    return meant.value_or(std::string_view{});
}

static std::string_view rule_of(const Mismatch& mismatch) {
    if (mismatch.types.empty()) return "STK009";
    const std::string_view rule = mismatch.types.front()->rule;
    const bool is_one = std::all_of(mismatch.types.begin(), mismatch.types.end(),
                                    [&](const Type* type) { return type->rule == rule; });
    // A name that is misspelt as a name is no wrong reference.
    return !is_one ? "STK009" : rule == "STK021" ? "STK004" : rule;
}

static void report_missing(Reporter& report, const Statement& statement, Span place,
                           const Mismatch& mismatch, bool is_first) {
    const bool is_name =
        is_first && statement.opens != Block::none && statement.repeat == Repeat::named;
    std::vector<std::string> forms;
    for (const std::string_view form : split(statement.forms, '\n'))
        forms.push_back(fmt::format("`{} {}`", statement.name, form));
    report
        .at(is_name ? "STK003" : "STK007", place,
            fmt::format("`{}` ends here, but {} was expected", statement.name,
                        expectation(mismatch)))
        .note(fmt::format("it is written {}", listed(forms)));
}

void report_mismatch(Reporter& report, const Statement& statement, Span name,
                     std::span<const Text> words, const Mismatch& mismatch) {
    if (mismatch.at >= words.size()) {
        const Span place = words.empty() ? name : join(name, words.back().span);
        return report_missing(report, statement, place, mismatch, words.empty());
    }
    const Text& word = words[mismatch.at];
    const std::string shown = quoted(word.value, 80);
    const bool has_expectation = !mismatch.keywords.empty() || !mismatch.types.empty();
    const auto meant = nearest(word.value, mismatch.keywords);
    const auto suggest = [&](DiagnosticBuilder builder) {
        if (meant)
            builder.fix(fmt::format("write `{}`", *meant), Safety::unsafe,
                        {{word.span, std::string(*meant)}});
    };
    const std::string tail = meant ? fmt::format("; did you mean `{}`?", *meant) : "";
    switch (mismatch.kind) {
        case Mismatch::Kind::missing:
            unreachable("a word is there");
        case Mismatch::Kind::too_many:
            if (!has_expectation) {
                const bool is_alone = words.size() == mismatch.at + 1;
                const Span rest = join(word.span, words.back().span);
                report
                    .at("STK008", rest,
                        fmt::format("`{}` has {} too many: `{}`{}", statement.name,
                                    is_alone ? "one value" : "values", shown,
                                    is_alone ? "" : " and what follows"))
                    .note("a statement ends at the end of its line or at `;`");
                return;
            }
            return suggest(report.at(
                "STK009", word.span,
                fmt::format("`{}` stands where {} was expected{}", shown,
                            expectation(mismatch, fmt::format("the end of `{}`", statement.name)),
                            tail)));
        case Mismatch::Kind::wrong_word:
            return suggest(report.at("STK009", word.span,
                                     fmt::format("`{}` stands where {} was expected{}", shown,
                                                 expectation(mismatch), tail)));
        case Mismatch::Kind::wrong_value:
            break;
    }
    if (mismatch.keywords.empty() && mismatch.types.size() == 1) {
        auto builder = report.at(rule_of(mismatch), word.span,
                                 fmt::format("`{}` is not {}: {}", shown,
                                             mismatch.types.front()->expected, mismatch.problem));
        const bool lacks_unit =
            mismatch.types.front()->name == "DURATION" && parse_number(word.value);
        if (lacks_unit)
            builder.fix("mean seconds", Safety::unsafe, {{word.span, word.value + "s"}});
        return;
    }
    const bool is_one_type = mismatch.types.size() == 1 && !meant;
    suggest(
        report.at(rule_of(mismatch), word.span,
                  fmt::format("`{}` stands where {} was expected{}{}", shown, expectation(mismatch),
                              tail, is_one_type ? ": " + mismatch.problem : "")));
}

void report_no_such(Reporter& report, std::string_view what, const Text& text,
                    std::span<const std::string> known) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    const auto meant = nearest(text.value, names);
    auto builder = report.at("STK021", text.span,
                             fmt::format("`{}` names no {}{}", quoted(text.value, 80), what,
                                         meant ? fmt::format("; did you mean `{}`?", *meant) : ""));
    if (meant)
        builder.fix(fmt::format("write `{}`", *meant), Safety::unsafe,
                    {{text.span, std::string(*meant)}});
    else if (names.empty())
        builder.note(fmt::format("the description has no {}", what));
    else if (names.size() <= 12)
        builder.note(fmt::format("there {} {}", names.size() == 1 ? "is" : "are",
                                 listed_words(names, " and ")));
}

}  // namespace stackc::stack
