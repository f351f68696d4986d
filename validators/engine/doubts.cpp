#include "validators/engine/doubts.h"

#include <algorithm>

namespace stackc {

static bool lies_in(const Span& inner, const Span& outer) {
    return inner.file == outer.file && inner.begin >= outer.begin && inner.end <= outer.end;
}

namespace {
enum class Standing { elsewhere, certain, doubtful };
}  // namespace

/// What the place is worth as a part of those settings.
static Standing standing_in(const SettingsModule& settings, const Span& place) {
    const bool is_chosen_here = place == settings.chosen && !settings.processes.empty();
    const bool is_value =
        std::any_of(settings.values.begin(), settings.values.end(),
                    [&](const auto& each) { return lies_in(place, each.second.span); });
    if (!is_chosen_here && !is_value) return Standing::elsewhere;
    const bool may_be_other = is_value && settings.is_overridable;
    return settings.is_choice_certain && !may_be_other ? Standing::certain : Standing::doubtful;
}

/// Whether the place belongs to settings, and is certain in none.
static bool is_doubtful(const Graph& graph, const Span& place) {
    bool is_doubted = false;
    for (const SettingsModule& settings : graph.settings) {
        const Standing standing = standing_in(settings, place);
        if (standing == Standing::certain) return false;
        is_doubted = is_doubted || standing == Standing::doubtful;
    }
    return is_doubted;
}

bool rests_on_doubt(const Graph& graph, const Diagnostic& found) {
    return is_doubtful(graph, found.primary.span) ||
           std::any_of(found.related.begin(), found.related.end(), [&](const Label& label) {
               return is_doubtful(graph, label.span);
           });
}

}  // namespace stackc
