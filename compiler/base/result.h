// A value or the reason why there is none: how the outside world fails (files, pipes).
#pragma once

#include <utility>
#include <variant>

#include "compiler/base/assert.h"

namespace stackc {

/// Holds a `T`, or an `E` that says why not. Test it before taking either.
template <class T, class E>
class Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(E error) : state_(std::in_place_index<1>, std::move(error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    const T& value() const& {
        STACKC_ASSERT(ok());
        return std::get<0>(state_);
    }
    T&& value() && {
        STACKC_ASSERT(ok());
        return std::get<0>(std::move(state_));
    }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    const T* operator->() const { return &value(); }
    const E& error() const {
        STACKC_ASSERT(!ok());
        return std::get<1>(state_);
    }

  private:
    std::variant<T, E> state_;
};

}  // namespace stackc
