#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0300", .title = "placeholder", .explanation = ""},
};

}  // namespace

const std::span<const Code> collecting_codes = rows;

}  // namespace migrate::diagnostic
