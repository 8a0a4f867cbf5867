#include "unit/endpoint/leak.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>

using namespace migrate::endpoint;

namespace {

/// Half letters, half specials; letters stand around it, since blanks and quotes around a whole string are trimmed.
std::string password_of(const std::uint8_t* data, std::size_t size) {
  std::string out = "QX";
  for (std::size_t i = 0; i < size; ++i) {
    const auto half = static_cast<std::size_t>(data[i]) / 2;
    out += data[i] % 2 == 0 ? letters[half % letters.size()] : specials[half % specials.size()];
  }
  return out + "ZJ";
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

/// No four characters of a password are ever shown: not masked, not in a complaint, a warning or a refusal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 200) return 0;
  const auto frame = frames[data[0] % std::size(frames)];
  const auto password = password_of(data + 1, size - 1);
  require(leak(frame, password).empty());
  require(leak(frame, percent_encoded(password)).empty());
  for (const auto* quote : {"", "'", "\""}) require(leak_in_file(frame, password, quote).empty());
  return 0;
}
