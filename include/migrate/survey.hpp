#pragma once

#include <migrate/diagnostic.hpp>
#include <migrate/endpoint.hpp>
#include <migrate/file_tree.hpp>
#include <migrate/secret.hpp>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What a repository's own files say about how its migrations connect. Pure: nothing is run, nothing is dialled.
namespace migrate::survey {

enum class Purpose { migration, application, unknown };
std::string_view name_of(Purpose purpose);  ///< "migration", "application", "unknown"

/// `NAME=value` of a file. The value may hold `${NAME}`, `${NAME:-default}`, `$NAME` and `${{ secrets.NAME }}`.
struct Setting {
  std::string name;
  Secret value;
  Label place;  ///< of the value; its text is empty
};

/// Where a variable comes from that nothing beside the command sets: the folder's .env files, or somewhere outside of
/// the repository (the secrets of a pipeline, of a platform).
enum class Beyond { folder, outside };

/// What decides about the connection: the place itself, or the config of its tool where there is one.
enum class Decides { place, config };

/// A place where a connection is given or named.
struct Use {
  Label place = {};
  std::string tool = {};    ///< "drizzle-kit"
  std::string doer = {};    ///< for messages: "`drizzle-kit`", "`npx prisma migrate deploy`"
  Purpose purpose = Purpose::unknown;
  std::string reason = {};  ///< for the purpose: "drizzle-kit reads it"
  std::vector<Secret> given = {};  ///< connection strings as in Setting::value; the first that has a value is taken
  bool certain = true;             ///< false: only the program knows which of `given` it takes
  Decides decides = Decides::place;
  Beyond beyond = Beyond::folder;
  std::string folder = {};                  ///< whose .env files it sees
  std::vector<std::string> env_files = {};  ///< the ones that it names
  std::vector<Setting> around = {};         ///< set for it alone; the nearest first
  bool command = false;                     ///< of a script, not a config
  bool guarded = false;                     ///< run by `migrate guard --`
  bool yields = false;     ///< another file of the same tool, if it says something, wins over this one
  std::string mend = {};   ///< corrected text: "{variable}: ${{ secrets.{} }}", the variable and one that is fit
};

/// A port of this machine that a compose file leads to a container.
struct Published {
  std::string port;
  bool database = false;  ///< to Postgres itself
};

/// What the readers find.
struct Facts {
  std::vector<Use> uses = {};
  std::vector<Setting> settings = {};  ///< of .env files
  std::vector<Published> ports = {};
  std::vector<Diagnostic> diagnostics = {};  ///< notes: files that were not read
};

/// What is known before the readers begin: the texts of package.json's scripts, and of make's and just's ("make NAME").
struct Context {
  std::map<std::string, std::string, std::less<>> scripts = {};
};

/// One file of src/survey/readers/ = one kind of file.
struct Reader {
  std::string_view name;                  ///< "dotenv"
  bool (*wants)(std::string_view path);
  void (*read)(const SourceRef& file, const Context& context, Facts& found);
  void (*prepare)(const SourceRef& file, Context& context) = nullptr;  ///< before any file is read
};
std::span<const Reader* const> readers();

/// Whether a reader wants the file. None does below `docs`, `test`, `tests`, `fixtures` and the like.
bool wants(std::string_view path);

enum class Verdict { refused, doubtful, fit, application, guarded, unknown };
std::string_view name_of(Verdict verdict);  ///< "refused", "doubtful", "fit", "application", "guarded", "unknown"

/// A use, and what its connection leads to.
struct Judged {
  Use use;
  std::string shown;  ///< "$DATABASE_URL", or "db.example:5432"
  endpoint::Mode mode = endpoint::Mode::unknown;
  Verdict verdict = Verdict::unknown;
};
struct Findings {
  std::size_t files = 0;
  std::vector<Judged> uses = {};              ///< by file and place
  std::vector<Diagnostic> diagnostics = {};   ///< errors first; their sources hold no password
};
/// Reads every file of the tree that a reader wants, and judges what they say together.
Findings look(const FileTree& tree);

}  // namespace migrate::survey
