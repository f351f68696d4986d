// The Python files of the workspace as Python would import them, and which settings module a
// process uses: the launcher's environment says so, else the wsgi.py or asgi.py that it loads.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/frontends/frontend.h"
#include "compiler/python/evaluator.h"

namespace stackc::django {

/// A module's name and where it is said.
struct NamedModule {
    std::string name;
    Span span;
    bool is_default = false;  // `setdefault`: only where the environment names none
};

/// The settings module that a file names with `os.environ.setdefault` or an assignment; nothing
/// where it names none or several.
std::optional<NamedModule> named_settings(const python::Tree& tree);

class Projects {
  public:
    explicit Projects(const Workspace& workspace);

    /// The documents of the dialect, by path.
    const std::map<Path, std::shared_ptr<const Document>>& documents() const { return documents_; }

    /// The document that is `module` to what lies beside `near`; null where there is none, or where
    /// several are as likely.
    const Document* find(std::string_view module, const Path& near) const;

    /// The folder from which `document` is imported as `module`.
    static Path root_of(const Document& document, std::string_view module);

    /// Evaluates a settings module; `target_root` is where its root lies on the target, if known.
    python::Evaluation evaluate(const Document& document, std::string_view module,
                                const std::optional<std::string>& target_root,
                                const std::map<std::string, Value<std::string>>& variables) const;

  private:
    const Document* at(const Path& path) const;
    /// What the `.env` beside the project says, where the project's files read one.
    std::map<std::string, Value<std::string>> written_variables(const Document& settings,
                                                                const Path& root) const;
    const Document* variables_for(const Document& settings, const Path& root) const;
    const Document* variables_at(const Path& path) const;
    const Workspace& workspace_;
    std::map<Path, std::shared_ptr<const Document>> documents_;
};

}  // namespace stackc::django
