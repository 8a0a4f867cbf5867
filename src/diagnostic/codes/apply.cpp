#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0600", .title = "placeholder", .explanation = ""},
};

}  // namespace

const std::span<const Code> apply_codes = rows;

}  // namespace migrate::diagnostic
