// What Python files of a deployment say without being run: the settings of a Django project for
// the processes that use them, and what an ASGI entry point routes. The Django front end fills
// it in, rules and emitters read it. A value that only running would tell is `unknown`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/id.h"
#include "compiler/source/span.h"

namespace stackc {

/// A Python value with the place of the expression that says it.
struct PythonValue {
    enum class Kind : std::uint8_t {
        unknown,
        none,
        boolean,
        integer,
        real,
        text,
        bytes,
        list,
        tuple,
        set,
        dict,
        call
    };
    Kind kind = Kind::unknown;
    Span span;
    std::string text;  // of text and bytes; of a call: `django.urls.path`; of what is unknown: why
    std::int64_t integer = 0;  // of integers; of booleans 0 or 1
    double real = 0;
    std::vector<PythonValue>
        items;  // of list, tuple and set; the values of a dict; a call's arguments
    std::vector<PythonValue>
        keys;                 // of dict and call, one for each of `items`; none: given by its place
    bool is_partial = false;  // list, set, dict: what is here is in it, but more may be
    bool is_assumed = false;  // the default of a variable that the environment may set
    bool is_local_path = false;  // a path that starts where the file lies here, not on the target

    /// A value; what a call gives is none.
    bool is_known() const { return kind != Kind::unknown && kind != Kind::call; }
    bool is_text() const { return kind == Kind::text; }
    /// Known, and nothing outside the files can change it.
    bool is_certain() const { return is_known() && !is_assumed && !is_partial; }
    /// Certainly this truth value.
    bool is(bool wanted) const {
        return kind == Kind::boolean && !is_assumed && (integer != 0) == wanted;
    }
    /// A list, tuple or set.
    bool is_sequence() const {
        return kind == Kind::list || kind == Kind::tuple || kind == Kind::set;
    }
    /// The value under a text key of a dict, or null.
    const PythonValue* find(std::string_view key) const;
    /// Whether a list, tuple or set surely holds that text.
    bool holds(std::string_view wanted) const;
};

/// A variable that the settings take from the environment.
struct EnvRead {
    std::string name;
    Span span;                 // the call or subscript that reads it
    bool has_default = false;  // without it the program does not start
    bool is_text = false;      // what is set comes as the text that it is, "False" too
};

/// A settings module as the processes that use it see it: one for each environment.
struct SettingsModule {
    std::string name;  // "config.settings.production"; empty where nobody names it
    FileId file{};
    std::optional<Id<struct AppTag>> app;
    std::vector<Id<struct ProcessTag>>
        processes;  // which use it; empty: none that the files tell of
    Span chosen;    // where it is chosen: the launcher's environment, or `setdefault`
    std::map<std::string, PythonValue> values;  // what is assigned in it, upper case only
    std::vector<EnvRead> env_reads;
    /// False when something in it could be anything (a syntax error, a module that is not here):
    /// then nothing follows from a setting that is absent.
    bool is_fully_read = true;
    /// False when an environment that is not here may name other settings.
    bool is_choice_certain = true;
    /// A file that is not here may set any of it otherwise (`from .local import *`).
    bool is_overridable = false;

    /// The setting if the files state it, known or not; null where Django's default counts.
    const PythonValue* find(std::string_view setting) const;
    /// The setting if it is known to be a text; null otherwise.
    const std::string* text(std::string_view setting) const;
    /// True when the setting is certainly not stated.
    bool lacks(std::string_view setting) const { return is_fully_read && find(setting) == nullptr; }
};

/// A WebSocket route of an ASGI application: `path("ws/chat/", …)`, `re_path(r"^ws/chat/$", …)`.
struct SocketPattern {
    std::string text;  // as Django matches it: against the path without its first slash
    bool is_regex = false;
    Span span;
};

/// The `application` of an asgi.py or routing.py.
struct AsgiApp {
    FileId file{};
    std::string module;      // "config.asgi"
    Span span;               // what `application` is assigned
    bool is_router = false;  // a ProtocolTypeRouter
    bool has_websocket = false;
    bool checks_origin = false;         // wrapped in an origin validator
    bool checks_allowed_hosts = false;  // … in AllowedHostsOriginValidator
    std::vector<SocketPattern> patterns;
    bool is_fully_read = true;  // false: routes may come from elsewhere
    std::vector<Id<struct ProcessTag>> processes;
};

}  // namespace stackc
