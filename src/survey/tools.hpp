#pragma once

#include "survey/shell.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace migrate::survey {

/// A row: the command of a tool that changes a database's schema, and where it takes its connection from.
struct Tool {
  std::string_view program;  ///< pattern for the word's last part: "typeorm|typeorm-ts-node-*"
  std::string_view words;    ///< that follow it, options between them: "migrate deploy|dev"
  std::string_view name;     ///< "prisma"
  std::string_view given;    ///< what it connects to where neither an option nor its config says: "${DATABASE_URL}"
  std::string_view options;  ///< that take a connection string: "--database-url|-D"
};

/// The row that these words run, and which of them say so, the program first; nothing for any other command.
struct Match {
  const Tool* tool = nullptr;
  std::vector<std::size_t> words = {};
};
std::optional<Match> match(const Words& words);

}  // namespace migrate::survey
