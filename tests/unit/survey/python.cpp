#include "unit/survey/support.hpp"

#include <catch2/catch.hpp>

using namespace migrate::survey;

namespace {

const std::string note = "M0142 .env:1";
const std::string head = "import os\nfrom alembic import context\n";

}  // namespace

TEST_CASE("alembic.ini: its URL, as long as env.py says nothing else") {
  const auto ini = [](const std::string& url) {
    return "[alembic]\nscript_location = alembic\nsqlalchemy.url = " + url + "\n";
  };
  CHECK(found_in({{"alembic.ini", ini(pooler)}}) == "M0140 alembic.ini:3");
  CHECK(found_in({{"alembic.ini", ini(session)}}) == "");
  CHECK(found_in({{"alembic.ini", ini("driver://user:pass@localhost:6543/dbname")}}) == "");
  CHECK(found_in({{"alembic.ini", "[alembic]\n# sqlalchemy.url = " + pooler + "\n"}}) == "");
  CHECK(found_in(
            {{"alembic.ini", ini(pooler)},
             {"alembic/env.py", head + "config.set_main_option(\"sqlalchemy.url\", os.environ[\"DIRECT_URL\"])\n"}}) ==
        "M0142 alembic.ini:3");
}

TEST_CASE("env.py: what it connects with") {
  auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"config.set_main_option(\"sqlalchemy.url\", os.environ[\"DATABASE_URL\"])\n", "M0140 alembic/env.py:3"},
      {"config.set_main_option(\"sqlalchemy.url\", os.environ[\"DIRECT_URL\"])\n", note},
      {"config.set_main_option(\"sqlalchemy.url\", os.getenv(\"DATABASE_URL\", \"\").replace(\"%\", \"%%\"))\n",
       "M0140 alembic/env.py:3"},
      {"config.set_main_option(\"sqlalchemy.url\", os.getenv(\"DATABASE_URL\").replace(\"6543\", \"5432\"))\n", note},
      {"config.set_main_option('sqlalchemy.url', settings.DATABASE_URL)\n", "M0140 alembic/env.py:3"},
      {"config.set_main_option('sqlalchemy.url', str(settings.DIRECT_URL))\n", note},
      {"configuration[\"sqlalchemy.url\"] = get_url()\n\ndef get_url():\n    return os.getenv(\"DATABASE_URL\")\n",
       "M0140 alembic/env.py:3"},
      {"url = os.environ.get('DIRECT_URL') or os.environ['DATABASE_URL']\nengine = create_engine(url)\n", note},
      {"url = os.environ['DATABASE_URL']\nengine = create_async_engine(url, poolclass=NullPool)\n",
       "M0140 alembic/env.py:4"},
      {"engine = create_engine(f\"postgresql://{os.environ['DB_USER']}@db.abcdefghij.supabase.co:6543/postgres\")\n",
       "M0140 alembic/env.py:3 " + note},
      {"# engine = create_engine(os.environ['DATABASE_URL'])\n", note},
      {"\"\"\"engine = create_engine(os.environ['DATABASE_URL'])\"\"\"\n", note},
      {"engine = create_engine(config.get_main_option(\"sqlalchemy.url\"))\n", note},
      {"from app.db import engine\n", note},
      {"engine = create_engine(", note},
  }));
  CAPTURE(text);
  CHECK(found_with(env_both, "alembic/env.py", head + text) == expected);
}

TEST_CASE("an env.py of something else") {
  CHECK(found_with(env_both, "app/env.py", "engine = create_engine(os.environ['DATABASE_URL'])\n") == note);
}
