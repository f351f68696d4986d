// Whether stackc and the real programs take and refuse the same files: those of the seeds as they
// are, and thousands of them with one slip of the hand each.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <map>
#include <set>

#include "compiler/base/text.h"
#include "compiler/frontends/redis/directives.h"
#include "compiler/frontends/supervisor/options.h"
#include "compiler/frontends/systemd/keys.h"
#include "compiler/frontends/uwsgi/options.h"
#include "tests/real/agreement.h"
#include "tests/real/mutants.h"

using namespace stackc;
using namespace stackc::tests;

namespace {

/// A text to be judged, and what it is.
struct Candidate {
    std::string what;
    std::string text;
};

/// The seeds themselves, then mutants of those that `may_mutate` lets.
template <class MayMutate>
std::vector<Candidate> with_mutants(const std::vector<Path>& files, Mutator mutator,
                                    std::size_t count, MayMutate may_mutate) {
    std::vector<Candidate> candidates;
    std::vector<Candidate> origins;
    for (const Path& file : files) {
        candidates.push_back({file.string(), read_text(file)});
        if (may_mutate(candidates.back())) origins.push_back(candidates.back());
    }
    if (origins.empty()) return candidates;
    std::mt19937 random(7);
    for (std::size_t tries = 0; tries < 2 * count && candidates.size() < files.size() + count;
         ++tries) {
        const Candidate& origin = origins[random() % origins.size()];
        const std::optional<Mutant> mutant = mutator.next(origin.text);
        if (mutant) candidates.push_back({origin.what + ": " + mutant->slip, mutant->text});
    }
    return candidates;
}

// ------------------------------------------------------------------------------ supervisor

std::vector<nlohmann::json> ask_supervisor(const Folder& folder, const std::vector<Path>& files) {
    std::string list;
    for (const Path& file : files) list += file.string() + "\n";
    const Path at = folder.write("list", list);
    const Outcome theirs = run("cd '" + folder.path().string() +
                               "' && env -i PATH=/usr/bin:/bin /usr/bin/python3 '" STACKC_SOURCE_DIR
                               "/tests/real/supervisor_values.py' '@" +
                               at.string() + "' 2>/dev/null");
    std::vector<nlohmann::json> answers;
    std::istringstream lines(theirs.output);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('{')) answers.push_back(nlohmann::json::parse(line));
    }
    return answers;
}

// ------------------------------------------------------------------------------ uWSGI

/// `@(exec://…)` and the like would start other programs or reach for the network.
bool is_harmless(const std::string& text) {
    for (const std::string_view sign : {"://(", "exec://", "@(http", "/dev/"}) {
        if (text.find(sign) != std::string::npos) return false;
    }
    return true;
}

/// Debian keeps the options of these in plugins; each that is loaded takes time.
constexpr std::string_view uwsgi_plugins =
    "python3,http,corerouter,fastrouter,rawrouter,carbon,cgi,cheaper_busyness,rpc,spooler,zergpool";

struct UwsgiAnswer {
    bool is_environment = false;  // the machine is at fault, not the file
    std::string refusal;
};

/// Whether uWSGI ended for what this machine lacks: a plugin, or a file that was not copied.
bool is_environment(const std::string& output, const std::string& refusal) {
    constexpr std::string_view unknown = "unknown config directive: ";
    if (output.find("UNABLE to load uWSGI plugin") != std::string::npos) return true;
    for (const std::string_view sign : {"realpath() of ", "unable to load configuration from ",
                                        "opendir()", "zerg server", "No such file", "exit 0",
                                        "legion"}) {
        if (refusal.find(sign) != std::string::npos) return true;
    }
    const std::size_t at = refusal.find(unknown);
    if (at == std::string::npos) return false;
    const uwsgi::OptionFacts* option = uwsgi::find_option(refusal.substr(at + unknown.size()));
    // Options newer than the installed uWSGI, or of plugins that are not loaded.
    return option != nullptr && (option->plugin != "core" || option->since > "2.0.21");
}

