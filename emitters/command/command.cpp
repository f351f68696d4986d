// `run "celery -A config worker"`: a command of the user's own, started in its app's folder.
#include "emitters/emitter.h"

namespace stackc::emitters {

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// The command's words as a shell would cut them, nothing expanded; nothing where a quote is
/// not closed.
static std::optional<std::vector<std::string>> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    bool has_word = false;
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == 0 && is_blank(c)) {
            if (has_word) words.push_back(word);
            word.clear();
            has_word = false;
            continue;
        }
        has_word = true;
        if (quote == 0 && (c == '\'' || c == '"')) quote = c;
        else if (quote != 0 && c == quote) quote = 0;
        else if (c == '\\' && quote != '\'' && i + 1 < text.size()) word += text[++i];
        else word += c;
    }
    if (quote != 0) return std::nullopt;
    if (has_word) words.push_back(word);
    return words;
}

static Start start_command(const EmitInput& input, const Process& process, Emission& out) {
    Start start;
    start.has_children = true;
    const auto words = words_of(process.command);
    if (!words || words->empty()) {
        out.problem(process.span, "the command has a quote that is not closed, or no word");
        return start;
    }
    start.argv = *words;
    // A bare name is the virtualenv's own before it is the system's.
    const bool is_bare = start.argv.front().find('/') == std::string::npos;
    if (is_bare && process.app && input.graph.at(*process.app).venv.is_known()) {
        start.argv.front() = binary_of(input.graph, process, start.argv.front());
    }
    if (process.app) start.directory = input.graph.at(*process.app).root.value_or("");
    start.env = environment_of(input.graph, process);
    return start;
}

static constexpr ServerKind servers[] = {ServerKind::celery, ServerKind::other};
extern const Emitter command{"command", nullptr, servers, start_command};

}  // namespace stackc::emitters
