// What the files of one Elastic Beanstalk environment say together: `.ebextensions/*.config`,
// `.elasticbeanstalk/config.yml` and `Dockerrun.aws.json` around one source bundle. The front end
// and the rules about the platform ask here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/document.h"

namespace stackc::beanstalk {

/// An option that a file sets.
struct Setting {
    std::string value;
    Span span;
};

/// The generations of the platform differ in what they start: Amazon Linux 1 has Apache with
/// mod_wsgi, Amazon Linux 2 and 2023 have nginx and gunicorn.
enum class Generation : std::uint8_t { unknown, amazon_linux_1, amazon_linux_2 };

struct Platform {
    Generation generation = Generation::unknown;
    bool is_stated = false;  // `default_platform` says it; else some option shows it
    bool is_python = false;
    bool is_docker = false;
    Span span;  // what shows the generation
};

/// One source bundle.
class Environment {
  public:
    Path root;
    std::vector<const Document*> files;  // in the order in which the platform reads them

    bool is_empty() const { return files.empty(); }
    /// The last file that sets the option counts.
    std::optional<Setting> find(std::string_view space, std::string_view option) const;
    /// Every option of the namespace, in file order.
    std::vector<std::pair<std::string, Setting>> all(std::string_view space) const;
    /// Whether a namespace that starts so is used.
    bool uses(std::string_view space_start) const;
    Platform platform() const;
    /// True where something else than the bundle's root is deployed.
    bool deploys_artifact() const;
    /// The place to point at when the environment as a whole is meant.
    Span span() const { return {files.front()->file(), 0, 0}; }

  private:
    std::optional<Setting> default_platform() const;
    bool mentions(std::string_view text, Span& place) const;
};

inline constexpr std::string_view python_space = "aws:elasticbeanstalk:container:python";
inline constexpr std::string_view variables_space =
    "aws:elasticbeanstalk:application:environment";

bool is_dockerrun(const Document& document);
/// `.ebextensions/*.config`.
bool is_extension(const Document& document);

/// The environments that the documents of the dialect describe, by folder.
std::vector<Environment> find_environments(
    std::span<const std::shared_ptr<const Document>> documents);

}  // namespace stackc::beanstalk