UwsgiAnswer ask_uwsgi(const Path& file) {
    const Outcome theirs = run("cd '" + file.parent_path().string() +
                               "' && env -i PATH=/usr/bin:/bin timeout -s KILL 10 uwsgi --plugins " +
                               std::string(uwsgi_plugins) +
                               " --hook-asap call:show_config --hook-asap exit:0 --ini '" +
                               file.string() + "' </dev/null");
    UwsgiAnswer answer;
    if (theirs.output.find(";end of configuration") != std::string::npos && theirs.exit_code == 0)
        return answer;
    std::istringstream lines(theirs.output);
    for (std::string line; std::getline(lines, line);) {
        if (line.find("[uWSGI] getting") == std::string::npos && !line.empty())
            answer.refusal = line;
    }
    if (answer.refusal.empty()) answer.refusal = "exit " + std::to_string(theirs.exit_code);
    answer.is_environment = is_environment(theirs.output, answer.refusal);
    return answer;
}

// ------------------------------------------------------------------------------ redis

/// Why redis refuses a file; nothing where it would start. A directive that nobody knows, given
/// behind the file, ends the reading before anything is opened.
std::string ask_redis(const Path& file) {
    const Outcome theirs = run("cd '" + file.parent_path().string() + "' && timeout 10 redis-server '" +
                               file.string() + "' --end-of-file 1 </dev/null");
    if (theirs.output.find("'end-of-file") != std::string::npos) return "";
    std::istringstream lines(theirs.output);
    std::string last;
    for (std::string line; std::getline(lines, line);) {
        if (!line.empty()) last = line;
    }
    return last.empty() ? "ended" : last;
}

/// What this machine or the installed release lacks.
bool is_environment_of_redis(const std::string& text, const std::string& refusal) {
    for (const std::string_view sign : {"No such file", "Can't open", "can't open", "Permission"}) {
        if (refusal.find(sign) != std::string::npos) return true;
    }
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view name = trim(line).substr(0, trim(line).find(' '));
        const redis::DirectiveFacts* directive = redis::find_directive(name);
        if (directive == nullptr) continue;
        const bool is_newer = directive->since > "7.0.15" || directive->since.starts_with('>');
        if (is_newer || directive->name == "sentinel" || directive->name == "user") return true;
    }
    return false;
}

// ------------------------------------------------------------------------------ systemd

/// What `systemd-analyze verify` says of each file; what only this machine lacks is left out.
std::vector<std::string> ask_systemd(const std::vector<Path>& files) {
    std::map<std::string, std::string> said;
    for (std::size_t begin = 0; begin < files.size(); begin += 50) {
        std::string command = "SYSTEMD_LOG_TARGET=console systemd-analyze verify --man=no";
        for (std::size_t i = begin; i < std::min(begin + 50, files.size()); ++i)
            command += " '" + files[i].string() + "'";
        std::istringstream lines(run(command).output);
        for (std::string line; std::getline(lines, line);) {
            for (const std::string_view sign :
                 {"is not executable", "please use", "is obsolete", "legacy directory", "not found",
                  "does not match strict", "unknown escape", "Failed to load", "not loaded",
                  "is deprecated", "has been removed"}) {
                if (line.find(sign) != std::string::npos) line.clear();
            }
            const std::size_t name = line.find("/unit-");
            const std::size_t bare = line.find("unit-");
            const std::size_t at = name != std::string::npos ? name + 1 : bare;
            if (at == std::string::npos) continue;
            const std::string unit = line.substr(at, line.find_first_of(": ", at) - at);
            if (said[unit].empty()) said[unit] = line.substr(at);
        }
    }
    std::vector<std::string> answers;
    for (const Path& file : files) answers.push_back(said[file.filename().string()]);
    return answers;
}

