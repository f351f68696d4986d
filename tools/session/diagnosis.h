// Joins a log with the files: which line tells of which edge of the graph, and which finding is
// behind it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/session/session.h"
#include "validators/symptoms/symptom.h"

namespace stackc {

/// Lines of one symptom about one thing.
struct Explained {
    SymptomMatch match;
    std::string text;  // the first such line
    std::size_t first_line = 0, last_line = 0;
    std::size_t count = 0;
    std::vector<Label> ends;         // the places in the files that the line is about
    std::vector<Span> servers;       // where the servers are configured and started that it is about
    std::vector<Diagnostic> causes;  // what the analysis found there, the likeliest first
};

struct LogDiagnosis {
    std::vector<Explained> explained;  // those with a cause in the files first, consequences last
    std::vector<LogLine> unknown;      // that sound like a failure and are in no known form
    std::size_t others = 0;            // lines that tell of no failure
};

/// What `log` says of the deployment that `analysis` read.
LogDiagnosis diagnose(std::string_view log, const Analysis& analysis);

}  // namespace stackc
