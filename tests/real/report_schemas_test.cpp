// What `lint` writes for other programs, compared with the forms that their specifications ask
// for. The input is every rule's wrong example, side by side.
#include <catch2/catch.hpp>

#include "tests/real/run.h"
#include "tests/support/program.h"
#include "validators/engine/example.h"

using namespace stackc;

static const std::string schemas = STACKC_SOURCE_DIR "/tests/schemas/";

static void write_examples(const test::TemporaryFolder& folder) {
    for (const RuleEntry& entry : rules::all()) {
        const std::string dialect(entry.rule->dialects.substr(0, entry.rule->dialects.find(' ')));
        for (const auto& [name, text] : example_files(entry.rule->bad, dialect))
            folder.write(Path(entry.id) / name, text);
    }
    folder.write("odd/a b,c%é <&>.conf",
                 "server {\n    listen 80\n    server_name пример.рф;\n}\n");
}

static void check_with(const std::string& format, const std::string& validator) {
    const test::TemporaryFolder folder;
    write_examples(folder);
    const test::ProgramResult linted =
        test::run_script("stackc lint --quiet --format " + format + " -o report .", folder.path());
    CHECK(linted.err.empty());
    CHECK(folder.read("report").size() > 10000);
    const tests::Outcome outcome =
        tests::run("cd " + folder.path().string() + " && " + validator + " report");
    INFO(format << ":\n" << outcome.output.substr(0, 4000));
    CHECK(outcome.exit_code == 0);
}

static bool has_no_validator_for_json() {
    if (tests::run("python3 -c 'import jsonschema'").exit_code == 0) return false;
    std::printf("SKIPPED: no python3-jsonschema\n");
    return true;
}

static std::string json_validator(const std::string& schema) {
    return "python3 -c 'import json, jsonschema, sys; "
           "jsonschema.Draft7Validator(json.load(open(sys.argv[1])), "
           "format_checker=jsonschema.FormatChecker()).validate(json.load(open(sys.argv[2])))' " +
           schemas + schema;
}

TEST_CASE("reports in SARIF and for GitLab have the form that their specifications ask for",
          "[real]") {
    if (has_no_validator_for_json()) return;
    check_with("sarif", json_validator("sarif.json"));
    check_with("gitlab", json_validator("gitlab.json"));
}

TEST_CASE("reports in the XML of Checkstyle and JUnit have the form that their readers ask for",
          "[real]") {
    if (tests::is_missing("xmllint")) return;
    check_with("checkstyle", "xmllint --noout --schema " + schemas + "checkstyle.xsd");
    check_with("junit", "xmllint --noout --schema " + schemas + "junit.xsd");
}
