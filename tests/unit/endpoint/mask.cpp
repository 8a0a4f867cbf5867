#include "unit/endpoint/leak.hpp"

#include <fmt/format.h>
#include <rapidcheck.h>
#include <catch2/catch.hpp>

using namespace migrate;
using namespace migrate::endpoint;

TEST_CASE("a password is masked wherever it stands") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"postgresql://u:p@h:5432/db", "postgresql://u:***@h:5432/db"},
      {"postgresql://u@h:5432/db", "postgresql://u@h:5432/db"},
      {"postgresql://u:@h/db", "postgresql://u:@h/db"},
      {"postgresql://h:5432/db", "postgresql://h:5432/db"},
      {"postgresql://h1:5432,h2:6543/db", "postgresql://h1:5432,h2:6543/db"},
      {"postgresql://[::1]:5432/db", "postgresql://[::1]:5432/db"},
      {"postgresql://u:p@w@h:6543", "postgresql://u:***@h:6543"},
      {"postgresql://u:p/w@h:5432/db", "postgresql://u:***@h:5432/db"},
      {"postgresql://u:p?w@h/db?sslmode=require", "postgresql://u:***@h/db?sslmode=require"},
      {"postgresql://u@srv:pass@h/db", "postgresql://u@srv:***@h/db"},
      {"postgresql://u:pass", "postgresql://u:***"},
      {"postgresql://u:12345678/db", "postgresql://u:***"},
      {"postgresql://u:p@h/db?application_name=a@b", "postgresql://u:***@h/db?application_name=a@b"},
      {"postgresql://u@h/db?password=a&b@c&sslmode=require", "postgresql://u@h/db?password=***&sslmode=require"},
      {"postgresql://u@h/db?sslpassword=abc&p%61ssword=def", "postgresql://u@h/db?sslpassword=***"},
      {"postgresql://u@h/db?passfile=/x/y", "postgresql://u@h/db?passfile=/x/y"},
      {"prisma+postgres://accelerate.prisma-data.net/?api_key=ey.J",
       "prisma+postgres://accelerate.prisma-data.net/?api_key=***"},
      {"jdbc:postgresql://h/db?user=u&password=p", "jdbc:postgresql://h/db?user=u&password=***"},
      {"host=h password=p dbname=db", "host=h password=*** dbname=db"},
      {"host=h password='p w' dbname=db", "host=h password=*** dbname=db"},
      {"host=h password=p w dbname=db", "host=h password=*** dbname=db"},
      {"host=h password = 'it\\'s' dbname=db", "host=h password = *** dbname=db"},
      {"host=h PASSWORD='open dbname=db", "host=h PASSWORD=***"},
      {"host=h passfile=/x dbname=db", "host=h passfile=/x dbname=db"},
      {"Host=h;Password=p;Database=db", "Host=h;Password=***"},
      {"DATABASE_URL=postgresql://u:p@h/db", "DATABASE_URL=postgresql://u:***@h/db"},
      {"postgres:/u:p@h/db", "postgres:***@h/db"},
      {"u:a://b@h/db", "u:***@h/db"},
      {"  'postgresql://u:p@h/db'\r\n", "postgresql://u:***@h/db"},
      {"postgresql://u\x1b[2J:p@h/db", "postgresql://u?[2J:***@h/db"},
      {"postgresql://u:[YOUR-PASSWORD]@h/db", "postgresql://u:[YOUR-PASSWORD]@h/db"},
  }));
  CAPTURE(text);
  CHECK(masked(text) == expected);
}

namespace {

/// Half letters, half specials. A password's first and last characters are
/// letters: blanks and quotes around a whole string are trimmed.
rc::Gen<std::string> passwords() {
  const auto letter = rc::gen::elementOf(std::string(letters));
  const auto special = rc::gen::elementOf(std::string(specials));
  const auto any = rc::gen::oneOf(letter, special);
  return rc::gen::map(rc::gen::pair(rc::gen::container<std::string>(any), rc::gen::pair(letter, letter)),
                      [](const auto& parts) { return parts.second.first + parts.first + parts.second.second; });
}

}  // namespace

TEST_CASE("no four characters of a password are shown, whatever it holds") {
  const bool holds = rc::check([] {
    const auto password = *passwords();
    for (const auto frame : frames) {
      RC_ASSERT(leak(frame, password) == "");
      RC_ASSERT(leak(frame, percent_encoded(password)) == "");
      RC_ASSERT(leak_in_file(frame, password, *rc::gen::element("", "'", "\"")) == "");
    }
  });
  CHECK(holds);
}

TEST_CASE("each special character alone and doubled in a password") {
  for (const char special : specials) {
    for (const auto& password : {fmt::format("QXZJ{}KVWQ", special), fmt::format("QXZJ{0}{0}KVWQ", special),
                                 fmt::format("{}QXZJKVWQ", special), fmt::format("QXZJKVWQ{}", special)}) {
      for (const auto frame : frames) {
        CAPTURE(frame, password);
        CHECK(leak(frame, password) == "");
      }
    }
  }
}

TEST_CASE("what libpq gets still holds the password") {
  const bool holds = rc::check([](const std::string&) {
    const auto password = percent_encoded(*passwords());
    const auto prepared = prepare(given("postgresql://user:" + password + "@db.example/shop"));
    RC_ASSERT(prepared.has_value());
    RC_ASSERT(prepared->conninfo.reveal() == "postgresql://user:" + password + "@db.example/shop");
  });
  CHECK(holds);
}
