#include "files/problems.hpp"

#include <fmt/core.h>
#include <migrate/text.hpp>

#include <cerrno>
#include <system_error>

namespace migrate::files {

namespace {

Diagnostic problem(std::string_view code, std::string message, std::string help) {
  Diagnostic diagnostic{
      .code = std::string(code), .message = std::move(message), .labels = {}, .notes = {}, .helps = {}};
  if (!help.empty()) diagnostic.helps.push_back(std::move(help));
  return diagnostic;
}

std::string reason(int error) {
  return fmt::format("the system says: {}", std::generic_category().message(error));
}

}  // namespace

Diagnostic outside(std::string_view path) {
  return problem("M0351", fmt::format("`{}` leads out of the workspace", text::printable(path)),
                 "give a path below the workspace, without `..` and without a leading `/`");
}

Diagnostic symlink(std::string_view path) {
  return problem("M0352", fmt::format("`{}` is a symbolic link, or lies behind one", text::printable(path)),
                 "put the file or folder itself there: links may lead out of the workspace and are not followed");
}

Diagnostic not_regular(std::string_view path) {
  return problem("M0353", fmt::format("`{}` is not a regular file", text::printable(path)),
                 "folders, pipes, sockets and devices are not read; put a file there");
}

Diagnostic too_large(std::string_view path) {
  return problem("M0354", fmt::format("`{}` is larger than 256 MiB", text::printable(path)),
                 "load data of this size outside the migrations, for example with `\\copy`");
}

Diagnostic missing(std::string_view path) {
  return problem("M0359", fmt::format("there is no `{}`", text::printable(path)), {});
}

Diagnostic exists(std::string_view path) {
  return problem("M0356", fmt::format("`{}` is there already", text::printable(path)),
                 "nothing was written; run the command again, or move the file away first");
}

Diagnostic busy(std::string_view root) {
  return problem("M0357", fmt::format("another run of `migrate` is writing in `{}`", text::printable(root)),
                 "wait until it has finished, then run the command again");
}

Diagnostic unreadable(std::string_view path, int error) {
  if (error == EXDEV) return outside(path);
  if (error == ELOOP) return symlink(path);
  if (error == ENOENT || error == ENOTDIR) return missing(path);
  if (error == ENXIO) return not_regular(path);
  auto diagnostic = problem("M0350", fmt::format("`{}` cannot be read", text::printable(path)), {});
  diagnostic.notes.push_back(reason(error));
  return diagnostic;
}

Diagnostic unwritable(std::string_view path, int error) {
  if (error == EXDEV) return outside(path);
  if (error == ELOOP) return symlink(path);
  if (error == EEXIST) return exists(path);
  auto diagnostic = problem("M0355", fmt::format("`{}` cannot be written", text::printable(path)), {});
  diagnostic.notes.push_back(reason(error));
  diagnostic.notes.emplace_back("nothing was kept: every file is as it was");
  return diagnostic;
}

}  // namespace migrate::files
