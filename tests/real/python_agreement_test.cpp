// What stackc reads of Python files, compared with Python itself: which files are Python, and
// what the names of our own fixture files are worth.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include <unistd.h>

#include <algorithm>

#include "compiler/python/evaluator.h"
#include "compiler/python/parser.h"
#include "tests/real/run.h"

using namespace stackc;
using namespace stackc::tests;
using Json = nlohmann::json;

static const Path source_root = STACKC_SOURCE_DIR;

static std::string file_text(const Path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

static std::string corpus_files() {
    const Path corpus = source_root / "../shared/corpus";
    std::string list;
    if (!std::filesystem::exists(corpus)) {
        std::cout << "SKIPPED: no corpus beside the project\n";
        return list;
    }
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpus)) {
        if (entry.is_regular_file() && entry.path().extension() == ".py")
            list += entry.path().lexically_normal().string() + "\n";
    }
    return list;
}

TEST_CASE("a file is Python to stackc when it is to Python", "[real]") {
    if (is_missing("/usr/bin/python3")) return;
    const Path folder =
        std::filesystem::temp_directory_path() / ("stackc-python-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "corpus") << corpus_files();
    const char* wanted = std::getenv("STACKC_PYTHON_MUTANTS");
    const Outcome verdicts =
        run("/usr/bin/python3 '" + (source_root / "tests/real/python_verdicts.py").string() +
            "' '" + folder.string() + "' " + (wanted != nullptr ? wanted : "1000") + " < '" +
            (folder / "corpus").string() + "'");
    std::istringstream lines(verdicts.output);
    std::size_t files = 0, agreed = 0, refused = 0;
    std::string verdict, path;
    SourceMap map;
    while (lines >> verdict && std::getline(lines >> std::ws, path)) {
        const SourceFile& file = map.file(map.set("/srv/file.py", file_text(path)));
        const python::Parsed parsed = python::parse(file);
        ++files;
        refused += verdict == "no" ? 1 : 0;
        const bool is_same = parsed.tree->is_whole() == (verdict == "ok");
        agreed += is_same ? 1 : 0;
        if (!is_same) std::cout << "Python says " << verdict << ": " << path << "\n";
        CHECK(print(python::to_document("gunicorn", file, parsed)) == file.text());
    }
    std::filesystem::remove_all(folder);
    std::cout << "Python's verdict and stackc's agree on " << agreed << " of " << files
              << " files, " << refused << " of them refused\n";
    REQUIRE(files > 500);
    CHECK(agreed * 1000 >= files * 995);
}

// -------------------------------------------------------------------------------------- values

static bool is_value(const PythonValue& value) {
    return value.is_known() && !value.is_partial;
}

/// Whether what is known differs from what Python has; counts what is known.
static bool differs(const PythonValue& ours, const Json& theirs, std::size_t& known) {
    using Kind = PythonValue::Kind;
    if (!is_value(ours)) return false;
    ++known;
    switch (ours.kind) {
        case Kind::none:
            return !theirs.is_null();
        case Kind::boolean:
            return theirs != Json(ours.integer != 0);
        case Kind::integer:
            return !theirs.is_number_integer() || theirs != Json(ours.integer);
        case Kind::real:
            return theirs != Json(ours.real);
        case Kind::text:
            return theirs != Json(ours.text);
        case Kind::bytes:
            return theirs != Json("bytes:" + ours.text);
        case Kind::dict: {
            if (!theirs.is_object() || theirs.size() != ours.items.size()) return true;
            for (std::size_t i = 0; i < ours.items.size(); ++i) {
                const PythonValue& key = ours.keys[i];
                const std::string name = key.is_text() ? key.text : std::to_string(key.integer);
                if (!theirs.contains(name) || differs(ours.items[i], theirs[name], known))
                    return true;
            }
            return false;
        }
        case Kind::list:
        case Kind::tuple: {
            if (!theirs.is_array() || theirs.size() != ours.items.size()) return true;
            for (std::size_t i = 0; i < ours.items.size(); ++i) {
                if (differs(ours.items[i], theirs[i], known)) return true;
            }
            return false;
        }
        case Kind::set:
        case Kind::unknown:
        case Kind::call:
            return false;
    }
    return false;
}

/// Evaluates a fixture, modules found by where they lie.
static python::Evaluation evaluation_of(SourceMap& map, const Path& folder,
                                        const std::string& module) {
    const auto module_at = [&map](const Path& path, std::string name) -> python::FoundModule {
        if (!std::filesystem::exists(path)) return {};
        const FileId* known = map.find(path);
        const FileId id = known != nullptr ? *known : map.set(path, file_text(path));
        return {python::parse(map.file(id)).tree, std::move(name), path.string(), false,
                path.filename() == "__init__.py"};
    };
    python::Surroundings surroundings;
    surroundings.find = [&](const python::FoundModule& from, std::string_view name,
                            std::size_t level) -> python::FoundModule {
        if (level == 0) return {};
        Path base = Path(from.path).parent_path();
        for (std::size_t i = 1; i < level; ++i) base = base.parent_path();
        std::string relative(name);
        std::replace(relative.begin(), relative.end(), '.', '/');
        const python::FoundModule file = module_at(base / (relative + ".py"), std::string(name));
        return file.tree != nullptr
                   ? file
                   : module_at((base / relative / "__init__.py").lexically_normal(),
                               std::string(name));
    };
    return python::evaluate(module_at(folder / module, "settings"), surroundings);
}

TEST_CASE("what stackc knows of a Python file's names is what Python makes of them", "[real]") {
    if (is_missing("/usr/bin/python3")) return;
    const Path folder = source_root / "tests/real/python_fixtures";
    std::size_t known = 0, different = 0;
    const std::pair<std::string, std::string> modules[] = {
        {"shop/settings/base.py", "shop.settings.base"},
        {"shop/settings/prod.py", "shop.settings.prod"},
        {"gunicorn.conf.py", "gunicorn.conf.py"}};
    for (const auto& [file, module] : modules) {
        SourceMap map;
        const python::Evaluation ours = evaluation_of(map, folder, file);
        const Outcome theirs = run("env -i /usr/bin/python3 '" +
                                   (source_root / "tests/real/python_values.py").string() + "' '" +
                                   folder.string() + "' " + module);
        INFO(theirs.output);
        REQUIRE(theirs.exit_code == 0);
        const Json values = Json::parse(theirs.output);
        for (const auto& [name, binding] : ours.names) {
            if (!is_value(binding.value)) continue;
            const bool is_different =
                !values.contains(name) || differs(binding.value, values[name], known);
            different += is_different ? 1 : 0;
            if (is_different) std::cout << file << ": `" << name << "` differs\n";
        }
    }
    std::cout << "values of our Python files: " << known << " known, " << different
              << " different\n";
    CHECK(different == 0);
    CHECK(known > 100);
}
