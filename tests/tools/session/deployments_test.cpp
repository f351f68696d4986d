#include "tools/session/deployments.h"

#include <catch2/catch.hpp>
#include <fmt/format.h>

using namespace stackc;

namespace {
struct World {
    std::vector<DeploymentFile> files;
    std::vector<std::pair<FileId, FileId>> links;

    FileId add(const std::string& path, bool is_front, bool is_back) {
        const FileId id{static_cast<std::uint32_t>(files.size())};
        files.push_back({id, path, is_front, is_back});
        return id;
    }
    FileId front(const std::string& path) { return add(path, true, false); }
    FileId back(const std::string& path) { return add(path, false, true); }
    FileId other(const std::string& path) { return add(path, false, false); }
    bool are_together(FileId a, FileId b) const {
        const auto found = find_deployments(files, links);
        return found.at(a) == found.at(b);
    }
};
}  // namespace

TEST_CASE("nginx and the app server below one folder are one deployment") {
    World world;
    const FileId site = world.front("/repo/deploy/nginx/site.conf");
    const FileId ini = world.back("/repo/deploy/uwsgi.ini");
    const FileId docker = world.other("/repo/Dockerfile");
    CHECK(world.are_together(site, ini));
    CHECK(world.are_together(site, docker));
}

TEST_CASE("two stacks of one repository stay apart, and what lies between belongs to neither") {
    World world;
    const FileId site_a = world.front("/repo/a/nginx/site.conf");
    const FileId ini_a = world.back("/repo/a/uwsgi.ini");
    const FileId site_b = world.front("/repo/b/nginx.conf");
    const FileId ini_b = world.back("/repo/b/uwsgi.ini");
    const FileId loose = world.front("/repo/nginx/extra.conf");
    CHECK(world.are_together(site_a, ini_a));
    CHECK(world.are_together(site_b, ini_b));
    CHECK_FALSE(world.are_together(site_a, site_b));
    CHECK_FALSE(world.are_together(loose, site_a));
    CHECK_FALSE(world.are_together(loose, ini_b));
}

TEST_CASE("a flat folder of unrelated files is a collection, which nothing joins") {
    World world;
    for (int i = 0; i < 300; ++i) world.add(fmt::format("/examples/{:03}.conf", i), i % 2 == 0, i % 2 == 1);
    CHECK_FALSE(world.are_together(world.files[0].id, world.files[1].id));
    // Nor does the folder above make a deployment of them.
    const FileId ini = world.back("/uwsgi.ini");
    CHECK_FALSE(world.are_together(world.files[0].id, ini));
}

TEST_CASE("a hundred files that one nginx.conf includes are one piece and no crowd") {
    World world;
    const FileId main = world.front("/repo/nginx/nginx.conf");
    for (int i = 0; i < 100; ++i) {
        const FileId site = world.front(fmt::format("/repo/nginx/sites/{:03}.conf", i));
        world.links.emplace_back(main, site);
    }
    const FileId ini = world.back("/repo/uwsgi.ini");
    CHECK(world.are_together(main, ini));
    CHECK(world.are_together(world.files[50].id, ini));
}

TEST_CASE("a file that is both ends makes its folder a deployment") {
    World world;
    const FileId supervisor = world.add("/repo/conf/supervisord.conf", true, true);
    const FileId site = world.front("/repo/conf/site.conf");
    CHECK(world.are_together(supervisor, site));
}
