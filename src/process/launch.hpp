#pragma once

#include <migrate/process.hpp>

#include <sys/types.h>

namespace migrate::process {

/// An open file descriptor, closed when its owner goes.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }
  void reset();
  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// A started program: the leader of its own process group.
struct Running {
  pid_t pid = -1;
  Descriptor ended;   ///< readable once the program has ended
  Descriptor output;  ///< does not block
  Descriptor errors;  ///< does not block
};

/// Starts the program; it dies with us. An error where it cannot be started.
Result<Running> launch(const Command& command);

}  // namespace migrate::process
