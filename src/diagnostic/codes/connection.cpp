#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0100", .title = "placeholder", .explanation = ""},
};

}  // namespace

const std::span<const Code> connection_codes = rows;

}  // namespace migrate::diagnostic
