// Template placeholders in nginx files: what a deployment tool fills in before nginx reads the
// file. Their values are unknown, so no rule may guess about them.
#pragma once

#include <cstddef>
#include <string_view>

namespace stackc::nginx {

/// A piece of template text at the start of a text.
struct Template {
    std::size_t size = 0;     // bytes, 0 where there is none
    bool is_control = false;  // `{% if %}`, `{# … #}`, `{{#each}}`: stands for no value
};

/// `{{ x }}`, `{% x %}`, `{# x #}`, `<% x %>`, `<%= x %>` at the start of `text`; a piece ends
/// within a thousand bytes, values on their own line.
Template template_at(std::string_view text);

/// True when `word` holds a placeholder: a template's, `${UPPER}` or `$UPPER` of envsubst,
/// `@UPPER@`, `__UPPER__`.
bool has_hole(std::string_view word);

/// True when `word` is nothing but one placeholder, which may stand for whole statements.
bool is_hole(std::string_view word);

}  // namespace stackc::nginx
