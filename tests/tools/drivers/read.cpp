#include "endpoint/drivers.hpp"

#include <fmt/core.h>

#include <iostream>
#include <string>

using namespace migrate::endpoint;

/// For each URL on stdin one line a driver: its name, then "refuses", or hosts and ports and the database.
int main() {
  const Truth truth{.places = {{"", "5432"}}, .database = {}, .port_is_given = true};
  for (std::string url; std::getline(std::cin, url);) {
    for (const auto& driver : drivers) {
      const auto heard = driver.read(url);
      std::string places;
      for (const auto& [host, port] : dialled(driver, heard, truth))
        places += fmt::format("{}{} {}", places.empty() ? "" : "\x1F", host, port);
      std::cout << fmt::format("{}\t{}\t{}\n", driver.name, heard.refused ? "refuses" : places, heard.database);
    }
  }
}
