#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the nginx front end while it reads and lowers.
extern constexpr Rule ngx009_include_missing{
    .summary = "an included file that does not exist",
    .why = "nginx says `open() failed (2: No such file or directory)` and does not start. A mask that matches nothing is passed over in silence, with all that it should have brought.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "nginx",
    .sources = "https://nginx.org/en/docs/ngx_core_module.html#include https://github.com/TandoorRecipes/recipes/issues/256",
};

}  // namespace stackc::rules
