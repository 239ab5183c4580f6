/** What pixi, Hatch, pipx, Pex, virtualenv, Jupyter and matplotlib keep. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

export const pythonApps: Tool[] = [
  {
    // pixi's documentation, Environment variables; conda/rattler, rattler_cache/src/lib.rs
    id: "pixi",
    name: "pixi",
    group: "Python",
    places: {
      cache: {
        environment: ["${PIXI_CACHE_DIR}", "${RATTLER_CACHE_DIR}", "${XDG_CACHE_HOME}/pixi"],
        defaults: {
          darwin: ["~/Library/Caches/rattler/cache"],
          win32: ["%LOCALAPPDATA%\\rattler\\cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/rattler/cache"],
        },
      },
    },
    targets: [
      {
        id: "pixi.cache",
        label: "Conda packages, wheels and indexes",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        proof: ["pkgs/*-[0-9]*-*/info/index.json", "pkgs/*-[0-9]*-*", "repodata/*.json", "uv-cache/wheels-v[0-9]*"],
        sharing: { darwin: "clones", linux: "hard links", win32: "hard links" },
        cost: "Packages are downloaded again. Environments keep what they have.",
      },
    ],
    processes: { programs: ["pixi", "rattler-build"] },
  },
  {
    // hatch, cli/__init__.py, config/model.py, template/default.py, publish/auth.py
    id: "hatch",
    name: "Hatch",
    group: "Python",
    places: {
      cache: {
        environment: ["${HATCH_CACHE_DIR}"],
        settings: [
          {
            files: {
              darwin: ["${HATCH_CONFIG}", "~/Library/Application Support/hatch/config.toml"],
              win32: ["%HATCH_CONFIG%", "%LOCALAPPDATA%\\hatch\\config.toml"],
              linux: ["${HATCH_CONFIG}", "${XDG_CONFIG_HOME:-~/.config}/hatch/config.toml"],
            },
            format: "toml",
            key: "dirs.cache",
          },
        ],
        defaults: {
          darwin: ["~/Library/Caches/hatch"],
          win32: ["%LOCALAPPDATA%\\hatch\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/hatch"],
        },
      },
    },
    targets: [
      {
        id: "hatch.cache",
        label: "License texts and marks of a first run",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["licenses", "shell"],
        proof: ["shell/first_run", "licenses/[A-Z]*.txt"],
        keep: { paths: ["publish"], why: "Whom you publish as." },
        cost: "License texts are downloaded again.",
      },
    ],
    processes: { aliases: { Hatch: ["hatch"] }, commands: { Hatch: [" -m hatch "] } },
  },
  {
    // pipx, src/pipx/paths.py and commands/run.py
    id: "pipx",
    name: "pipx",
    group: "Python",
    places: {
      cache: {
        environment: ["${PIPX_HOME}/.cache"],
        defaults: {
          darwin: ["~/Library/Caches/pipx", "~/.local/pipx/.cache"],
          win32: ["%LOCALAPPDATA%\\pipx\\pipx\\Cache", "%USERPROFILE%\\pipx\\.cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/pipx", "~/.local/pipx/.cache"],
        },
      },
    },
    targets: [
      {
        id: "pipx.run",
        label: "Environments of “pipx run”",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: [hex(15), "CACHEDIR.TAG"],
        proof: [`${hex(15)}/pyvenv.cfg`],
        cost: "“pipx run” installs what it runs again; pipx drops these by itself after 14 days.",
      },
    ],
    processes: {
      programs: ["pipx"],
      commands: { "an app of “pipx run”": ["/.cache/pipx/", "/Caches/pipx/", "/pipx/.cache/", "\\pipx\\"] },
    },
  },
  {
    // pex, pex/cache/root.py and pex/cache/dirs.py
    id: "pex",
    name: "Pex",
    group: "Python",
    places: {
      root: {
        environment: ["${PEX_ROOT}"],
        defaults: {
          darwin: ["~/Library/Caches/pex", "~/.pex"],
          win32: ["%LOCALAPPDATA%\\pex\\Cache", "%USERPROFILE%\\.pex"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/pex", "~/.pex"],
        },
      },
    },
    targets: [
      {
        id: "pex.cache",
        label: "Unpacked wheels, apps and their environments",
        tier: "review",
        place: "root",
        paths: [""],
        removable: true,
        holds: ["bootstrap_zips", "bootstraps", "built_wheels", "dbs", "docs", "downloads", "extracted_sdists"].concat(
          ["installed_wheels", "interpreters", "isolated", "packed_wheels", "pip", "platforms", "repacked_wheels"],
          ["rc", "run", "scies", "tools", "unzipped_pexes", "user_code", "venvs"],
        ),
        proof: ["installed_wheels/[0-9]", "unzipped_pexes/[0-9]", "venvs/[0-9]", "bootstraps/[0-9]"],
        cost: "Each app unpacks itself again when it is next started; those that run now break.",
      },
    ],
    processes: {
      programs: ["pex", "pex3"],
      commands: { "an app packed with Pex": ["/pex/venvs/", "/pex/unzipped_pexes/", "/.pex/", "\\pex\\Cache\\"] },
    },
  },
  {
    // virtualenv, app_data/cache_migration.py and app_data/via_disk_folder.py
    id: "virtualenv",
    name: "virtualenv",
    group: "Python",
    places: {
      data: {
        environment: ["${VIRTUALENV_OVERRIDE_APP_DATA}"],
        defaults: {
          darwin: ["~/Library/Caches/virtualenv", "~/Library/Application Support/virtualenv"],
          win32: ["%LOCALAPPDATA%\\pypa\\virtualenv\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/virtualenv", "${XDG_DATA_HOME:-~/.local/share}/virtualenv"],
        },
      },
    },
    targets: [
      {
        id: "virtualenv.data",
        label: "Seed wheels and what is known of Pythons",
        tier: "review",
        place: "data",
        paths: [""],
        removable: true,
        holds: ["py_info", "unzip", "wheel"],
        proof: ["wheel/*/embed", "wheel/*/image", "wheel/house", "py_info/[0-9]*"],
        cost: "Made again for the next environment. One made with --symlink-app-data loses its pip.",
      },
    ],
    processes: { programs: ["virtualenv"], commands: { virtualenv: [" -m virtualenv "] } },
  },
  {
    // jupyter_core/paths.py; jupyter_server/serverapp.py
    id: "jupyter",
    name: "Jupyter",
    group: "Python",
    places: {
      runtime: {
        environment: ["${JUPYTER_RUNTIME_DIR}", "${JUPYTER_DATA_DIR}/runtime"],
        defaults: {
          darwin: ["~/Library/Jupyter/runtime"],
          win32: ["%APPDATA%\\jupyter\\runtime"],
          linux: ["${XDG_DATA_HOME:-~/.local/share}/jupyter/runtime"],
        },
      },
    },
    targets: [
      {
        id: "jupyter.runtime",
        label: "Connections of servers and kernels",
        tier: "safe",
        place: "runtime",
        paths: [""],
        removable: true,
        holds: ["jpserver-*.json", "jpserver-*.html", "kernel-*.json"],
        proof: ["jpserver-[0-9]*.json", "jpserver-[0-9]*.html", "kernel-[0-9a-f]*.json"],
        cost: "Nothing, unless a server or a kernel is running. Notebooks lie elsewhere.",
      },
    ],
    processes: {
      aliases: { Jupyter: ["jupyter", "jupyter-lab", "jupyter-notebook", "jupyter-server", "ipython"] },
      commands: { "a kernel of Jupyter": ["ipykernel", "/jupyter/runtime/", "\\jupyter\\runtime\\"] },
    },
  },
  {
    // matplotlib/__init__.py, font_manager.py, texmanager.py and testing/compare.py
    id: "matplotlib",
    name: "matplotlib",
    group: "Python",
    places: {
      cache: {
        environment: ["${MPLCONFIGDIR}"],
        defaults: {
          darwin: ["~/.matplotlib"],
          win32: ["%USERPROFILE%\\.matplotlib", "%LOCALAPPDATA%\\matplotlib"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/matplotlib"],
        },
      },
    },
    targets: [
      {
        id: "matplotlib.cache",
        label: "List of fonts and rendered formulas",
        tier: "safe",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["fontlist-v*.json", "tex.cache", "test_cache", "vartexfonts"],
        proof: ["fontlist-v[0-9]*.json"],
        keep: { paths: ["matplotlibrc", "stylelib"], why: "Your settings and styles." },
        cost: "The next plot looks for the fonts again, which takes seconds.",
      },
    ],
    processes: {},
  },
];
