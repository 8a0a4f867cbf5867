#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0500", .title = "placeholder", .explanation = ""},
};

}  // namespace

const std::span<const Code> plan_codes = rows;

}  // namespace migrate::diagnostic
