#!/usr/bin/env python3
"""A repository wants its code to be run by whoever reads it: configs of drizzle-kit and Prisma, scripts of npm, Alembic's env.py, a
Python or a node of its own in front of the PATH. No command runs any of it; `sync` alone lets the service's Python render Alembic's
new revisions, without the connection string."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import servers  # noqa: E402
from inv import sound  # noqa: E402
from program import Workspace, check, skip_without_postgres  # noqa: E402

FILES = {
    "migrate.yaml": "services:\n  node: { orm: drizzle, path: node, range: 00100-00199 }\n"
                    "  api: { orm: alembic, path: api, range: 00200-00299 }\n"
                    "  worker: { orm: prisma, path: worker, range: 00300-00399 }\n",
    "node/drizzle.config.ts": "require('child_process').execSync('touch CANARY');\nexport default { out: './drizzle' };\n",
    "node/package.json": '{"scripts": {"preinstall": "touch CANARY", "postinstall": "touch CANARY"}, "type": "module"}\n',
    "node/drizzle/meta/_journal.json": '{"version": "7", "dialect": "postgresql", "entries": []}\n',
    "worker/prisma.config.ts": "require('child_process').execSync('touch CANARY');\n",
    "worker/prisma/schema.prisma": "datasource db { provider = \"postgresql\" }\n",
    "api/alembic.ini": "[alembic]\nscript_location = alembic\n",
    "api/alembic/env.py": "import os\nos.system('touch CANARY')\n",
    "api/alembic/versions/a1_x.py": "import os\nos.system('touch CANARY')\nrevision = 'a1'\ndown_revision = None\n",
    "sitecustomize.py": "import os\nos.system('touch CANARY')\n",
    ".npmrc": "script-shell=/bin/false\n", "conftest.py": "import os\nos.system('touch CANARY')\n",
    "Makefile": "all:\n\ttouch CANARY\n", ".envrc": "touch CANARY\n", ".env": "DIRECT_URL=$(touch CANARY)`touch CANARY`\n",
}
STUBS = ("python", "python3", "node", "npm", "npx", "alembic", "bash", "sh", "git", "psql", "prisma", "drizzle-kit")
COMMANDS = (["status"], ["plan"], ["apply"], ["sync", "--check"], ["sync", "--dry-run", "--service", "node"], ["guard"], ["guard", "--repo"],
            ["doctor"], ["url"], ["new", "node", "x"], ["init"])


def main():
    skip_without_postgres()
    with servers.Postgres() as server, Workspace() as workspace:
        canary, ran = f"{workspace.folder}/canary", f"{workspace.folder}/ran"
        for name, text in FILES.items():
            os.makedirs(os.path.dirname(f"{workspace.folder}/{name}") or workspace.folder, exist_ok=True)
            workspace.file(name, text.replace("CANARY", canary))
        os.mkdir(f"{workspace.folder}/bin")
        for stub in STUBS:
            workspace.file(f"bin/{stub}", f"#!/bin/sh\necho \"$0 $*\" >> {ran}\n")
            os.chmod(f"{workspace.folder}/bin/{stub}", 0o755)
        for words in COMMANDS:
            for more in ([], ["--url", server.url]):
                code, _, err = workspace.run(*words, *more, PATH=f"{workspace.folder}/bin:{os.environ['PATH']}",
                                             PYTHONPATH=workspace.folder)
                sound(code, err, words)
                check(os.path.exists(canary), False, f"{words} ran what lies in the repository")
                check(open(ran, encoding="utf-8").read() if os.path.exists(ran) else "", "", f"{words} ran a program")


if __name__ == "__main__":
    main()
