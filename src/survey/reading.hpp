#pragma once

#include "survey/runs.hpp"
#include "survey/shell.hpp"

#include <migrate/markup.hpp>
#include <migrate/survey.hpp>

#include <string>
#include <string_view>
#include <vector>

/// What several readers share.
namespace migrate::survey {

/// The last part of the path is one of `names` (patterns).
bool is_named(std::string_view path, std::string_view names);

/// `NAME: value` of a map, or `- NAME=value` of a list; a name alone is `${NAME}`.
std::vector<Setting> settings_of(const SourceRef& file, const markup::Node* node);

/// The texts of a scalar, or of a list (also in lists), each with its place.
std::vector<const markup::Node*> texts_of(const markup::Node* node);

/// An exec form (`["npx", "prisma", …]`) as one script; a text as it is.
std::string script_of(const markup::Node& node);

/// `before` in front of `all`: nearer settings win.
std::vector<Setting> nearer(std::vector<Setting> before, const std::vector<Setting>& all);

/// The `ports` of a container: `"127.0.0.1:6543:5432"` and `{ published: 6543, target: 5432 }`.
void read_ports(const markup::Node& service, Facts& found);

}  // namespace migrate::survey
