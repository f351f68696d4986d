#include "compiler/frontends/systemd/unit.h"

#include <catch2/catch.hpp>

using namespace stackc;

namespace {
struct Parsed {
    SourceMap map;
    std::vector<Diagnostic> found;
    Document document;
    explicit Parsed(std::string text) : document(parse(std::move(text))) { CHECK(print(document) == document.text()); }

  private:
    Document parse(std::string text) {
        Reporter report(found);
        return systemd::parse(map.file(map.set("/etc/systemd/system/a.service", std::move(text))), report);
    }
};
}  // namespace

static std::vector<std::string> values(const Parsed& parsed, std::string_view section, std::string_view key) {
    std::vector<std::string> found;
    for (const Node* entry : systemd::find(parsed.document, section, key)) found.push_back(systemd::value_of(parsed.document, *entry).text());
    return found;
}

TEST_CASE("a unit is sections of keys, whose lines go on after a backslash") {
    const Parsed parsed("# a unit\n[Unit]\nAfter=network.target\n[Service]\nUser = deploy \nExecStart=/bin/a \\\n  # why\n  -b \\\n  -c\nUMask=\n");
    CHECK(values(parsed, "Unit", "After") == std::vector<std::string>{"network.target"});
    CHECK(values(parsed, "Service", "User") == std::vector<std::string>{"deploy"});
    CHECK(values(parsed, "Service", "ExecStart") == std::vector<std::string>{"/bin/a -b -c"});
    CHECK(values(parsed, "Service", "UMask") == std::vector<std::string>{""});
    CHECK(values(parsed, "Unit", "User").empty());
}

TEST_CASE("a section that stands twice is one, and lines without a sign are passed over") {
    const Parsed parsed("[Service]\nA=1\nnonsense\n[Install]\n[Service]\nA=2\n");
    CHECK(values(parsed, "Service", "A") == std::vector<std::string>{"1", "2"});
}
