/** What other tools keep in the home directory of the sample: real names and sizes, of which nearly all is holes. */
import { closeSync, ftruncateSync, mkdirSync, openSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentedHere } from "../test/support/documented-paths";

/** Where a file lies on Linux, its megabytes, and when it was used last, in days. */
const files: [path: string, megabytes: number, daysAgo: number][] = [
  [".npm/_cacache/content-v2/sha512/3f/0b/5c1d8e", 610, 2],
  [".npm/_cacache/content-v2/sha512/a1/44/9e02bb", 220, 40],
  [".npm/_cacache/index-v5/3f/0b/5c1d8e", 18, 2],
  [".npm/_npx/9a3f5c1d8e0b4472/node_modules/create-app/index.js", 42, 70],
  [".cache/yarn/v6/npm-react-18.3.1/package.tgz", 380, 210],
  [".local/share/pnpm/store/v10/files/00/ab", 890, 5],
  [".cargo/registry/cache/index.crates.io-6f17d22bba15001f/tokio-1.41.0.crate", 310, 12],
  [".cargo/registry/src/index.crates.io-6f17d22bba15001f/tokio-1.41.0/src/lib.rs", 960, 12],
  [".cargo/registry/index/index.crates.io-6f17d22bba15001f/.cache/to/ki/tokio", 140, 12],
  [".gradle/caches/modules-2/files-2.1/org.jetbrains.kotlin/kotlin-stdlib/2.0.21/kotlin-stdlib-2.0.21.jar", 1_700, 33],
  [".gradle/wrapper/dists/gradle-8.10-all/a1b2c3/gradle-8.10-all.zip", 230, 33],
  [".gradle/wrapper/dists/gradle-7.6-all/d4e5f6/gradle-7.6-all.zip", 180, 300],
  [".m2/repository/org/springframework/spring-core/6.1.14/spring-core-6.1.14.jar", 740, 120],
  [".cache/go-build/00/00ab12-d", 1_200, 9],
  ["go/pkg/mod/cache/download/golang.org/x/tools/@v/v0.26.0.zip", 430, 9],
  [".cache/composer/files/symfony/console/4d1e.zip", 96, 400],
  [".cache/ccache/4/7/9c1d8e0b-R", 2_100, 95],
  [".cache/pypoetry/artifacts/3f/0b/5c/numpy-2.1.3-cp312-cp312-macosx_11_0_arm64.whl", 260, 18],
  [".cache/pypoetry/cache/repositories/PyPI/_http/3/f/0/b/3f0b5c", 35, 18],
  [".cache/pypoetry/virtualenvs/shop-x1y2-py3.12/lib/python3.12/site-packages/six.py", 510, 3],
  [".cache/uv/archive-v0/Vx3pQ0bKfR7dLm2s/torch/lib/libtorch_cpu.so", 1_480, 6],
  [".cache/uv/archive-v0/Vx3pQ0bKfR7dLm2s/torch-2.5.1.dist-info/RECORD", 1, 6],
  [".cache/uv/archive-v0/aZ81nWc5TtYq6hEo/numpy/_core/_multiarray_umath.so", 62, 6],
  [".cache/uv/archive-v0/aZ81nWc5TtYq6hEo/numpy-2.1.3.dist-info/RECORD", 1, 6],
  [".cache/uv/archive-v0/k2PdX9uJgS4vBn7w/pandas/_libs/algos.so", 48, 44],
  [".cache/uv/archive-v0/k2PdX9uJgS4vBn7w/pandas-2.2.3.dist-info/RECORD", 1, 44],
  [".cache/uv/simple-v15/pypi/torch.rkyv", 2, 6],
  [".cache/uv/git-v0/db/2122faf3e081fb7a/objects/pack/pack-5c1d8e.pack", 31, 80],
  [".cache/pdm/wheels/ab/cd/ef/requests-2.32.3-py3-none-any.whl", 3, 130],
  ["miniconda3/pkgs/numpy-2.1.3-py312h58c1407_0/lib/python3.12/site-packages/numpy/core.so", 41, 210],
  ["miniconda3/pkgs/numpy-2.1.3-py312h58c1407_0.conda", 8, 210],
  ["miniconda3/pkgs/mkl-2024.2.2-ha957f24_16/lib/libmkl_core.so.2", 690, 210],
  [".konan/kotlin-native-prebuilt-linux-x86_64-2.1.10/konan/lib/kotlin-native-compiler-embeddable.jar", 780, 52],
  [".konan/dependencies/llvm-16.0.0-x86_64-linux-essentials-80/bin/clang", 1_150, 52],
  ["Android/Sdk/.downloadIntermediates/arm64-v8a-35_r09.zip.asdownload", 480, 88],
  [".android/cache/sdkbin-1_027553a3-sys-img2-1_xml", 3, 88],
  [".config/Code/CachedData/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567/chrome/js/3f0b5c1d8e_0", 140, 1],
  [".config/Code/CachedExtensionVSIXs/ms-python.python-2025.4.0-universal", 64, 30],
  [".config/Code/Cache/Cache_Data/f_00001a", 310, 1],
  [".config/Code/User/workspaceStorage/5c1d8e0b4472/state.vscdb", 24, 1],
  [".cache/ms-playwright/chromium-1140/chrome-mac/Chromium", 340, 61],
  [".cache/huggingface/hub/models--bert-base-uncased/blobs/9c1d8e0b4472", 440, 150],
];

/** Beside an artifact Maven notes where it came from: what has no note was put there by hand, and stays. */
const mavenNote = ".m2/repository/org/springframework/spring-core/6.1.14/_remote.repositories";

/** Fills a home directory of this platform. */
export function makeSampleTools(home: string): void {
  for (const [path, megabytes, daysAgo] of files) hole(join(home, documentedHere(path)), megabytes * 1e6, daysAgo);
  writeFileSync(join(home, documentedHere(mavenNote)), "#NOTE\nspring-core-6.1.14.jar>central=\n");
  usedDaysAgo(join(home, documentedHere(mavenNote)), 120);
}

function hole(path: string, bytes: number, daysAgo: number): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  ftruncateSync(file, bytes);
  closeSync(file);
  usedDaysAgo(path, daysAgo);
}

function usedDaysAgo(path: string, days: number): void {
  const used = new Date(Date.now() - days * 86_400_000);
  utimesSync(path, used, used);
}
