#include "validators/engine/rule.h"

namespace stackc::rules {

// Reported by the front end while it reads and lowers.
extern constexpr Rule stk035_unclosed_raw{
    .summary = "the text of `raw` is not closed",
    .why = "The rest of the file is read as part of it.",
    .severity = Severity::error,
    .effect = Effect::refused,
    .dialects = "stack",
    .bad = R"(service cache {
  run redis; listen 6379
  raw redis { maxmemory 1g
)",
    .good = R"(service cache {
  run redis; listen 6379
  raw redis { maxmemory 1g }
}
)",
};

}  // namespace stackc::rules