/// The first thing that stackc says systemd refuses or passes over.
std::string first_complaint(const Analysis& analysis) {
    static const std::set<std::string_view> others{"SYD002", "SYD012", "SYD014", "SYD015", "SYD030"};
    for (const Diagnostic& one : analysis.diagnostics) {
        // A remark behind a path is taken for a part of it, without a word.
        const bool is_silent = one.rule == "SYD005" && !one.notes.front().starts_with("systemd then");
        if (one.rule.starts_with("SYD") && !others.contains(one.rule) && !is_silent)
            return std::string(one.rule) + ": " + one.primary.text;
    }
    return "";
}

// ------------------------------------------------------------------------------ command lines

using Words = std::vector<std::string>;

std::vector<Words> command_seeds() {
    std::vector<Words> seeds;
    for (const std::string_view line :
         {"gunicorn -w 4 -b unix:/run/shop.sock shop.wsgi:application",
          "gunicorn --workers=3 --bind 0.0.0.0:8000 --timeout 60 shop.wsgi",
          "gunicorn shop.wsgi --access-logfile - --error-logfile - --log-level info",
          "gunicorn -k gthread --threads 4 --max-requests 1000 --max-requests-jitter 50 shop.wsgi",
          "gunicorn --worker-class sync --worker-tmp-dir /dev/shm --keep-alive 5 shop.wsgi",
          "gunicorn --name shop --pid /run/shop.pid --umask 007 --graceful-timeout 30 shop.wsgi",
          "gunicorn -D --preload --reload --capture-output --proxy-protocol shop.wsgi",
          "gunicorn --limit-request-line 4094 --limit-request-fields 100 --backlog 2048 shop.wsgi",
          "gunicorn --env A=b -e C=d --forwarded-allow-ips 127.0.0.1 --statsd-host a:8125 shop.wsgi",
          "daphne -b 0.0.0.0 -p 8001 shop.asgi:application",
          "daphne -u /run/daphne.sock --fd 0 --access-log - --proxy-headers shop.asgi:app",
          "daphne -e ssl:8443:privateKey=k:certKey=c shop.asgi:app",
          "daphne --websocket_timeout 60 --ping-interval 20 --ping-timeout 30 -v 2 shop.asgi:app",
          "daphne --http-timeout 60 --root-path /a --server-name x --endpoint tcp:80 shop.asgi:app",
          "uvicorn shop.asgi:app --host 0.0.0.0 --port 8000 --workers 4",
          "uvicorn --uds /run/shop.sock --ws none --loop asyncio --http h11 shop.asgi:app",
          "uvicorn --fd 0 --log-level info --no-access-log --proxy-headers shop.asgi:app",
          "uvicorn --reload --reload-delay 0.5 --lifespan off --interface asgi3 shop.asgi:app",
          "uvicorn --limit-concurrency 100 --backlog 2048 --timeout-keep-alive 5 shop.asgi:app"}) {
        Words& words = seeds.emplace_back();
        for (const std::string_view word : split(line, ' ')) words.emplace_back(word);
    }
    return seeds;
}

/// One slip in a command line.
Words mutate_command(Words words, std::mt19937& random) {
    static const Words values{"abc", "-1", "2.5", "0", "", "10s", "true", "--x", "1_000", "none"};
    const std::size_t at = 1 + random() % (words.size() - 1);
    std::string& word = words[at];
    switch (random() % 8) {
        case 0:
            if (word.size() > 3) word.erase(2 + random() % (word.size() - 2), 1);
            break;
        case 1:
            if (word.size() > 4) word.resize(4 + random() % (word.size() - 4));
            break;
        case 2:
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(at));
            break;
        case 3:
            word = values[random() % values.size()];
            break;
        case 4:
            words.insert(words.begin() + static_cast<std::ptrdiff_t>(at), values[random() % 3]);
            break;
        case 5:
            word += "=" + values[random() % values.size()];
            break;
        case 6:
            std::replace(word.begin() + std::min<std::ptrdiff_t>(2, std::ssize(word)), word.end(), '-', '_');
            break;
        default:
            if (word.size() > 3) std::swap(word[word.size() - 1], word[word.size() - 2]);
            break;
    }
    return words;
}

}  // namespace

