#include "support/proxy.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace migrate::tests {

namespace {

sockaddr_un address(const std::string& folder) {
  sockaddr_un found{};
  found.sun_family = AF_UNIX;
  const auto path = folder + "/.s.PGSQL.5432";
  std::memcpy(found.sun_path, path.c_str(), std::min(path.size() + 1, sizeof found.sun_path - 1));
  return found;
}

bool send_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

Proxy::Proxy(const std::string& server_folder, Cut cut, const std::string& text)
    : server_(server_folder), cut_(cut), sent_('\0' + text + '\0') {
  std::string pattern = "/tmp/migrate-proxy-XXXXXX";
  folder = mkdtemp(pattern.data());
  listener_ = socket(AF_UNIX, SOCK_STREAM, 0);
  const auto at = address(folder);
  if (bind(listener_, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || listen(listener_, 5) != 0) {
    throw std::runtime_error("no proxy");
  }
  thread_ = std::thread([this] { serve(); });
}

Proxy::~Proxy() {
  over_ = true;
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
  std::filesystem::remove_all(folder);
}

void Proxy::serve() {
  std::vector<std::thread> clients;
  while (!over_) {
    const int client = accept(listener_, nullptr, nullptr);
    if (client < 0) break;
    clients.emplace_back([this, client] {
      pass(client);
      close(client);
    });
  }
  for (auto& one : clients) one.join();
}

void Proxy::pass(int client) {
  const int server = socket(AF_UNIX, SOCK_STREAM, 0);
  const auto at = address(server_);
  std::array<char, 65536> buffer{};
  bool drop_answer = false;
  bool open = connect(server, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  while (open) {
    std::array<pollfd, 2> sockets = {pollfd{.fd = client, .events = POLLIN, .revents = 0},
                                     pollfd{.fd = server, .events = POLLIN, .revents = 0}};
    poll(sockets.data(), sockets.size(), -1);
    for (std::size_t i = 0; i < 2 && open; ++i) {
      if (sockets[i].revents == 0) continue;
      const auto got = recv(sockets[i].fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) open = false;
      if (!open) break;
      const std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
      // Parse of the extended protocol: type, length, an empty name, the text.
      const bool commits = i == 0 && !done_ && bytes.find(sent_) != std::string_view::npos;
      if (commits) {
        done_ = true;
        drop_answer = true;
        if (cut_ == Cut::before_commit) open = false;
      } else if (i == 1 && drop_answer) {
        open = false;
      }
      if (open) open = send_all(i == 0 ? server : client, bytes);
    }
  }
  close(server);
}

}  // namespace migrate::tests
