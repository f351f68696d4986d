// What a line in a log means: tables of symptoms by program, and the reading of logs. `stackc
// explain --log` joins them with the graph; a rule's page shows the lines that lead to it.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stackc {

/// A line that a program writes when a deployment is broken in a certain way.
struct Symptom {
    std::string_view name;     // "socket-permission-denied"
    std::string_view program;  // who writes it: "nginx"
    /// A regular expression for some part of the line. Named groups say what it is about:
    /// `socket` or `host` and `port` (an address), `file` (a path of the target), `config` and
    /// `line` (a place in a file), `program` (supervisor's name for one), `unit`, `module`,
    /// `upstream`, `user`, `site` (a host name that was asked for).
    std::string_view pattern;
    std::string_view meaning;     // what happened, a sentence without its period
    std::string_view advice;      // what to look at where no file shows the cause
    std::string_view rules;       // ids of those that find the cause, the likeliest first
    std::string_view sample;      // a real line
    bool is_consequence = false;  // something else went wrong before
};

namespace symptoms {
std::span<const Symptom> of_nginx();
std::span<const Symptom> of_uwsgi();
std::span<const Symptom> of_gunicorn();
std::span<const Symptom> of_asgi();
std::span<const Symptom> of_django();
std::span<const Symptom> of_managers();
std::span<const Symptom> of_redis();

/// Every symptom, in the order in which lines are compared with them.
std::vector<const Symptom*> all();
}  // namespace symptoms

/// A line of a log without what surrounds its message.
struct LogLine {
    std::size_t number = 0;  // from 1
    std::string text;
};

/// The lines of a log that say something. Colours, times, levels and the prefixes of `docker
/// compose`, `journalctl` and `tail` are taken off; the middle of a traceback is left out.
std::vector<LogLine> read_log(std::string_view log);

/// A line's symptom and what it is about.
struct SymptomMatch {
    const Symptom* symptom = nullptr;
    std::map<std::string, std::string> about;  // the pattern's groups
};

/// Finds symptoms in lines; its patterns are compiled once.
class SymptomFinder {
  public:
    SymptomFinder();
    ~SymptomFinder();
    SymptomFinder(const SymptomFinder&) = delete;
    SymptomFinder& operator=(const SymptomFinder&) = delete;
    /// The first symptom that the line shows; a null one where it shows none.
    SymptomMatch find(std::string_view line) const;

  private:
    struct Compiled;
    std::vector<Compiled> compiled_;
};

/// Whether a line in no known form reads as if it told of a failure.
bool sounds_like_failure(std::string_view line);

}  // namespace stackc
