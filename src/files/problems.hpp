#pragma once

#include <migrate/result.hpp>

#include <string_view>

namespace migrate::files {

/// What errno says about opening `path`: a symlink, missing, outside, no permission.
Diagnostic unreadable(std::string_view path, int error);
Diagnostic unwritable(std::string_view path, int error);
Diagnostic outside(std::string_view path);
Diagnostic symlink(std::string_view path);
Diagnostic not_regular(std::string_view path);
Diagnostic too_large(std::string_view path);
Diagnostic missing(std::string_view path);
Diagnostic exists(std::string_view path);
Diagnostic busy(std::string_view root);

}  // namespace migrate::files
