/** Browsers of test tools, models, editors, hooks and infrastructure. */
import type { Tool } from "../tool";

export const services: Tool[] = [
  {
    id: "playwright",
    name: "Playwright",
    group: "Browsers",
    places: {
      browsers: {
        environment: ["${PLAYWRIGHT_BROWSERS_PATH}"],
        defaults: {
          darwin: ["~/Library/Caches/ms-playwright"],
          win32: ["%LOCALAPPDATA%\\ms-playwright"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/ms-playwright"],
        },
      },
    },
    targets: [
      {
        id: "playwright.browsers",
        label: "Browsers",
        tier: "review",
        place: "browsers",
        paths: [""],
        removable: true,
        holds: ["chromium", "chromium_headless_shell", "chromium_tip_of_tree", "chromium_tip_of_tree_headless_shell"]
          .concat(["firefox", "firefox_beta", "webkit", "ffmpeg", "winldd", "android"])
          .map((browser) => `${browser}-[0-9]*`),
        keep: { paths: ["mcp-*"], why: "Profiles of browsers that an AI assistant drives: with logins." },
        // Chromium's began anew at 1000, so that what has six digits is the oldest: it stays.
        versions: { names: /^(?<series>[a-z_]+)-(?<version>\d{1,5})$/, noted: "links of Playwright" },
        proof: ["*-[0-9]*/INSTALLATION_COMPLETE"],
        cost: "Some hundred megabytes per browser are downloaded again; programs that bring Playwright along fail until then.",
      },
      {
        id: "playwright.profiles",
        label: "Browser profiles, with logins",
        tier: "never",
        place: "browsers",
        paths: ["mcp-*"],
        removable: false,
        cost: "Logins and history of browsers that an AI assistant drives.",
      },
    ],
    processes: {
      aliases: { Playwright: ["playwright"], "a browser of Playwright": ["headless_shell", "chrome-headless-shell"] },
      commands: { "a browser of Playwright": ["ms-playwright"] },
    },
  },
  {
    id: "puppeteer",
    name: "Puppeteer",
    group: "Browsers",
    places: {
      cache: {
        environment: ["${PUPPETEER_CACHE_DIR}"],
        defaults: {
          darwin: ["~/.cache/puppeteer"],
          win32: ["%USERPROFILE%\\.cache\\puppeteer"],
          linux: ["~/.cache/puppeteer"],
        },
      },
    },
    targets: [
      {
        id: "puppeteer.browsers",
        label: "Browsers",
        tier: "review",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["chrome", "chrome-headless-shell", "chromium", "chromedriver", "firefox"],
        proof: ["chrome/*-[0-9]*"],
        cost: "Some hundred megabytes per browser are downloaded again; programs that use Puppeteer fail until then.",
      },
    ],
    processes: { commands: { "a browser of Puppeteer": ["/.cache/puppeteer/", "\\.cache\\puppeteer\\"] } },
  },
  {
    id: "cypress",
    name: "Cypress",
    group: "Browsers",
    places: {
      cache: {
        environment: ["${CYPRESS_CACHE_FOLDER}"],
        defaults: {
          darwin: ["~/Library/Caches/Cypress"],
          win32: ["%LOCALAPPDATA%\\Cypress\\Cache"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/Cypress"],
        },
      },
    },
    targets: [
      {
        id: "cypress.versions",
        label: "Cypress, one folder per version",
        tier: "review",
        place: "cache",
        paths: [""],
        removable: true,
        holds: ["[0-9]*.[0-9]*.[0-9]*"],
        proof: ["*/Cypress*"],
        cost: "Some hundred megabytes per version are downloaded again by “cypress install”; tests fail until then.",
      },
    ],
    processes: { aliases: { Cypress: ["cypress"] } },
  },
  {
    id: "huggingface",
    name: "Hugging Face",
    group: "Machine Learning",
    places: {
      hub: {
        environment: ["${HF_HUB_CACHE}", "${HUGGINGFACE_HUB_CACHE}", "${HF_HOME}/hub", "${SENTENCE_TRANSFORMERS_HOME}"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/hub"],
          win32: ["%USERPROFILE%\\.cache\\huggingface\\hub"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/hub"],
        },
      },
      xet: {
        environment: ["${HF_XET_CACHE}", "${HF_HOME}/xet"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/xet"],
          win32: ["%USERPROFILE%\\.cache\\huggingface\\xet"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/xet"],
        },
      },
      datasets: {
        environment: ["${HF_DATASETS_CACHE}", "${HF_HOME}/datasets"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/datasets"],
          win32: ["%USERPROFILE%\\.cache\\huggingface\\datasets"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/datasets"],
        },
      },
      assets: {
        environment: ["${HF_ASSETS_CACHE}", "${HUGGINGFACE_ASSETS_CACHE}", "${HF_HOME}/assets"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/assets"],
          win32: ["%USERPROFILE%\\.cache\\huggingface\\assets"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/assets"],
        },
      },
      evaluate: {
        environment: ["${HF_EVALUATE_CACHE}", "${HF_HOME}/evaluate"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/evaluate"],
          win32: ["%USERPROFILE%\\.cache\\huggingface\\evaluate"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/huggingface/evaluate"],
        },
      },
      home: {
        environment: ["${HF_HOME}"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/huggingface"],
          win32: ["%USERPROFILE%\\.cache\\huggingface"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/huggingface"],
        },
      },
    },
    // `hf cache prune --help`, and `prune` of src/huggingface_hub/cli/cache.py
    prunes: {
      id: "huggingface.detached",
      label: "Revisions that no branch or tag names",
      tier: "tool-only",
      place: "hub",
      paths: [""],
      removable: false,
      proof: ["models--*/snapshots", "datasets--*/snapshots", "spaces--*/snapshots"],
      commands: [{ program: "hf", arguments: ["cache", "prune", "--yes", "--cache-dir", "{root}"], timeout: 600_000 }],
      cost: "Downloaded again where a program asks for just that revision: one that it asks for by its hash has no name either.",
    },
    targets: [
      ...(["models", "datasets", "spaces"] as const).map((kind) => ({
        id: `huggingface.hub-${kind}`,
        label: { models: "Model of the hub", datasets: "Data set of the hub", spaces: "Space of the hub" }[kind],
        tier: "tool-only" as const,
        place: "hub",
        paths: [`${kind}--*`],
        removable: false,
        proof: ["blobs", "snapshots", "refs"],
        // `HFCacheInfo.delete_revisions` of huggingface_hub goes by their hashes, whichever repository they were asked of.
        isFoundByRevision: true as const,
        commands: [
          {
            program: "hf",
            arguments: ["cache", "rm", "{repository}", "--yes", "--cache-dir", "{place}"],
            timeout: 600_000,
          },
        ],
        cost: "Downloaded again with its next use. Gated and deleted ones may be gone for good.",
        note: "Revisions share their files, which are counted once.",
      })),
      {
        id: "huggingface.datasets",
        label: "Prepared data sets",
        tier: "review",
        place: "datasets",
        paths: [""],
        removable: true,
        proof: ["*/*/*/*/dataset_info.json", "*/*/*/dataset_info.json", "downloads/*.json"],
        cost: "Prepared again from the hub's files; what “map” has worked out is worked out again.",
      },
      {
        id: "huggingface.evaluate",
        label: "Metrics' downloads and inputs",
        tier: "review",
        place: "evaluate",
        paths: [""],
        removable: true,
        proof: ["downloads/*.json", "*/*/*.arrow", "*/*/*/*.arrow"],
        cost: "Metrics are downloaded again. Wait until none is being worked out.",
      },
      {
        id: "huggingface.assets",
        label: "What libraries keep",
        tier: "review",
        place: "assets",
        paths: [""],
        removable: false,
        showOnly: "What of it can be made again only the library knows that put it there.",
        cost: "Depends on the library.",
      },
      {
        id: "huggingface.xet",
        label: "Pieces of downloads",
        tier: "safe",
        place: "xet",
        paths: [""],
        removable: true,
        holds: ["https*", "chunk-cache", "chunk_cache", "shard-cache", "shard_cache"],
        keep: { paths: ["*/staging"], why: "An upload may be waiting there." },
        proof: ["https___*/chunk[-_]cache", "https___*/shard[-_]cache", "chunk[-_]cache/??/*", "shard[-_]cache/*.mdb"],
        cost: "The next download fetches all of a file.",
      },
      {
        id: "huggingface.tokens",
        label: "Login tokens",
        tier: "never",
        place: "home",
        paths: ["token", "stored_tokens"],
        removable: false,
        cost: "Your login.",
      },
    ],
    questions: [{ label: "Models", program: "hf", arguments: ["cache", "ls", "--cache-dir", "{place}"] }],
    processes: { aliases: { "Hugging Face's hf": ["hf", "huggingface-cli"] } },
  },
  {
    id: "terraform",
    name: "Terraform",
    group: "Infrastructure",
    places: {
      plugins: {
        environment: ["${TF_PLUGIN_CACHE_DIR}"],
        settings: [
          {
            files: {
              darwin: ["${TF_CLI_CONFIG_FILE}", "~/.terraformrc"],
              win32: ["%TF_CLI_CONFIG_FILE%", "%APPDATA%\\terraform.rc"],
              linux: ["${TF_CLI_CONFIG_FILE}", "~/.terraformrc"],
            },
            format: "hcl",
            key: "plugin_cache_dir",
          },
        ],
        defaults: {
          darwin: ["~/.terraform.d/plugin-cache"],
          win32: ["%APPDATA%\\terraform.d\\plugin-cache"],
          linux: ["~/.terraform.d/plugin-cache"],
        },
      },
    },
    targets: [
      {
        id: "terraform.plugins",
        label: "Provider plug-ins",
        tier: "review",
        place: "plugins",
        paths: [""],
        removable: true,
        holds: ["*.*"],
        proof: ["*.*/*/*/[0-9]*/*_*"],
        keep: { paths: ["*.tfstate*", "*.tfrc*", "*.json"], why: "State and credentials are no plug-ins." },
        sharing: { darwin: "symbolic links", linux: "symbolic links", win32: "symbolic links" },
        cost: "Projects link to the plug-ins: each needs “terraform init” first.",
      },
    ],
    processes: {
      aliases: {
        Terraform: ["terraform"],
        OpenTofu: ["tofu"],
        "terraform-ls, which an editor starts": ["terraform-ls"],
      },
    },
  },
  {
    id: "pre-commit",
    name: "pre-commit",
    group: "Git",
    places: {
      store: {
        environment: ["${PRE_COMMIT_HOME}"],
        defaults: {
          darwin: ["${XDG_CACHE_HOME:-~/.cache}/pre-commit"],
          win32: ["%XDG_CACHE_HOME%\\pre-commit", "%USERPROFILE%\\.cache\\pre-commit"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/pre-commit"],
        },
      },
    },
    targets: [
      {
        id: "pre-commit.repositories",
        label: "Repositories and environments of hooks",
        tier: "tool-only",
        place: "store",
        paths: [""],
        removable: false,
        holds: ["repo*", "py_env*"],
        proof: ["db.db"],
        commands: [
          {
            program: "pre-commit",
            arguments: ["gc"],
            environment: { PRE_COMMIT_HOME: "{root}" },
            timeout: 300_000,
          },
        ],
        cost: "pre-commit removes repositories that no project uses any more.",
        note: "Not cleared by “pre-commit clean”, which would remove saved changes too.",
      },
      {
        id: "pre-commit.patches",
        label: "Changes set aside during a commit",
        tier: "never",
        place: "store",
        paths: ["patch*"],
        removable: false,
        cost: "The only copy of your changes, if a hook broke off.",
      },
    ],
    processes: { programs: ["pre-commit"], commands: { "pre-commit": [" -m pre_commit", " -mpre_commit"] } },
  },
  {
    id: "jetbrains",
    name: "JetBrains IDEs",
    group: "Editors",
    places: {
      system: {
        defaults: {
          darwin: ["~/Library/Caches/JetBrains/*"],
          win32: ["%LOCALAPPDATA%\\JetBrains\\*"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/JetBrains/*"],
        },
      },
    },
    targets: [
      {
        id: "jetbrains.index",
        label: "Indexes",
        tier: "review",
        place: "system",
        paths: ["index"],
        removable: false,
        showOnly: "Which of them an IDE can miss is not documented: use File, Invalidate Caches inside it.",
        cost: "Projects are indexed again when they are next opened.",
      },
      {
        id: "jetbrains.caches",
        label: "Caches",
        tier: "review",
        place: "system",
        paths: ["caches"],
        removable: false,
        showOnly: "Local History refers to them: clear them with File, Invalidate Caches inside the IDE.",
        cost: "Projects are read again, and Local History is lost with it.",
      },
      {
        id: "jetbrains.history",
        label: "Local History",
        tier: "never",
        place: "system",
        paths: ["LocalHistory"],
        removable: false,
        cost: "Earlier versions of your files.",
      },
    ],
    processes: {
      aliases: {
        "IntelliJ IDEA": ["idea", "idea64"],
        PyCharm: ["pycharm", "pycharm64"],
        WebStorm: ["webstorm", "webstorm64"],
        GoLand: ["goland", "goland64"],
        CLion: ["clion", "clion64"],
        PhpStorm: ["phpstorm", "phpstorm64"],
        RubyMine: ["rubymine", "rubymine64"],
        Rider: ["rider", "rider64"],
        DataGrip: ["datagrip", "datagrip64"],
        RustRover: ["rustrover", "rustrover64"],
        DataSpell: ["dataspell", "dataspell64"],
        "Android Studio": ["studio", "studio64"],
      },
      commands: { "a JetBrains IDE": ["com.intellij.idea.Main"] },
    },
  },
];
