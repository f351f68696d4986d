// `option_settings` of .ebextensions in both of its forms.
#pragma once

#include <optional>

#include "compiler/syntax/yaml.h"

namespace stackc::beanstalk {

/// The value of an option; null where it is not set.
const Word* find_setting(const yaml::Tree& tree, std::string_view space, std::string_view option);

}  // namespace stackc::beanstalk
