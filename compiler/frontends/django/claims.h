// Which Python files belong to a Django project's configuration. A repository has thousands of
// Python files: names come first, and a few words of the text decide.
#pragma once

#include <array>
#include <string_view>

#include "compiler/source/source_map.h"

namespace stackc::django {

/// What a file is to its project.
enum class Role : std::uint8_t { settings, wsgi, asgi, manage, routing, urls, other };

Role role_of(const Path& path);

/// The names that such files have.
inline constexpr std::array<std::string_view, 9> globs{
    "settings.py", "settings/*.py", "settings_*.py", "*_settings.py", "wsgi.py",
    "asgi.py",     "manage.py",     "routing.py",    "urls.py"};

/// As Frontend::claims.
int looks_like_django(const SourceFile& file);

}  // namespace stackc::django
