/**
 * Where each tool keeps its cache by its own documentation, below the home directory (a leading `/`: below the root of
 * the system). Written apart from the catalogue, which is held against it.
 */
import type { Platform } from "../../src/files/machine";

export const documentedPaths: Record<string, Partial<Record<Platform, string[]>>> = {
  "pip.http": {
    darwin: ["Library/Caches/pip/http-v2"],
    win32: ["AppData/Local/pip/Cache/http-v2"],
    linux: [".cache/pip/http-v2"],
  },
  "pip.http-old": {
    darwin: ["Library/Caches/pip/http"],
    win32: ["AppData/Local/pip/Cache/http"],
    linux: [".cache/pip/http"],
  },
  "pip.wheels": {
    darwin: ["Library/Caches/pip/wheels"],
    win32: ["AppData/Local/pip/Cache/wheels"],
    linux: [".cache/pip/wheels"],
  },
  "pip.temporaries": {
    darwin: ["/private/var/folders/zz/zyxw/T", "/tmp"],
    win32: ["AppData/Local/Temp"],
    linux: ["/tmp", "/var/tmp"],
  },
  "pip.selfcheck": {
    darwin: ["Library/Caches/pip/selfcheck"],
    win32: ["AppData/Local/pip/Cache/selfcheck"],
    linux: [".cache/pip/selfcheck"],
  },
  "uv.cache": {
    darwin: [".cache/uv", "Library/Caches/uv"],
    win32: ["AppData/Local/uv/cache"],
    linux: [".cache/uv"],
  },
  "poetry.cache": {
    darwin: ["Library/Caches/pypoetry/cache"],
    win32: ["AppData/Local/pypoetry/Cache/cache"],
    linux: [".cache/pypoetry/cache"],
  },
  "poetry.artifacts": {
    darwin: ["Library/Caches/pypoetry/artifacts"],
    win32: ["AppData/Local/pypoetry/Cache/artifacts"],
    linux: [".cache/pypoetry/artifacts"],
  },
  "poetry.virtualenvs": {
    darwin: ["Library/Caches/pypoetry/virtualenvs"],
    win32: ["AppData/Local/pypoetry/Cache/virtualenvs"],
    linux: [".cache/pypoetry/virtualenvs"],
  },
  "pdm.cache": {
    darwin: [
      "Library/Caches/pdm/http",
      "Library/Caches/pdm/wheels",
      "Library/Caches/pdm/metadata",
      "Library/Caches/pdm/hashes",
    ],
    win32: [
      "AppData/Local/pdm/pdm/Cache/http",
      "AppData/Local/pdm/pdm/Cache/wheels",
      "AppData/Local/pdm/pdm/Cache/metadata",
      "AppData/Local/pdm/pdm/Cache/hashes",
    ],
    linux: [".cache/pdm/http", ".cache/pdm/wheels", ".cache/pdm/metadata", ".cache/pdm/hashes"],
  },
  "pdm.packages": {
    darwin: ["Library/Caches/pdm/packages"],
    win32: ["AppData/Local/pdm/pdm/Cache/packages"],
    linux: [".cache/pdm/packages"],
  },
  "pipenv.cache": {
    darwin: ["Library/Caches/pipenv"],
    win32: ["AppData/Local/pipenv/pipenv/Cache"],
    linux: [".cache/pipenv"],
  },
  "conda.packages": {
    darwin: [
      "miniconda3/pkgs",
      "anaconda3/pkgs",
      "miniforge3/pkgs",
      "mambaforge/pkgs",
      "micromamba/pkgs",
      ".local/share/mamba/pkgs",
      ".conda/pkgs",
      "/opt/homebrew/Caskroom/miniforge/base/pkgs",
    ],
    win32: ["miniconda3/pkgs", "anaconda3/pkgs", "miniforge3/pkgs", "AppData/Local/conda/conda/pkgs"],
    linux: [
      "miniconda3/pkgs",
      "anaconda3/pkgs",
      "miniforge3/pkgs",
      "micromamba/pkgs",
      ".local/share/mamba/pkgs",
      ".conda/pkgs",
    ],
  },
  "npm.cacache": {
    darwin: [".npm/_cacache"],
    win32: ["AppData/Local/npm-cache/_cacache"],
    linux: [".npm/_cacache"],
  },
  "npm.npx": {
    darwin: [".npm/_npx"],
    win32: ["AppData/Local/npm-cache/_npx"],
    linux: [".npm/_npx"],
  },
  "npm.logs": {
    darwin: [".npm/_logs"],
    win32: ["AppData/Local/npm-cache/_logs"],
    linux: [".npm/_logs"],
  },
  "yarn1.cache": {
    darwin: ["Library/Caches/Yarn"],
    win32: ["AppData/Local/Yarn/Cache"],
    linux: [".cache/yarn"],
  },
  "yarn-berry.cache": {
    darwin: [".yarn/berry/cache"],
    win32: ["AppData/Local/Yarn/Berry/cache"],
    linux: [".yarn/berry/cache"],
  },
  "yarn-berry.metadata": {
    darwin: [".yarn/berry/metadata"],
    win32: ["AppData/Local/Yarn/Berry/metadata"],
    linux: [".yarn/berry/metadata"],
  },
  "pnpm.store": {
    darwin: ["Library/pnpm/store", "/Volumes/Work/.pnpm-store"],
    win32: ["AppData/Local/pnpm/store"],
    linux: [".local/share/pnpm/store"],
  },
  "pnpm.cache": {
    darwin: ["Library/Caches/pnpm"],
    win32: ["AppData/Local/pnpm-cache"],
    linux: [".cache/pnpm"],
  },
  "bun.cache": {
    darwin: [".bun/install/cache"],
    win32: [".bun/install/cache"],
    linux: [".bun/install/cache"],
  },
  "deno.modules": {
    darwin: [
      "Library/Caches/deno/remote",
      "Library/Caches/deno/deps",
      "Library/Caches/deno/npm",
      "Library/Caches/deno/gen",
    ],
    win32: ["AppData/Local/deno/remote", "AppData/Local/deno/npm", "AppData/Local/deno/gen"],
    linux: [".cache/deno/remote", ".cache/deno/npm", ".cache/deno/gen"],
  },
  "deno.storage": {
    darwin: ["Library/Caches/deno/location_data"],
    win32: ["AppData/Local/deno/location_data"],
    linux: [".cache/deno/location_data"],
  },
  "gradle.caches": {
    darwin: [".gradle/caches"],
    win32: [".gradle/caches"],
    linux: [".gradle/caches"],
  },
  "gradle.distributions": {
    darwin: [".gradle/wrapper/dists"],
    win32: [".gradle/wrapper/dists"],
    linux: [".gradle/wrapper/dists"],
  },
  "gradle.logs": {
    darwin: [".gradle/daemon"],
    win32: [".gradle/daemon"],
    linux: [".gradle/daemon"],
  },
  "gradle.jdks": {
    darwin: [".gradle/jdks"],
    win32: [".gradle/jdks"],
    linux: [".gradle/jdks"],
  },
  "android.lists": {
    darwin: [".android/cache"],
    win32: [".android/cache"],
    linux: [".android/cache"],
  },
  "android.build-cache": {
    darwin: [".android/build-cache"],
    win32: [".android/build-cache"],
    linux: [".android/build-cache"],
  },
  "android.temporary": {
    darwin: ["Library/Android/sdk/.temp", "Library/Android/sdk/.downloadIntermediates"],
    win32: ["AppData/Local/Android/Sdk/.temp", "AppData/Local/Android/Sdk/.downloadIntermediates"],
    linux: ["Android/Sdk/.temp", "Android/Sdk/.downloadIntermediates"],
  },
  "android.devices": {
    darwin: [".android/avd/Pixel_9.avd"],
    win32: [".android/avd/Pixel_9.avd"],
    linux: [".android/avd/Pixel_9.avd"],
  },
  "konan.compilers": {
    darwin: [".konan"],
    win32: [".konan"],
    linux: [".konan"],
  },
  "konan.dependencies": {
    darwin: [".konan/dependencies"],
    win32: [".konan/dependencies"],
    linux: [".konan/dependencies"],
  },
  "konan.downloads": {
    darwin: [".konan/cache"],
    win32: [".konan/cache"],
    linux: [".konan/cache"],
  },
  "konan.libraries": {
    darwin: [".konan/klib"],
    win32: [".konan/klib"],
    linux: [".konan/klib"],
  },
  "maven.repository": {
    darwin: [".m2/repository"],
    win32: [".m2/repository"],
    linux: [".m2/repository"],
  },
  "xcode.derived-data": {
    darwin: ["Library/Developer/Xcode/DerivedData"],
  },
  "xcode.archives": {
    darwin: ["Library/Developer/Xcode/Archives"],
  },
  "xcode.device-support": {
    darwin: [
      "Library/Developer/Xcode/iOS DeviceSupport",
      "Library/Developer/Xcode/watchOS DeviceSupport",
      "Library/Developer/Xcode/tvOS DeviceSupport",
    ],
  },
  "xcode.simulator-caches": {
    darwin: ["Library/Developer/CoreSimulator/Caches"],
  },
  "xcode.simulator-devices": {
    darwin: ["Library/Developer/CoreSimulator/Devices"],
  },
  "xcode.runtimes": {
    darwin: ["/Library/Developer/CoreSimulator/Volumes", "/Library/Developer/CoreSimulator/Cryptex"],
  },
  "xcode.previews": {
    darwin: ["Library/Developer/Xcode/UserData/Previews"],
  },
  "xcode.cache": {
    darwin: ["Library/Caches/com.apple.dt.Xcode"],
  },
  "cocoapods.cache": {
    darwin: ["Library/Caches/CocoaPods"],
    linux: [".cache/CocoaPods"],
  },
  "swiftpm.cache": {
    darwin: ["Library/Caches/org.swift.swiftpm"],
    win32: ["AppData/Local/org.swift.swiftpm"],
    linux: [".cache/org.swift.swiftpm"],
  },
  "carthage.cache": {
    darwin: [
      "Library/Caches/org.carthage.CarthageKit/dependencies",
      "Library/Caches/org.carthage.CarthageKit/binaries",
      "Library/Caches/org.carthage.CarthageKit/DerivedData",
    ],
  },
  "carthage.other": {
    darwin: ["Library/Caches/carthage"],
  },
  "homebrew.downloads": {
    darwin: ["Library/Caches/Homebrew"],
    linux: [".cache/Homebrew"],
  },
  "cargo.sources": {
    darwin: [".cargo/registry/src", ".cargo/git/checkouts"],
    win32: [".cargo/registry/src", ".cargo/git/checkouts"],
    linux: [".cargo/registry/src", ".cargo/git/checkouts"],
  },
  "cargo.archives": {
    darwin: [".cargo/registry/cache", ".cargo/git/db"],
    win32: [".cargo/registry/cache", ".cargo/git/db"],
    linux: [".cargo/registry/cache", ".cargo/git/db"],
  },
  "cargo.index": {
    darwin: [".cargo/registry/index"],
    win32: [".cargo/registry/index"],
    linux: [".cargo/registry/index"],
  },
  "go.build": {
    darwin: ["Library/Caches/go-build"],
    win32: ["AppData/Local/go-build"],
    linux: [".cache/go-build"],
  },
  "go.modules": {
    darwin: ["go/pkg/mod"],
    win32: ["go/pkg/mod"],
    linux: ["go/pkg/mod"],
  },
  "composer.cache": {
    darwin: ["Library/Caches/composer", ".composer/cache"],
    win32: ["AppData/Local/Composer"],
    linux: [".cache/composer"],
  },
  "ruby.gems": {
    darwin: [".gem/ruby/3.3.0/cache", ".local/share/gem/ruby/3.3.0/cache"],
    win32: [".gem/ruby/3.3.0/cache"],
    linux: [".local/share/gem/ruby/3.3.0/cache", ".gem/ruby/3.3.0/cache"],
  },
  "ruby.bundler": {
    darwin: [".bundle/cache"],
    win32: [".bundle/cache"],
    linux: [".bundle/cache"],
  },
  "nuget.http": {
    darwin: [".local/share/NuGet/v3-cache"],
    win32: ["AppData/Local/NuGet/v3-cache"],
    linux: [".local/share/NuGet/v3-cache"],
  },
  "nuget.packages": {
    darwin: [".nuget/packages"],
    win32: [".nuget/packages"],
    linux: [".nuget/packages"],
  },
  "nuget.plugins": {
    darwin: [".local/share/NuGet/plugins-cache"],
    win32: ["AppData/Local/NuGet/plugins-cache"],
    linux: [".local/share/NuGet/plugins-cache"],
  },
  "nuget.temporary": {
    darwin: ["/tmp/NuGetScratch"],
    win32: ["AppData/Local/Temp/NuGetScratch"],
    linux: ["/tmp/NuGetScratchada"],
  },
  "playwright.browsers": {
    darwin: ["Library/Caches/ms-playwright"],
    win32: ["AppData/Local/ms-playwright"],
    linux: [".cache/ms-playwright"],
  },
  "playwright.profiles": {
    darwin: ["Library/Caches/ms-playwright/mcp-chrome-profile"],
    win32: ["AppData/Local/ms-playwright/mcp-chrome-profile"],
    linux: [".cache/ms-playwright/mcp-chrome-profile"],
  },
  "cypress.versions": {
    darwin: ["Library/Caches/Cypress"],
    win32: ["AppData/Local/Cypress/Cache"],
    linux: [".cache/Cypress"],
  },
  "electron.downloads": {
    darwin: ["Library/Caches/electron"],
    win32: ["AppData/Local/electron/Cache"],
    linux: [".cache/electron"],
  },
  "electron.builder": {
    darwin: ["Library/Caches/electron-builder"],
    win32: ["AppData/Local/electron-builder/Cache"],
    linux: [".cache/electron-builder"],
  },
  "electron.headers": {
    darwin: ["Library/Caches/node-gyp"],
    win32: ["AppData/Local/node-gyp/Cache"],
    linux: [".cache/node-gyp"],
  },
  "pre-commit.repositories": {
    darwin: [".cache/pre-commit"],
    win32: [".cache/pre-commit"],
    linux: [".cache/pre-commit"],
  },
  "pre-commit.patches": {
    darwin: [".cache/pre-commit/patch1700000000-77"],
    win32: [".cache/pre-commit/patch1700000000-77"],
    linux: [".cache/pre-commit/patch1700000000-77"],
  },
  "huggingface.hub-models": {
    darwin: [".cache/huggingface/hub/models--org--name"],
    win32: [".cache/huggingface/hub/models--org--name"],
    linux: [".cache/huggingface/hub/models--org--name"],
  },
  "huggingface.hub-datasets": {
    darwin: [".cache/huggingface/hub/datasets--org--name"],
    win32: [".cache/huggingface/hub/datasets--org--name"],
    linux: [".cache/huggingface/hub/datasets--org--name"],
  },
  "huggingface.hub-spaces": {
    darwin: [".cache/huggingface/hub/spaces--org--name"],
    win32: [".cache/huggingface/hub/spaces--org--name"],
    linux: [".cache/huggingface/hub/spaces--org--name"],
  },
  "huggingface.datasets": {
    darwin: [".cache/huggingface/datasets"],
    win32: [".cache/huggingface/datasets"],
    linux: [".cache/huggingface/datasets"],
  },
  "huggingface.evaluate": {
    darwin: [".cache/huggingface/evaluate"],
    win32: [".cache/huggingface/evaluate"],
    linux: [".cache/huggingface/evaluate"],
  },
  "huggingface.assets": {
    darwin: [".cache/huggingface/assets"],
    win32: [".cache/huggingface/assets"],
    linux: [".cache/huggingface/assets"],
  },
  "pixi.cache": {
    darwin: ["Library/Caches/rattler/cache"],
    win32: ["AppData/Local/rattler/cache"],
    linux: [".cache/rattler/cache"],
  },
  "hatch.cache": {
    darwin: ["Library/Caches/hatch"],
    win32: ["AppData/Local/hatch/Cache"],
    linux: [".cache/hatch"],
  },
  "pipx.run": {
    darwin: ["Library/Caches/pipx", ".local/pipx/.cache"],
    win32: ["AppData/Local/pipx/pipx/Cache", "pipx/.cache"],
    linux: [".cache/pipx", ".local/pipx/.cache"],
  },
  "pex.cache": {
    darwin: ["Library/Caches/pex", ".pex"],
    win32: ["AppData/Local/pex/Cache", ".pex"],
    linux: [".cache/pex", ".pex"],
  },
  "virtualenv.data": {
    darwin: ["Library/Caches/virtualenv", "Library/Application Support/virtualenv"],
    win32: ["AppData/Local/pypa/virtualenv/Cache"],
    linux: [".cache/virtualenv", ".local/share/virtualenv"],
  },
  "jupyter.runtime": {
    darwin: ["Library/Jupyter/runtime"],
    win32: ["AppData/Roaming/jupyter/runtime"],
    linux: [".local/share/jupyter/runtime"],
  },
  "matplotlib.cache": {
    darwin: [".matplotlib"],
    win32: [".matplotlib", "AppData/Local/matplotlib"],
    linux: [".cache/matplotlib"],
  },
  "torch.hub": {
    darwin: [".cache/torch/hub"],
    win32: [".cache/torch/hub"],
    linux: [".cache/torch/hub"],
  },
  "keras.downloads": {
    darwin: [".keras/datasets", ".keras/models"],
    win32: [".keras/datasets", ".keras/models"],
    linux: [".keras/datasets", ".keras/models"],
  },
  "nltk.data": {
    darwin: ["nltk_data"],
    win32: ["AppData/Roaming/nltk_data", "nltk_data"],
    linux: ["nltk_data"],
  },
  "whisper.models": {
    darwin: [".cache/whisper"],
    win32: [".cache/whisper"],
    linux: [".cache/whisper"],
  },
  "ollama.models": {
    darwin: [".ollama/models"],
    win32: [".ollama/models"],
    linux: [".ollama/models"],
  },
  "lmstudio.models": {
    darwin: [".lmstudio/models/infra-ai/ocelot-v1"],
    win32: [".lmstudio/models/infra-ai/ocelot-v1"],
    linux: [".lmstudio/models/infra-ai/ocelot-v1"],
  },
  "huggingface.xet": {
    darwin: [".cache/huggingface/xet"],
    win32: [".cache/huggingface/xet"],
    linux: [".cache/huggingface/xet"],
  },
  "docker.data": {
    darwin: ["Library/Containers/com.docker.docker/Data/vms/0/data/Docker.raw"],
    win32: ["AppData/Local/Docker/wsl"],
    linux: ["/var/lib/docker"],
  },
  "docker.build-cache": {
    darwin: [".docker/run/docker.sock", ".orbstack/run/docker.sock", ".colima/default/docker.sock"],
    linux: ["/var/run/docker.sock", ".docker/desktop/docker.sock", ".colima/default/docker.sock"],
  },
  "corepack.cache": {
    darwin: [".cache/node/corepack"],
    win32: ["AppData/Local/node/corepack"],
    linux: [".cache/node/corepack"],
  },
  "puppeteer.browsers": {
    darwin: [".cache/puppeteer"],
    win32: [".cache/puppeteer"],
    linux: [".cache/puppeteer"],
  },
  "pub.packages": {
    darwin: [".pub-cache/hosted", ".pub-cache/git"],
    win32: ["AppData/Local/Pub/Cache/hosted", "AppData/Local/Pub/Cache/git"],
    linux: [".pub-cache/hosted", ".pub-cache/git"],
  },
  "vscode.pages": {
    darwin: [
      "Library/Application Support/Code/Cache",
      "Library/Application Support/Code/Code Cache",
      "Library/Application Support/Code/GPUCache",
      "Library/Application Support/Code/DawnGraphiteCache",
      "Library/Application Support/Code/DawnWebGPUCache",
    ],
    win32: [
      "AppData/Roaming/Code/Cache",
      "AppData/Roaming/Code/Code Cache",
      "AppData/Roaming/Code/GPUCache",
      "AppData/Roaming/Code/DawnGraphiteCache",
      "AppData/Roaming/Code/DawnWebGPUCache",
    ],
    linux: [
      ".config/Code/Cache",
      ".config/Code/Code Cache",
      ".config/Code/GPUCache",
      ".config/Code/DawnGraphiteCache",
      ".config/Code/DawnWebGPUCache",
    ],
  },
  "vscode.compiled": {
    darwin: [
      "Library/Application Support/Code/CachedData",
      "Library/Application Support/Code/CachedProfilesData",
      "Library/Application Support/Code - Insiders/CachedData",
      "Library/Application Support/Code - Insiders/CachedProfilesData",
      "Library/Application Support/VSCodium/CachedData",
      "Library/Application Support/VSCodium/CachedProfilesData",
    ],
    win32: [
      "AppData/Roaming/Code/CachedData",
      "AppData/Roaming/Code/CachedProfilesData",
      "AppData/Roaming/Code - Insiders/CachedData",
      "AppData/Roaming/Code - Insiders/CachedProfilesData",
      "AppData/Roaming/VSCodium/CachedData",
      "AppData/Roaming/VSCodium/CachedProfilesData",
    ],
    linux: [
      ".config/Code/CachedData",
      ".config/Code/CachedProfilesData",
      ".config/Code - Insiders/CachedData",
      ".config/Code - Insiders/CachedProfilesData",
      ".config/VSCodium/CachedData",
      ".config/VSCodium/CachedProfilesData",
    ],
  },
  "vscode.downloads": {
    darwin: ["Library/Application Support/Code/CachedExtensionVSIXs"],
    win32: ["AppData/Roaming/Code/CachedExtensionVSIXs"],
    linux: [".config/Code/CachedExtensionVSIXs"],
  },
  "vscode.logs": {
    darwin: ["Library/Application Support/Code/logs"],
    win32: ["AppData/Roaming/Code/logs"],
    linux: [".config/Code/logs"],
  },
  "vscode.data": {
    darwin: ["Library/Application Support/Code/User", "Library/Application Support/Code/Backups"],
    win32: ["AppData/Roaming/Code/User", "AppData/Roaming/Code/Backups"],
    linux: [".config/Code/User", ".config/Code/Backups"],
  },
  "cursor.pages": {
    darwin: ["Library/Application Support/Cursor/Cache"],
    win32: ["AppData/Roaming/Cursor/Cache"],
    linux: [".config/Cursor/Cache"],
  },
  "cursor.compiled": {
    darwin: ["Library/Application Support/Cursor/CachedData"],
    win32: ["AppData/Roaming/Cursor/CachedData"],
    linux: [".config/Cursor/CachedData"],
  },
  "cursor.downloads": {
    darwin: ["Library/Application Support/Cursor/CachedExtensionVSIXs"],
    win32: ["AppData/Roaming/Cursor/CachedExtensionVSIXs"],
    linux: [".config/Cursor/CachedExtensionVSIXs"],
  },
  "cursor.logs": {
    darwin: ["Library/Application Support/Cursor/logs"],
    win32: ["AppData/Roaming/Cursor/logs"],
    linux: [".config/Cursor/logs"],
  },
  "cursor.data": {
    darwin: ["Library/Application Support/Cursor/User", "Library/Application Support/Cursor/Backups"],
    win32: ["AppData/Roaming/Cursor/User", "AppData/Roaming/Cursor/Backups"],
    linux: [".config/Cursor/User", ".config/Cursor/Backups"],
  },
  "windsurf.pages": {
    darwin: ["Library/Application Support/Windsurf/Cache"],
    win32: ["AppData/Roaming/Windsurf/Cache"],
    linux: [".config/Windsurf/Cache"],
  },
  "windsurf.compiled": {
    darwin: ["Library/Application Support/Windsurf/CachedData"],
    win32: ["AppData/Roaming/Windsurf/CachedData"],
    linux: [".config/Windsurf/CachedData"],
  },
  "windsurf.downloads": {
    darwin: ["Library/Application Support/Windsurf/CachedExtensionVSIXs"],
    win32: ["AppData/Roaming/Windsurf/CachedExtensionVSIXs"],
    linux: [".config/Windsurf/CachedExtensionVSIXs"],
  },
  "windsurf.logs": {
    darwin: ["Library/Application Support/Windsurf/logs"],
    win32: ["AppData/Roaming/Windsurf/logs"],
    linux: [".config/Windsurf/logs"],
  },
  "windsurf.data": {
    darwin: ["Library/Application Support/Windsurf/User", "Library/Application Support/Windsurf/Backups"],
    win32: ["AppData/Roaming/Windsurf/User", "AppData/Roaming/Windsurf/Backups"],
    linux: [".config/Windsurf/User", ".config/Windsurf/Backups"],
  },
  "jetbrains.caches": {
    darwin: ["Library/Caches/JetBrains/PyCharm2025.2/caches"],
    win32: ["AppData/Local/JetBrains/PyCharm2025.2/caches"],
    linux: [".cache/JetBrains/PyCharm2025.2/caches"],
  },
  "jetbrains.index": {
    darwin: ["Library/Caches/JetBrains/PyCharm2025.2/index"],
    win32: ["AppData/Local/JetBrains/PyCharm2025.2/index"],
    linux: [".cache/JetBrains/PyCharm2025.2/index"],
  },
  "ccache.cache": {
    darwin: ["Library/Caches/ccache"],
    win32: ["AppData/Local/ccache"],
    linux: [".cache/ccache"],
  },
  "sccache.cache": {
    darwin: ["Library/Caches/Mozilla.sccache"],
    win32: ["AppData/Local/Mozilla/sccache"],
    linux: [".cache/sccache"],
  },
  "terraform.plugins": {
    darwin: [".terraform.d/plugin-cache"],
    win32: ["AppData/Roaming/terraform.d/plugin-cache"],
    linux: [".terraform.d/plugin-cache"],
  },
  "coursier.cache": {
    darwin: ["Library/Caches/Coursier/v1"],
    win32: ["AppData/Local/Coursier/Cache/v1"],
    linux: [".cache/coursier/v1"],
  },
  "ivy.cache": {
    darwin: [".ivy2/cache"],
    win32: [".ivy2/cache"],
    linux: [".ivy2/cache"],
  },
  "ivy.local": {
    darwin: [".ivy2/local"],
    win32: [".ivy2/local"],
    linux: [".ivy2/local"],
  },
  "jetbrains.history": {
    darwin: ["Library/Caches/JetBrains/PyCharm2025.2/LocalHistory"],
    win32: ["AppData/Local/JetBrains/PyCharm2025.2/LocalHistory"],
    linux: [".cache/JetBrains/PyCharm2025.2/LocalHistory"],
  },
  "huggingface.tokens": {
    darwin: [".cache/huggingface/token", ".cache/huggingface/stored_tokens"],
    win32: [".cache/huggingface/token", ".cache/huggingface/stored_tokens"],
    linux: [".cache/huggingface/token", ".cache/huggingface/stored_tokens"],
  },
  "vcpkg.archives": {
    darwin: [".cache/vcpkg/archives"],
    win32: ["AppData/Local/vcpkg/archives", "AppData/Roaming/vcpkg/archives"],
    linux: [".cache/vcpkg/archives"],
  },
  "conan.cache": {
    darwin: [".conan2/p"],
    win32: [".conan2/p"],
    linux: [".conan2/p"],
  },
  "nix.cache": {
    darwin: [".cache/nix"],
    linux: [".cache/nix"],
  },
  "scoop.cache": {
    win32: ["scoop/cache"],
  },
  "helm.repository": {
    darwin: ["Library/Caches/helm/repository"],
    win32: ["AppData/Local/Temp/helm/repository"],
    linux: [".cache/helm/repository"],
  },
  "claude.logs": {
    darwin: [".claude/debug"],
    win32: [".claude/debug"],
    linux: [".claude/debug"],
  },
  "next.swc": {
    darwin: ["Library/Caches/next-swc"],
    win32: ["AppData/Local/next-swc"],
    linux: [".cache/next-swc"],
  },
  "expo.apps": {
    darwin: [".expo/ios-simulator-app-cache", ".expo/android-apk-cache"],
    win32: [".expo/android-apk-cache"],
    linux: [".expo/android-apk-cache"],
  },
  "bazel.outputs": {
    darwin: ["Library/Caches/bazel/_bazel_ada", "/private/var/tmp/_bazel_ada"],
    win32: ["_bazel_ada"],
    linux: [".cache/bazel/_bazel_ada"],
  },
  "bazel.downloads": {
    darwin: ["Library/Caches/bazel/_bazel_ada/cache/repos"],
    win32: ["_bazel_ada/cache/repos"],
    linux: [".cache/bazel/_bazel_ada/cache/repos"],
  },
  "bazel.versions": {
    darwin: ["Library/Caches/bazelisk"],
    win32: ["AppData/Local/bazelisk"],
    linux: [".cache/bazelisk"],
  },
  "zig.cache": {
    darwin: [".cache/zig"],
    win32: ["AppData/Local/zig"],
    linux: [".cache/zig"],
  },
  "stack.index": {
    darwin: [".stack/pantry", ".local/share/stack/pantry"],
    win32: ["AppData/Roaming/stack/pantry"],
    linux: [".stack/pantry", ".local/share/stack/pantry"],
  },
  "stack.snapshots": {
    darwin: [".stack/snapshots", ".local/share/stack/snapshots"],
    win32: ["AppData/Roaming/stack/snapshots"],
    linux: [".stack/snapshots", ".local/share/stack/snapshots"],
  },
  "stack.programs": {
    darwin: [".stack/programs", ".local/share/stack/programs"],
    win32: ["AppData/Local/Programs/stack", "AppData/Roaming/stack/programs"],
    linux: [".stack/programs", ".local/share/stack/programs"],
  },
  "golangci-lint.cache": {
    darwin: ["Library/Caches/golangci-lint"],
    win32: ["AppData/Local/golangci-lint"],
    linux: [".cache/golangci-lint"],
  },
  "rustup.downloads": {
    darwin: [".rustup/downloads", ".rustup/tmp"],
    win32: [".rustup/downloads", ".rustup/tmp"],
    linux: [".rustup/downloads", ".rustup/tmp"],
  },
  "rustup.toolchains": {
    darwin: [".rustup/toolchains"],
    win32: [".rustup/toolchains"],
    linux: [".rustup/toolchains"],
  },
  "minikube.cache": {
    darwin: [".minikube/cache"],
    win32: [".minikube/cache"],
    linux: [".minikube/cache"],
  },
  "minikube.machines": {
    darwin: [".minikube/machines"],
    win32: [".minikube/machines"],
    linux: [".minikube/machines"],
  },
  "vagrant.temporary": {
    darwin: [".vagrant.d/tmp"],
    win32: [".vagrant.d/tmp"],
    linux: [".vagrant.d/tmp"],
  },
  "vagrant.boxes": {
    darwin: [".vagrant.d/boxes"],
    win32: [".vagrant.d/boxes"],
    linux: [".vagrant.d/boxes"],
  },
  "trivy.scans": {
    darwin: ["Library/Caches/trivy/fanal"],
    win32: ["AppData/Local/trivy/fanal"],
    linux: [".cache/trivy/fanal"],
  },
  "trivy.databases": {
    darwin: ["Library/Caches/trivy/db", "Library/Caches/trivy/java-db"],
    win32: ["AppData/Local/trivy/db", "AppData/Local/trivy/policy"],
    linux: [".cache/trivy/db", ".cache/trivy/java-db", ".cache/trivy/policy", ".cache/trivy/vex"],
  },
  "gh.cache": {
    darwin: [".cache/gh", "/tmp/gh-cli-cache"],
    win32: ["AppData/Local/GitHub CLI", "AppData/Local/Temp/gh-cli-cache"],
    linux: [".cache/gh", "/tmp/gh-cli-cache"],
  },
  "mise.cache": {
    darwin: ["Library/Caches/mise"],
    win32: ["AppData/Local/Temp/mise"],
    linux: [".cache/mise"],
  },
  "prisma.engines": {
    darwin: [".cache/prisma"],
    win32: ["AppData/Roaming/Prisma"],
    linux: [".cache/prisma"],
  },
  "selenium.browsers": {
    darwin: [".cache/selenium"],
    win32: [".cache/selenium"],
    linux: [".cache/selenium"],
  },
};

/**
 * Where something lies on this platform that on Linux lies here, by the tools' documentation. What is of no tool, or of one
 * that this platform has not, lies where it was.
 * @param path below the home directory, with `/`
 */
export function documentedHere(path: string): string {
  const found = Object.values(documentedPaths).flatMap(({ linux = [], ...others }) => {
    const all = others[process.platform as "darwin" | "win32"] ?? [];
    return linux.flatMap((there, index) => {
      const here = all[index] ?? all[0];
      return here !== undefined && isInside(path, there) ? [{ there, here }] : [];
    });
  });
  const [{ there, here } = { there: "", here: "" }] = found.sort((a, b) => b.there.length - a.there.length);
  return here + path.slice(there.length);
}

const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);
