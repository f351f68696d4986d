#include "compiler/frontends/beanstalk/settings.h"

namespace stackc::beanstalk {

static std::string_view text(const yaml::Item& item) {
    const Word* word = item.scalar();
    return word == nullptr ? std::string_view{} : word->value;
}

const Word* find_setting(const yaml::Tree& tree, std::string_view space, std::string_view option) {
    const yaml::Item settings = tree.root().at("option_settings");
    if (settings.is_mapping()) return settings.at(space).at(option).scalar();
    const Word* found = nullptr;
    for (const yaml::Item& item : settings.items()) {
        const yaml::Item said = item.at("namespace");
        // Variables of the environment may leave their namespace out.
        const bool is_here = said.is_absent() ? space == "aws:elasticbeanstalk:application:environment" : text(said) == space;
        if (is_here && text(item.at("option_name")) == option) found = item.at("value").scalar();
    }
    return found;
}

}  // namespace stackc::beanstalk
