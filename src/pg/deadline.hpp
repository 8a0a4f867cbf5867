#pragma once

#include <migrate/interruption.hpp>

#include <chrono>

namespace migrate::pg {

/// Interrupts what is under way when the time is over, or when `outer` does.
class Deadline : public Interruption {
 public:
  Deadline(std::chrono::milliseconds time, const Interruption* outer);
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;
  ~Deadline() override;
  [[nodiscard]] int descriptor() const override { return both_; }
  [[nodiscard]] int signal() const override;
  [[nodiscard]] bool is_over() const { return std::chrono::steady_clock::now() >= until_; }
  [[nodiscard]] std::chrono::steady_clock::time_point until() const { return until_; }

 private:
  const Interruption* outer_;
  std::chrono::steady_clock::time_point until_;
  int timer_;
  int both_;
};

}  // namespace migrate::pg
