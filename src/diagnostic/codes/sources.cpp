#include "diagnostic/codes.hpp"

namespace migrate::diagnostic {

namespace {

constexpr Code rows[] = {
    {.code = "M0200", .title = "placeholder", .explanation = ""},
};

}  // namespace

const std::span<const Code> sources_codes = rows;

}  // namespace migrate::diagnostic
