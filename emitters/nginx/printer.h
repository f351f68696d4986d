// Lays out nginx's language: one directive a line, four spaces a level.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "compiler/base/text.h"

namespace stackc {

class NginxPrinter {
  public:
    explicit NginxPrinter(std::size_t depth = 0) : depth_(depth) {}

    /// `name arguments;`
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        indent();
        text_ += fmt::format(format, std::forward<Args>(args)...);
        text_ += ";\n";
    }
    /// `header {`
    template <class... Args>
    void open(fmt::format_string<Args...> format, Args&&... args) {
        indent();
        text_ += fmt::format(format, std::forward<Args>(args)...);
        text_ += " {\n";
        ++depth_;
    }
    void close() {
        --depth_;
        indent();
        text_ += "}\n";
    }
    void blank() { text_ += '\n'; }
    void comment(std::string_view words) {
        indent();
        text_.append("# ").append(words).append("\n");
    }
    /// Lines in nginx's own words, laid out at this level.
    void raw(std::string_view lines) {
        for (const std::string_view each : split(lines, '\n')) {
            const std::string_view words = trim(each);
            if (words.empty()) continue;
            if (words.starts_with('}')) --depth_;
            indent();
            text_.append(words).append("\n");
            if (words.ends_with('{')) ++depth_;
        }
    }
    void append(std::string_view text) { text_ += text; }

    const std::string& text() const { return text_; }

  private:
    void indent() { text_.append(depth_ * 4, ' '); }
    std::string text_;
    std::size_t depth_ = 0;
};

}  // namespace stackc
