// The only file that knows libpqxx.
#include "pg/rows.hpp"

#include "pg/explain.hpp"

#include <pqxx/pqxx>

namespace migrate::pg {

namespace {

/// Hands over a connection that is open. libpqxx 6.4 reconnects by itself where it finds one closed, and a new session
/// has neither our lock nor our settings: the second activation is refused.
class AdoptingPolicy : public pqxx::connectionpolicy {
 public:
  explicit AdoptingPolicy(PGconn* link) : connectionpolicy(""), link_(link) {}
  handle do_startconnect(handle) override { return link_; }
  handle do_completeconnect(handle link) override {
    if (adopted_) throw pqxx::broken_connection("the connection was lost");
    adopted_ = true;
    return link;
  }
  handle do_dropconnect(handle) noexcept override { return nullptr; }
  // Closing is its owner's.
  handle do_disconnect(handle) noexcept override { return nullptr; }
  [[nodiscard]] bool is_ready(handle link) const noexcept override { return link != nullptr; }

 private:
  PGconn* link_;
  bool adopted_ = false;
};

class AdoptedConnection : public pqxx::connection_base {
 public:
  explicit AdoptedConnection(AdoptingPolicy& policy) : connection_base(policy) { init(); }
  AdoptedConnection(const AdoptedConnection&) = delete;
  AdoptedConnection& operator=(const AdoptedConnection&) = delete;
  ~AdoptedConnection() { close(); }
};

std::vector<Row> copied(const pqxx::result& result) {
  std::vector<Row> rows;
  rows.reserve(result.size());
  for (const auto& from : result) {
    auto& row = rows.emplace_back();
    for (const auto& field : from) {
      if (field.is_null())
        row.emplace_back(std::nullopt);
      else
        row.emplace_back(std::string(field.c_str(), field.size()));
    }
  }
  return rows;
}

Failure failure_of(const Wire& wire, const pqxx::sql_error& error) {
  std::string said = error.what();
  if (said.starts_with("ERROR:")) said.erase(0, said.find_first_not_of(' ', 6));
  return {.sqlstate = error.sqlstate(),
          .message = wire.redactor(said.substr(0, said.find('\n'))),
          .detail = {},
          .hint = {},
          .context = {}};
}

}  // namespace

Result<std::vector<Row>> read_rows(Wire& wire, const std::string& sql, const std::string& purpose) {
  Reply reply{.kind = Reply::Kind::failed, .rows = nullptr, .failure = {}};
  try {
    AdoptingPolicy policy(wire.link.get());
    AdoptedConnection connection(policy);
    pqxx::nontransaction reading(connection);
    return copied(reading.exec(sql));
  } catch (const pqxx::sql_error& error) {
    reply.failure = failure_of(wire, error);
  } catch (const pqxx::broken_connection& error) {
    reply.kind = Reply::Kind::lost;
    reply.failure.message = wire.redactor(error.what());
  } catch (const pqxx::failure& error) {
    reply.failure.message = wire.redactor(error.what());
  }
  if (PQstatus(wire.link.get()) != CONNECTION_OK) reply.kind = Reply::Kind::lost;
  return fail(explain_other(wire, reply, purpose));
}

std::vector<std::string> elements(const std::string& array) {
  std::vector<std::string> found;
  pqxx::array_parser parser(array.c_str());
  for (auto [kind, text] = parser.get_next(); kind != pqxx::array_parser::done;
       std::tie(kind, text) = parser.get_next()) {
    if (kind == pqxx::array_parser::string_value) found.push_back(text);
  }
  return found;
}

}  // namespace migrate::pg
