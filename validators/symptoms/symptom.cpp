#include "validators/symptoms/symptom.h"

#include <algorithm>

#include "compiler/base/assert.h"
#include "compiler/base/regex.h"
#include "compiler/base/text.h"

namespace stackc {

std::vector<const Symptom*> symptoms::all() {
    std::vector<const Symptom*> result;
    for (const auto table : {of_nginx(), of_uwsgi(), of_gunicorn(), of_asgi(), of_managers(),
                             of_redis(), of_django()}) {
        for (const Symptom& symptom : table) result.push_back(&symptom);
    }
    return result;
}

struct SymptomFinder::Compiled {
    const Symptom* symptom;
    Regex pattern;
};

SymptomFinder::SymptomFinder() {
    for (const Symptom* symptom : symptoms::all()) {
        std::optional<Regex> pattern = Regex::compile(symptom->pattern);
        STACKC_ASSERT(pattern.has_value());
        compiled_.push_back({symptom, *std::move(pattern)});
    }
}
SymptomFinder::~SymptomFinder() = default;

SymptomMatch SymptomFinder::find(std::string_view line) const {
    for (const Compiled& each : compiled_) {
        if (auto groups = each.pattern.groups(line)) return {each.symptom, *std::move(groups)};
    }
    return {};
}

bool sounds_like_failure(std::string_view line) {
    static constexpr std::string_view signs[] = {
        "error",     "fail",      "[crit]",  "[emerg]",   "[alert]",   "critical",
        "fatal",     "denied",    "refused", "exception", "traceback", "timeout",
        "timed out", "cannot",    "can't",   "couldn't",  "unable",    "panic",
        "killed",    "not found", "no such", "invalid"};
    const std::string lower = to_lower(line);
    return std::any_of(std::begin(signs), std::end(signs), [&](std::string_view sign) {
        return lower.find(sign) != std::string::npos;
    });
}

}  // namespace stackc
