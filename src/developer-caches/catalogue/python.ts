/** pip, uv, Poetry, PDM, Pipenv and conda. */
import { hex } from "../../files/patterns";
import { pipLeavings } from "../pip-leavings";
import type { ToolPlace, Tool } from "../tool";

const pipConfiguration = {
  darwin: [
    "${PIP_CONFIG_FILE}",
    "~/Library/Application Support/pip/pip.conf",
    "~/.config/pip/pip.conf",
    "~/.pip/pip.conf",
    "/Library/Application Support/pip/pip.conf",
  ],
  win32: ["%PIP_CONFIG_FILE%", "%APPDATA%\\pip\\pip.ini", "~\\pip\\pip.ini", "%ProgramData%\\pip\\pip.ini"],
  linux: [
    "${PIP_CONFIG_FILE}",
    "${XDG_CONFIG_HOME:-~/.config}/pip/pip.conf",
    "~/.pip/pip.conf",
    "/etc/pip.conf",
    "/etc/xdg/pip/pip.conf",
  ],
};

const pipPlace: ToolPlace = {
  environment: ["${PIP_CACHE_DIR}"],
  settings: ["global", "install", "download", "wheel"].map((section) => ({
    files: pipConfiguration,
    format: "ini",
    key: `${section}.cache-dir`,
  })),
  defaults: {
    darwin: ["~/Library/Caches/pip", "${XDG_CACHE_HOME}/pip"],
    win32: [
      "%LOCALAPPDATA%\\pip\\Cache",
      "%LOCALAPPDATA%\\Packages\\PythonSoftwareFoundation.Python.3*\\LocalCache\\Local\\pip\\Cache",
    ],
    linux: ["${XDG_CACHE_HOME:-~/.cache}/pip"],
  },
};

/**
 * As Python's `tempfile` chooses (`_candidate_tempdir_list`): what all share only where TMPDIR says nothing. macOS gives each account a
 * folder of its own as TMPDIR.
 */
export const temporaryPlace: ToolPlace = {
  environment: ["${TMPDIR}", "${TEMP}", "${TMP}"],
  defaults: {
    darwin: ["${TMPDIR:-/private/var/folders/*/*/T}", "${TMPDIR:-/tmp}", "${TMPDIR:-/var/tmp}"],
    win32: ["~\\AppData\\Local\\Temp"],
    linux: ["${TMPDIR:-/tmp}", "${TMPDIR:-/var/tmp}"],
  },
};

const poetryConfiguration = {
  darwin: [
    "${POETRY_CONFIG_DIR}/config.toml",
    "${XDG_CONFIG_HOME}/pypoetry/config.toml",
    "~/Library/Application Support/pypoetry/config.toml",
  ],
  win32: ["%POETRY_CONFIG_DIR%\\config.toml", "%APPDATA%\\pypoetry\\config.toml"],
  linux: ["${POETRY_CONFIG_DIR}/config.toml", "${XDG_CONFIG_HOME:-~/.config}/pypoetry/config.toml"],
};