TEST_CASE("supervisor and stackc take the same files", "[real]") {
    if (run("/usr/bin/python3 -c 'import supervisor'").exit_code != 0) {
        std::cout << "SKIPPED: no supervisor\n";
        return;
    }
    const std::vector<Path> files =
        seeds_with({"[program:", "[supervisord]", "[fcgi-program:", "[eventlistener:"});
    std::vector<std::string> names;
    for (const supervisor::OptionFacts& option : supervisor::all_options())
        names.emplace_back(option.name);
    const auto candidates = with_mutants(files, Mutator('=', names), mutant_count(1500),
                                         [](const Candidate&) { return true; });
    const Folder folder;
    std::vector<Path> copies;
    for (const Candidate& candidate : candidates)
        copies.push_back(folder.write(std::to_string(copies.size()) + "/supervisord.conf", candidate.text));
    const std::vector<nlohmann::json> answers = ask_supervisor(folder, copies);
    REQUIRE(answers.size() == candidates.size());
    Agreement agreement("supervisor");
    for (std::size_t i = 0; i < copies.size(); ++i) {
        const std::string refusal = answers[i]["accepted"].get<bool>()
                                        ? ""
                                        : answers[i]["message"].get<std::string>() + " ";
        // What is in the environment and in other files is made up or left out here.
        const bool is_lone = candidates[i].text.find("[include]") != std::string::npos ||
                             candidates[i].text.find("[supervisord]") == std::string::npos;
        if (refusal.find("from-the-environment") != std::string::npos) continue;
        if (is_lone && refusal.find("names unknown program") != std::string::npos) continue;
        agreement.add(candidates[i].what, refusal, first_refusal(lint(copies[i], "supervisor"), "SUP"));
    }
    agreement.print();
    CHECK(agreement.rate() >= 0.99);
}

TEST_CASE("uWSGI and stackc take the same files, where it is strict about options", "[real]") {
    if (is_missing("uwsgi")) return;
    const std::vector<Path> files = seeds_with({"[uwsgi]"});
    std::vector<std::string> names;
    for (const uwsgi::OptionFacts& option : uwsgi::all_options()) names.emplace_back(option.name);
    const auto candidates = with_mutants(files, Mutator('=', names), mutant_count(400),
                                         [](const Candidate& one) { return is_harmless(one.text); });
    const Folder folder;
    Agreement agreement("uWSGI");
    for (const Candidate& candidate : candidates) {
        if (!is_harmless(candidate.text)) continue;
        std::string text = "\n" + candidate.text;
        const std::size_t head = text.find("\n[uwsgi]\n");
        if (head != std::string::npos) text.insert(head + 9, "strict = true\n");
        const Path copy = folder.write("uwsgi.ini", text.substr(1));
        const UwsgiAnswer theirs = ask_uwsgi(copy);
        if (theirs.is_environment) continue;
        agreement.add(candidate.what, theirs.refusal, first_refusal(lint(copy, "uwsgi"), "UWS"));
    }
    agreement.print();
    CHECK(agreement.rate() >= 0.99);
}

TEST_CASE("redis and stackc take the same files", "[real]") {
    if (is_missing("redis-server")) return;
    const std::vector<Path> files = seeds([](const Path& path) {
        const std::string name = path.filename().string();
        return name.find("redis") != std::string::npos && name.ends_with(".conf") &&
               name.find("nginx") == std::string::npos &&
               read_text(path).find("program:") == std::string::npos;
    });
    std::vector<std::string> names;
    for (const redis::DirectiveFacts& one : redis::all_directives()) names.emplace_back(one.name);
    const auto candidates = with_mutants(files, Mutator(' ', names), mutant_count(500),
                                         [](const Candidate&) { return true; });
    const Folder folder;
    Agreement agreement("redis");
    for (const Candidate& candidate : candidates) {
        const Path copy = folder.write("redis.conf", candidate.text);
        const std::string theirs = ask_redis(copy);
        if (is_environment_of_redis(candidate.text, theirs)) continue;
        agreement.add(candidate.what, theirs, first_refusal(lint(copy, "redis"), "RDS"));
    }
    agreement.print();
    CHECK(agreement.rate() >= 0.99);
}

