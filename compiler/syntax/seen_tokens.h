// A list of tokens as ANTLR's runtime wants to see it, for front ends whose lexers are their own.
// A token has a `kind` that is the grammar's number for it, and places `begin` and `end`.
#pragma once

#include <antlr4-runtime.h>

#include <array>
#include <cstddef>
#include <string>
#include <vector>

namespace stackc {

/// A token as ANTLR wants to see it; made when looked at, since a file has millions.
template <class OwnToken>
class SeenToken final : public antlr4::Token {
  public:
    void show(const OwnToken* token, std::size_t index) {
        token_ = token;
        index_ = index;
    }
    const OwnToken* token() const { return token_; }

    std::size_t getType() const override { return token_ == nullptr ? EOF : static_cast<std::size_t>(token_->kind); }
    std::size_t getTokenIndex() const override { return index_; }
    std::size_t getChannel() const override { return DEFAULT_CHANNEL; }
    // Places belong to LineIndex and texts to the document: the parser needs neither.
    std::string getText() const override { return {}; }
    std::size_t getLine() const override { return 0; }
    std::size_t getCharPositionInLine() const override { return 0; }
    std::size_t getStartIndex() const override { return token_ == nullptr ? 0 : token_->begin; }
    std::size_t getStopIndex() const override { return token_ == nullptr ? 0 : token_->end; }
    antlr4::TokenSource* getTokenSource() const override { return nullptr; }
    antlr4::CharStream* getInputStream() const override { return nullptr; }
    std::string toString() const override { return {}; }

  private:
    const OwnToken* token_ = nullptr;
    std::size_t index_ = 0;
};

/// The token list as ANTLR's stream. The grammar looks one token ahead, so a few are shown at a time.
template <class OwnToken>
class SeenTokens final : public antlr4::TokenStream {
  public:
    explicit SeenTokens(const std::vector<OwnToken>& tokens) : tokens_(tokens) {}

    std::size_t LA(ssize_t ahead) override {
        const std::size_t place = place_of(ahead);
        return place < tokens_.size() ? static_cast<std::size_t>(tokens_[place].kind) : antlr4::Token::EOF;
    }
    antlr4::Token* LT(ssize_t ahead) override { return get(place_of(ahead)); }
    antlr4::Token* get(std::size_t place) const override {
        SeenToken<OwnToken>& slot = seen_[place % seen_.size()];
        slot.show(place < tokens_.size() ? &tokens_[place] : nullptr, place);
        return &slot;
    }
    void consume() override { ++at_; }
    ssize_t mark() override { return 0; }
    void release(ssize_t) override {}
    std::size_t index() override { return at_; }
    void seek(std::size_t index) override { at_ = index; }
    std::size_t size() override { return tokens_.size(); }
    std::string getSourceName() const override { return "tokens"; }
    antlr4::TokenSource* getTokenSource() const override { return nullptr; }
    std::string getText(const antlr4::misc::Interval&) override { return {}; }
    std::string getText() override { return {}; }
    std::string getText(antlr4::RuleContext*) override { return {}; }
    std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

  private:
    std::size_t place_of(ssize_t ahead) const {
        return ahead > 0 ? at_ + static_cast<std::size_t>(ahead) - 1 : at_ - static_cast<std::size_t>(-ahead);
    }

    const std::vector<OwnToken>& tokens_;
    std::size_t at_ = 0;
    mutable std::array<SeenToken<OwnToken>, 4> seen_;
};

}  // namespace stackc
