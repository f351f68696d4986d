#include "validators/engine/example.h"

#include "compiler/base/text.h"

namespace stackc {

static bool is_whole_nginx(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
        const std::string_view start = trim(line);
        if (start.starts_with("http {") || start.starts_with("events {") ||
            start.starts_with("events{"))
            return true;
    }
    return false;
}

static std::string file_name(std::string_view text, std::string_view dialect) {
    if (dialect == "stack") return "example.stack";
    if (dialect == "uwsgi") return "uwsgi.ini";
    if (dialect == "supervisor") return "supervisord.conf";
    if (dialect != "nginx") return std::string(dialect) + ".conf";
    return is_whole_nginx(text) ? "nginx.conf" : "nginx/site.conf";
}

std::map<std::string, std::string> example_files(Example example, std::string_view dialect) {
    std::map<std::string, std::string> files;
    std::string* file = nullptr;
    for (const std::string_view line : split(example, '\n')) {
        if (trim(line).starts_with("#> ")) {
            file = &files[std::string(trim(trim(line).substr(3)))];
            continue;
        }
        if (file == nullptr) file = &files[file_name(example, dialect)];
        *file += line;
        *file += '\n';
    }
    // What stands before the first file's line is white space of the raw string.
    if (files.size() > 1)
        std::erase_if(files, [](const auto& entry) { return trim(entry.second).empty(); });
    return files;
}

}  // namespace stackc
