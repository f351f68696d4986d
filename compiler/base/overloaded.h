// Visits a variant with one lambda per alternative.
#pragma once

namespace stackc {

template <class... Callables>
struct Overloaded : Callables... {
    using Callables::operator()...;
};
template <class... Callables>
Overloaded(Callables...) -> Overloaded<Callables...>;

}  // namespace stackc
