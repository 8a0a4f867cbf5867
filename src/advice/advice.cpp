#include <migrate/advice.hpp>

namespace migrate::advice {

std::string_view for_fault(const Fault&) {
  return {};
}

}  // namespace migrate::advice
