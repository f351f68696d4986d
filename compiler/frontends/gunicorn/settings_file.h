// gunicorn.conf.py, which is Python: a name that gunicorn knows and that is bound when the file
// is through is a setting. Read by compiler/python, never run.
#pragma once

#include <span>
#include <vector>

#include "compiler/frontends/frontend.h"

namespace stackc::gunicorn {

struct SettingsFile {
    std::vector<Option>
        options;  // in the order of their names; what only running would tell is unknown
    bool is_fully_read = true;  // false: it may set more
};

/// What the file sets for a program that is started with `environments`, the later ones first.
SettingsFile read_settings(const Document& document,
                           std::span<const std::vector<EnvVariable>* const> environments);

/// How surely a Python file is a configuration of gunicorn, by the settings that it assigns.
int looks_like_gunicorn(const SourceFile& file);

}  // namespace stackc::gunicorn