export const python: Tool[] = [
  {
    id: "pip",
    name: "pip",
    group: "Python",
    places: { cache: pipPlace, temporary: temporaryPlace },
    targets: [
      {
        id: "pip.http",
        label: "Downloaded files and index pages",
        tier: "safe",
        place: "cache",
        paths: ["http-v2"],
        removable: true,
        proof: [`${hex(1)}/${hex(1)}/${hex(1)}/${hex(1)}/${hex(1)}`],
        cost: "Packages are downloaded again when they are next installed.",
      },
      {
        id: "pip.http-old",
        label: "Downloads and index pages of pip before 23.3",
        tier: "safe",
        place: "cache",
        paths: ["http"],
        removable: true,
        proof: [`${hex(1)}/${hex(1)}/${hex(1)}/${hex(1)}/${hex(1)}`],
        cost: "Nothing for pip 23.3 and newer, which never reads it; older pips download again.",
      },
      {
        id: "pip.wheels",
        label: "Wheels built on this machine",
        tier: "safe",
        place: "cache",
        paths: ["wheels"],
        removable: true,
        proof: [`${hex(2)}/${hex(2)}/${hex(2)}`],
        cost: "Packages without a wheel of their own are built again, which takes a compiler and time.",
      },
      {
        id: "pip.selfcheck",
        label: "Reminders to upgrade pip",
        tier: "safe",
        place: "cache",
        paths: ["selfcheck"],
        removable: true,
        proof: [`${hex(56)}*`],
        cost: "pip looks once more whether it is the newest.",
      },
      {
        id: "pip.selfcheck-old",
        label: "Reminders to upgrade a pip before 19.3",
        tier: "safe",
        place: "cache",
        paths: ["selfcheck.json"],
        isFile: true,
        removable: true,
        cost: "An old pip looks once more whether it is the newest.",
      },
      {
        id: "pip.temporaries",
        label: "Left by interrupted pips",
        tier: "safe",
        place: "temporary",
        paths: [""],
        isCommon: true,
        removable: false,
        proof: pipLeavings,
        cost: "Nothing: no pip looks for what another one left.",
      },
    ],
    questions: [
      { label: "Cache", program: "pip3", arguments: ["cache", "info"], environment: { PIP_CACHE_DIR: "{place}" } },
    ],
    // `src/pip/running.ts` tells a pip at work from one that only looks, and from those that cache elsewhere.
    processes: { aliases: { pip: ["pip", "pip3"] }, commands: { pip: [" -m pip "] } },
  },
  {
    id: "uv",
    name: "uv",
    group: "Python",
    places: {
      cache: {
        environment: ["${UV_CACHE_DIR}"],
        settings: [
          {
            files: {
              darwin: ["${UV_CONFIG_FILE}", "${XDG_CONFIG_HOME:-~/.config}/uv/uv.toml", "/etc/uv/uv.toml"],
              win32: ["%UV_CONFIG_FILE%", "%APPDATA%\\uv\\uv.toml", "%ProgramData%\\uv\\uv.toml"],
              linux: ["${UV_CONFIG_FILE}", "${XDG_CONFIG_HOME:-~/.config}/uv/uv.toml", "/etc/uv/uv.toml"],
            },
            format: "toml",
            key: "cache-dir",
          },
        ],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/uv", "~/Library/Caches/uv"],
          win32: ["%LOCALAPPDATA%\\uv\\cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/uv"],
        },
      },
    },
    targets: [
      {
        id: "uv.cache",
        label: "Downloads, built wheels and unpacked packages",
        tier: "tool-only",
        place: "cache",
        paths: [""],
        removable: false,
        commands: [
          {
            program: "uv",
            arguments: ["cache", "clean", "--cache-dir", "{root}"],
            environment: { UV_LOCK_TIMEOUT: "30" },
            timeout: 600_000,
          },
        ],
        proof: ["archive", "built-wheels", "builds", "git", "interpreter", "sdists", "simple", "wheels"].map(
          (name) => `${name}-v[0-9]*`,
        ),
        blockers: ["env", "file"].map((where) => ({
          ...(where === "env"
            ? { variable: "UV_LINK_MODE" }
            : {
                setting: {
                  files: {
                    darwin: ["${UV_CONFIG_FILE}", "${XDG_CONFIG_HOME:-~/.config}/uv/uv.toml"],
                    win32: ["%UV_CONFIG_FILE%", "%APPDATA%\\uv\\uv.toml"],
                    linux: ["${UV_CONFIG_FILE}", "${XDG_CONFIG_HOME:-~/.config}/uv/uv.toml"],
                  },
                  format: "toml" as const,
                  key: "link-mode",
                },
              }),
          equals: "symlink",
          why: "uv is set to link environments to its cache: they would break without it.",
        })),
        sharing: { darwin: "clones", linux: "hard links", win32: "hard links" },
        cost: "Packages are downloaded again and those without a wheel are built again.",
        note: "Cleared by uv itself, which waits for other uv processes. Environments keep what they have.",
      },
    ],
    locate: [{ place: "cache", program: "uv", arguments: ["cache", "dir"], answer: "line" }],
    questions: [
      {
        label: "Size on disk",
        program: "uv",
        arguments: ["cache", "size", "--preview-features", "cache-size", "--cache-dir", "{place}"],
      },
    ],
    processes: { programs: ["uv", "uvx"] },
  },
  {
    id: "poetry",
    name: "Poetry",
    group: "Python",
    places: {
      cache: {
        environment: ["${POETRY_CACHE_DIR}"],
        settings: [{ files: poetryConfiguration, format: "toml", key: "cache-dir" }],
        defaults: {
          darwin: ["~/Library/Caches/pypoetry", "${XDG_CACHE_HOME}/pypoetry"],
          win32: ["%LOCALAPPDATA%\\pypoetry\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/pypoetry"],
        },
      },
      environments: {
        environment: ["${POETRY_VIRTUALENVS_PATH}"],
        settings: [{ files: poetryConfiguration, format: "toml", key: "virtualenvs.path" }],
        defaults: {},
      },
    },
    targets: [
      {
        id: "poetry.cache",
        label: "Answers of package indexes",
        tier: "safe",
        place: "cache",
        paths: ["cache"],
        removable: true,
        commands: [
          {
            program: "poetry",
            arguments: ["cache", "clear", "--all", "--no-interaction"],
            environment: { POETRY_CACHE_DIR: "{place}" },
          },
        ],
        proof: [
          `repositories/*/_http/${hex(1)}`,
          `repositories/*/${hex(2)}/${hex(2)}`,
          `repositories/*/*/${hex(2)}/${hex(2)}`,
        ],
        cost: "The next lock asks the indexes again.",
      },
      {
        id: "poetry.artifacts",
        label: "Downloaded and built packages",
        tier: "safe",
        place: "cache",
        paths: ["artifacts"],
        removable: true,
        proof: [`${hex(2)}/${hex(2)}/${hex(2)}`],
        cost: "Packages are downloaded again and those without a wheel are built again.",
      },
      {
        id: "poetry.virtualenvs",
        label: "Virtual environments",
        tier: "never",
        place: "cache",
        paths: ["virtualenvs"],
        removable: false,
        cost: "These are the environments projects run in, not a cache.",
      },
      {
        id: "poetry.environments",
        label: "Virtual environments in a folder of your own",
        tier: "never",
        place: "environments",
        paths: [""],
        removable: false,
        cost: "These are the environments projects run in, not a cache.",
      },
    ],
    locate: [{ place: "cache", program: "poetry", arguments: ["config", "cache-dir"], answer: "line" }],
    questions: [
      {
        label: "Caches",
        program: "poetry",
        arguments: ["cache", "list"],
        environment: { POETRY_CACHE_DIR: "{place}" },
      },
    ],
    processes: { aliases: { Poetry: ["poetry"] }, commands: { Poetry: [" -m poetry "] } },
  },
  {
    id: "pdm",
    name: "PDM",
    group: "Python",
    places: {
      cache: {
        environment: ["${PDM_CACHE_DIR}"],
        settings: [
          {
            files: {
              darwin: [
                "${PDM_CONFIG_FILE}",
                "${XDG_CONFIG_HOME}/pdm/config.toml",
                "~/Library/Application Support/pdm/config.toml",
              ],
              win32: ["%PDM_CONFIG_FILE%", "%LOCALAPPDATA%\\pdm\\pdm\\config.toml"],
              linux: ["${PDM_CONFIG_FILE}", "${XDG_CONFIG_HOME:-~/.config}/pdm/config.toml"],
            },
            format: "toml",
            key: "cache_dir",
          },
        ],
        defaults: {
          darwin: ["~/Library/Caches/pdm", "${XDG_CACHE_HOME}/pdm"],
          win32: ["%LOCALAPPDATA%\\pdm\\pdm\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/pdm"],
        },
      },
    },
    targets: [
      {
        id: "pdm.cache",
        label: "Downloads, built wheels and metadata",
        tier: "tool-only",
        place: "cache",
        paths: ["http", "wheels", "metadata", "hashes"],
        removable: false,
        commands: [
          {
            program: "pdm",
            arguments: ["cache", "clear", "{name}"],
            environment: { PDM_CACHE_DIR: "{place}", PDM_CHECK_UPDATE: "false" },
          },
        ],
        proof: [
          `${hex(1)}/${hex(1)}/${hex(1)}/${hex(1)}/${hex(1)}`,
          `${hex(2)}/${hex(2)}/${hex(2)}`,
          "package_meta_*.json",
        ],
        cost: "Packages are downloaded again and those without a wheel are built again.",
      },
      {
        id: "pdm.packages",
        label: "Installed packages that projects link to",
        tier: "tool-only",
        place: "cache",
        paths: ["packages"],
        removable: false,
        commands: [
          {
            program: "pdm",
            arguments: ["cache", "clear", "packages"],
            environment: { PDM_CACHE_DIR: "{place}", PDM_CHECK_UPDATE: "false" },
          },
        ],
        sharing: { darwin: "symbolic links", linux: "symbolic links", win32: "symbolic links" },
        proof: ["*-*-*-*/.referrers", "*-*-*-*/.checksum"],
        cost: "PDM removes only packages that no project links to.",
      },
    ],
    locate: [{ place: "cache", program: "pdm", arguments: ["config", "cache_dir"], answer: "line" }],
    questions: [
      { label: "Cache", program: "pdm", arguments: ["cache", "info"], environment: { PDM_CACHE_DIR: "{place}" } },
    ],
    processes: { aliases: { PDM: ["pdm"] }, commands: { PDM: [" -m pdm "] } },
  },
  {
    id: "pipenv",
    name: "Pipenv",
    group: "Python",
    places: {
      cache: {
        environment: ["${PIPENV_CACHE_DIR}"],
        defaults: {
          darwin: ["~/Library/Caches/pipenv", "${XDG_CACHE_HOME}/pipenv"],
          win32: ["%LOCALAPPDATA%\\pipenv\\pipenv\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/pipenv"],
        },
      },
    },
    targets: [
      {
        id: "pipenv.cache",
        label: "Downloads and hashes",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["http", "http-v2", "wheels", "selfcheck", "hash-cache", "pkgs", "depcache*"],
        proof: [
          `http*/${hex(1)}/${hex(1)}/${hex(1)}`,
          `hash-cache/${hex(1)}/${hex(1)}/${hex(1)}`,
          `wheels/${hex(2)}/${hex(2)}`,
          "depcache*.json",
        ],
        cost: "The next lock downloads again.",
        note: "Not cleared by “pipenv --clear”, which would empty pip's cache too.",
      },
    ],
    processes: { aliases: { Pipenv: ["pipenv"] }, commands: { Pipenv: [" -m pipenv "] } },
  },
  {
    id: "conda",
    name: "conda",
    group: "Python",
    places: {
      packages: {
        environment: ["${CONDA_PKGS_DIRS...}", "${CONDA_ROOT}/pkgs", "${MAMBA_ROOT_PREFIX}/pkgs"],
        settings: [
          {
            files: {
              darwin: ["${CONDARC}", "~/.condarc", "~/.conda/.condarc", "${XDG_CONFIG_HOME:-~/.config}/conda/.condarc"],
              win32: ["%CONDARC%", "~\\.condarc", "~\\.conda\\.condarc", "%ProgramData%\\conda\\.condarc"],
              linux: ["${CONDARC}", "~/.condarc", "~/.conda/.condarc", "${XDG_CONFIG_HOME:-~/.config}/conda/.condarc"],
            },
            format: "yaml",
            key: "pkgs_dirs",
          },
        ],
        defaults: {
          darwin: [
            "~/miniconda3/pkgs",
            "~/anaconda3/pkgs",
            "~/miniforge3/pkgs",
            "~/mambaforge/pkgs",
            "~/micromamba/pkgs",
            "${XDG_DATA_HOME:-~/.local/share}/mamba/pkgs",
            "~/.conda/pkgs",
            "~/opt/miniconda3/pkgs",
            "~/opt/anaconda3/pkgs",
            "/opt/homebrew/Caskroom/*/base/pkgs",
            "/usr/local/Caskroom/*/base/pkgs",
          ],
          win32: [
            "%USERPROFILE%\\miniconda3\\pkgs",
            "%USERPROFILE%\\anaconda3\\pkgs",
            "%USERPROFILE%\\miniforge3\\pkgs",
            "%USERPROFILE%\\.conda\\pkgs",
            "%ProgramData%\\miniconda3\\pkgs",
            "%ProgramData%\\anaconda3\\pkgs",
            "%LOCALAPPDATA%\\conda\\conda\\pkgs",
          ],
          linux: [
            "~/miniconda3/pkgs",
            "~/anaconda3/pkgs",
            "~/miniforge3/pkgs",
            "~/mambaforge/pkgs",
            "~/micromamba/pkgs",
            "${XDG_DATA_HOME:-~/.local/share}/mamba/pkgs",
            "~/.conda/pkgs",
          ],
        },
      },
    },
    targets: [
      {
        id: "conda.packages",
        label: "Package archives, unpacked packages and index",
        tier: "tool-only",
        place: "packages",
        paths: [""],
        removable: false,
        proof: ["*-[0-9]*-*/info/index.json", "*-[0-9]*-*.conda", "*-[0-9]*-*.tar.bz2"],
        commands: [
          {
            program: "conda",
            arguments: ["clean", "--tarballs", "--index-cache", "--logfiles", "--yes"],
            environment: { CONDA_PKGS_DIRS: "{root}" },
            near: ["{root}/../condabin", "{root}/../bin", "{root}/../Scripts"],
            timeout: 600_000,
          },
        ],
        sharing: { darwin: "hard links", linux: "hard links", win32: "hard links" },
        cost: "Archives are downloaded again. Unpacked packages stay: environments may share their files.",
      },
    ],
    locate: [{ place: "packages", program: "conda", arguments: ["info", "--json"], answer: { json: "pkgs_dirs" } }],
    questions: [
      {
        label: "What conda would remove",
        program: "conda",
        arguments: ["clean", "--all", "--dry-run", "--yes"],
        environment: { CONDA_PKGS_DIRS: "{place}" },
        near: ["{place}/../condabin", "{place}/../bin", "{place}/../Scripts"],
      },
    ],
    processes: { programs: ["conda", "mamba", "micromamba"] },
  },
];
