#pragma once

#include <sys/stat.h>
#include <catch2/catch.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

/// A folder of its own for each test; gone with it.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "migrate-files-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = std::filesystem::canonical(name).string();
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  void put(const std::string& file, const std::string& text) const {
    std::filesystem::create_directories((std::filesystem::path(path) / file).parent_path());
    std::ofstream(at(file), std::ios::binary) << text;
  }
  [[nodiscard]] std::string get(const std::string& file) const {
    std::ifstream in(at(file), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  [[nodiscard]] std::string at(const std::string& file) const { return path + '/' + file; }
  [[nodiscard]] bool has(const std::string& file) const { return std::filesystem::exists(at(file)); }
  [[nodiscard]] std::size_t entries(const std::string& folder) const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(at(folder)), {}));
  }

  std::string path;
};