TEST_CASE("systemd and stackc pass over or refuse the same units", "[real]") {
    if (is_missing("systemd-analyze")) return;
    const std::vector<Path> files = seeds([](const Path& path) {
        const std::string extension = path.extension().string();
        return extension == ".service" || extension == ".socket" || extension == ".timer";
    });
    std::vector<std::string> names;
    for (const systemd::KeyFacts& key : systemd::all_keys()) {
        if (key.section == "Service" && !key.is_new) names.emplace_back(key.name);
    }
    const auto candidates =
        with_mutants(files, Mutator('=', names), mutant_count(1500), [](const Candidate& one) {
            // Placeholders of templates are values of their own to systemd.
            return one.text.find("{{") == std::string::npos && one.text.find("${") == std::string::npos &&
                   one.text.find("{%") == std::string::npos;
        });
    const Folder folder;
    std::vector<Path> copies;
    for (const Candidate& candidate : candidates) {
        const std::string file = candidate.what.substr(0, candidate.what.find(": "));
        copies.push_back(folder.write("unit-" + std::to_string(copies.size()) + "x" +
                                          Path(file).extension().string(),
                                      candidate.text));
    }
    const std::vector<std::string> theirs = ask_systemd(copies);
    Agreement agreement("systemd");
    for (std::size_t i = 0; i < copies.size(); ++i) {
        const Path alone = folder.write("alone/" + copies[i].filename().string(), candidates[i].text);
        agreement.add(candidates[i].what, theirs[i], first_complaint(lint(alone, "systemd")));
        std::filesystem::remove(alone);
    }
    agreement.print();
    CHECK(agreement.rate() >= 0.99);
}

TEST_CASE("Python servers and stackc take the same command lines", "[real]") {
    std::mt19937 random(11);
    std::vector<Words> commands = command_seeds();
    const std::vector<Words> seeds = commands;
    const std::size_t count = mutant_count(2000);
    for (std::size_t i = 0; i < count; ++i)
        commands.push_back(mutate_command(seeds[random() % seeds.size()], random));
    const Folder folder;
    std::string text;
    for (const Words& words : commands) text += nlohmann::json(words).dump() + "\n";
    const Path list = folder.write("lines", text);
    const Outcome theirs = run("cd '" + folder.path().string() +
                               "' && /usr/bin/python3 '" STACKC_SOURCE_DIR
                               "/tests/real/command_lines.py' < '" +
                               list.string() + "' 2>/dev/null");
    std::istringstream lines(theirs.output);
    std::map<std::string, Agreement> agreements;
    std::set<std::string> missing;
    std::size_t at = 0;
    for (std::string line; std::getline(lines, line) && at < commands.size();) {
        if (!line.starts_with('{')) continue;
        const Words& words = commands[at++];
        const nlohmann::json answer = nlohmann::json::parse(line);
        if (!answer["known"].get<bool>()) {
            missing.insert(words.front());
            continue;
        }
        std::string command;
        for (const std::string& word : words) command += (command.empty() ? "" : " ") + (word.empty() ? "\"\"" : word);
        const Path file = folder.write("supervisord.conf", "[program:web]\ncommand=" + command + "\n");
        agreements.try_emplace(words.front(), words.front())
            .first->second.add(command, answer["refusal"].get<std::string>(),
                               first_refusal(lint(file, "supervisor"), words.front() == "gunicorn" ? "GUN" : "ASG"));
    }
    for (const std::string& program : missing) std::cout << "SKIPPED: no " << program << "\n";
    for (const auto& [program, agreement] : agreements) {
        agreement.print();
        CHECK(agreement.rate() >= 0.99);
    }
}
