// A value of the configuration together with where it was said. Three states, so that no rule
// mistakes "not stated" or "cannot be known" for a value.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "compiler/base/assert.h"
#include "compiler/source/span.h"

namespace stackc {

template <class T>
class Value {
  public:
    /// Not stated anywhere.
    Value() = default;
    static Value known(T value, Span span) {
        Value result;
        result.value_ = std::move(value);
        result.span_ = span;
        return result;
    }
    /// Not stated; the program's own default. It has no place.
    static Value by_default(T value) {
        Value result;
        result.value_ = std::move(value);
        return result;
    }
    /// Stated, but its value cannot be known: a variable, a template's hole, a missing file.
    static Value unknown(std::string why, Span span) {
        Value result;
        result.why_unknown_ = std::move(why);
        result.is_unknown_ = true;
        result.span_ = span;
        return result;
    }

    bool is_known() const { return value_.has_value(); }
    bool is_unknown() const { return is_unknown_; }
    bool is_absent() const { return !is_known() && !is_unknown_; }
    /// Known, and written in a file rather than a default.
    bool is_stated() const { return is_known() && span_.has_value(); }

    /// The value if it is known.
    const T* get() const { return value_ ? &*value_ : nullptr; }
    const T& operator*() const {
        STACKC_ASSERT(value_.has_value());
        return *value_;
    }
    const T* operator->() const { return &**this; }
    T value_or(T fallback) const { return value_ ? *value_ : std::move(fallback); }

    bool has_span() const { return span_.has_value(); }
    /// Where it is said; `fallback` for a default.
    Span span_or(Span fallback) const { return span_.value_or(fallback); }
    Span span() const {
        STACKC_ASSERT(span_.has_value());
        return *span_;
    }
    const std::string& why_unknown() const { return why_unknown_; }

  private:
    std::optional<T> value_;
    std::optional<Span> span_;
    bool is_unknown_ = false;
    std::string why_unknown_;
};

}  // namespace stackc
