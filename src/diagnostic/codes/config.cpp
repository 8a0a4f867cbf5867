#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0000", .title = "placeholder", .explanation = ""},
};

}  // namespace

const std::span<const Code> config_codes = rows;

}  // namespace migrate::diagnostic
