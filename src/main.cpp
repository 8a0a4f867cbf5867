#include <migrate/cli.hpp>

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace {

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> all;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string text(*entry);
    const auto equals = text.find('=');
    if (equals != std::string::npos) all.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return migrate::cli::run({argv + (argc > 0 ? 1 : 0), argv + argc}, environment());
  } catch (const std::exception& error) {
    return migrate::cli::report_bug(error.what());
  }
}
