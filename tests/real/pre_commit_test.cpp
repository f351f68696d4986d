// The real pre-commit, offline, in repositories made for the test: a commit that breaks the
// other end is stopped, though the hook's own file is fine by itself.
#include <fmt/format.h>

#include "tests/real/run.h"
#include "tests/tools/lsp/client.h"

namespace stackc::tests {

static constexpr const char* site =
    "server {\n"
    "    listen 80;\n"
    "    server_name shop.example.com;\n"
    "    location / {\n"
    "        include uwsgi_params;\n"
    "        uwsgi_pass unix:/run/shop/web.sock;\n"
    "    }\n"
    "}\n";

static std::string uwsgi(const char* socket) {
    return fmt::format("[uwsgi]\nsocket = {}\nchmod-socket = 660\nmodule = shop.wsgi:application\n", socket);
}

namespace {

/// A repository whose commits go through the hooks of a stand-in for stackc's own repository.
class Repository {
  public:
    Repository() {
        const std::string manifest = fmt::format("{}/.pre-commit-hooks.yaml", STACKC_SOURCE_DIR);
        REQUIRE(git(hooks_, fmt::format("init -q . && cp {} . && git add -A && git commit -qm hooks", manifest)).exit_code == 0);
        const Outcome revision = git(hooks_, "rev-parse HEAD");
        folder_.write(".pre-commit-config.yaml",
                      fmt::format("repos:\n- repo: {}\n  rev: {}\n  hooks:\n  - id: stackc-lint\n    args: [--select, XST]\n",
                                  hooks_.path().string(), revision.output.substr(0, 40)));
        REQUIRE(git(folder_, "init -q . && pre-commit install").exit_code == 0);
    }

    const TemporaryFolder& folder() const { return folder_; }
    Outcome commit(const char* message) const { return git(folder_, fmt::format("add -A && git commit -m {}", message)); }
    std::string count() const { return git(folder_, "rev-list --count HEAD").output; }

  private:
    /// Runs git, and what follows it, with nothing of the person's own settings.
    Outcome git(const TemporaryFolder& folder, const std::string& command) const {
        const Path program = STACKC_PROGRAM;
        return run(fmt::format("cd {0} && export HOME={1} XDG_CONFIG_HOME={1} PRE_COMMIT_HOME={1}/cache GIT_CONFIG_GLOBAL={1}/gitconfig "
                               "GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.com GIT_COMMITTER_NAME=t "
                               "GIT_COMMITTER_EMAIL=t@example.com PATH={2}:$PATH NO_COLOR=1 && unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE && "
                               "timeout 120 git {3}",
                               folder.path().string(), home_.path().string(), program.parent_path().string(), command));
    }

    TemporaryFolder home_;
    TemporaryFolder hooks_;
    TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("pre-commit stops a commit that breaks the other end, and lets the one pass that mends it", "[real]") {
    if (is_missing("pre-commit") || is_missing("git")) return;
    const Repository repository;
    repository.folder().write("nginx/site.conf", site);
    repository.folder().write("uwsgi/uwsgi.ini", uwsgi("/run/shop/web.sock"));
    const Outcome first = repository.commit("first");
    INFO(first.output);
    REQUIRE(first.exit_code == 0);

    repository.folder().write("uwsgi/uwsgi.ini", uwsgi("/tmp/shop.sock"));
    const Outcome broken = repository.commit("break");
    INFO(broken.output);
    CHECK(broken.exit_code != 0);
    CHECK(broken.output.find("XST001") != std::string::npos);
    CHECK(broken.output.find("nginx/site.conf") != std::string::npos);
    CHECK(repository.count() == "1\n");

    repository.folder().write("nginx/site.conf", std::string(site).replace(std::string(site).find("/run/shop/web.sock"), 18, "/tmp/shop.sock"));
    const Outcome mended = repository.commit("mend");
    INFO(mended.output);
    CHECK(mended.exit_code == 0);
    CHECK(repository.count() == "2\n");
}

}  // namespace stackc::tests
