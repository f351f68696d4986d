// The real Neovim with editors/nvim/stackc.lua, headless: what a person sees who copied it.
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "tests/real/run.h"
#include "tests/tools/lsp/client.h"

namespace stackc::tests {

static constexpr const char* site =
    "server {\n"
    "    listen 80;\n"
    "    location / {\n"
    "        include uwsgi_params;\n"
    "        uwsgi_pass unix:/run/shop/web.sock;\n"
    "    }\n"
    "}\n";

TEST_CASE("Neovim shows a broken edge in both files, follows it, and forgets it when one is mended", "[real]") {
    if (is_missing("nvim")) return;
    const TemporaryFolder folder;
    const TemporaryFolder home;
    folder.write("stackc.toml", "");
    folder.write("nginx/site.conf", site);
    folder.write("uwsgi/uwsgi.ini", "[uwsgi]\nsocket = /tmp/shop.sock\nmodule = shop.wsgi:application\n");
    const std::string drive = fmt::format(
        "cd {2} && HOME={2} XDG_CONFIG_HOME={2} XDG_DATA_HOME={2} XDG_STATE_HOME={2} XDG_CACHE_HOME={2} "
        "STACKC_PROGRAM={3} STACKC_ROOT={1} STACKC_EDITOR_FILE={0}/editors/nvim/stackc.lua "
        "timeout 120 nvim --headless -u NONE -i NONE -n -c 'luafile {0}/tests/real/nvim_drive.lua' 2>/dev/null",
        STACKC_SOURCE_DIR, folder.path().string(), home.path().string(), STACKC_PROGRAM);
    const std::string text = run(drive).output;
    INFO(text);
    const Json out = Json::parse(text, nullptr, false);
    REQUIRE(out.is_object());

    const auto holds = [](const Json& list, const char* entry) { return lsp::lists({{"list", list}}, "list", entry); };
    CHECK(holds(out["broken"]["site"], "XST001@5"));
    CHECK(holds(out["broken"]["ini"], "XST001@2"));
    CHECK(out["definition_broken"] == Json({"uwsgi/uwsgi.ini@2"}));
    CHECK_FALSE(holds(out["mended"]["site"], "XST001@5"));
    CHECK_FALSE(holds(out["mended"]["ini"], "XST001@2"));
    CHECK(out["definition"] == Json({"uwsgi/uwsgi.ini@2"}));
    CHECK(holds(out["actions"], "connect to `/tmp/shop.sock`"));
    CHECK_FALSE(holds(out["fixed"]["site"], "XST001@5"));
    CHECK_FALSE(holds(out["fixed"]["ini"], "XST001@2"));
    CHECK(out["fixed"]["line"] == "        uwsgi_pass unix:/tmp/shop.sock;");
}

}  // namespace stackc::tests
