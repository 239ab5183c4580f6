import { existsSync } from "node:fs";
import { join } from "node:path";
import { scenario } from "./scenario";

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>own</artifactId>
  <version>1.0</version>
  <packaging>pom</packaging>
</project>`;

scenario("Maven", {
  env: ({ home }) => ({ MAVEN_OPTS: `-Duser.home=${home}` }),
  fill: ({ run, write }) => {
    write("app/pom.xml", pom);
    run("app", "mvn", "-B", "-q", "install");
  },
  targets: { "maven.repository": "empty" },
  check: ({ home }) => {
    expect(existsSync(join(home, ".m2/repository/com/example/own/1.0/own-1.0.pom"))).toBe(true);
    expect(existsSync(join(home, ".m2/repository/org/apache/maven/plugins/maven-install-plugin"))).toBe(false);
  },
});

scenario("Gradle", {
  fill: ({ run, write }) => {
    write("app/settings.gradle", "");
    write("app/build.gradle", "plugins { id 'base' }\n");
    run("app", "gradle", "--no-daemon", "assemble");
  },
  targets: { "gradle.caches": "empty" },
});

scenario("Cargo", {
  env: () => ({ RUSTUP_HOME: process.env.RUSTUP_HOME ?? join(process.env.HOME ?? "", ".rustup") }),
  fill: ({ run, write }) => {
    write(
      "app/Cargo.toml",
      '[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n\n[dependencies]\nitoa = "1.0.11"\n',
    );
    write("app/src/main.rs", 'fn main() { println!("{}", itoa::Buffer::new().format(1)); }\n');
    run("app", "cargo", "check", "-q");
  },
  targets: { "cargo.sources": "empty", "cargo.archives": "empty", "cargo.index": "empty" },
  restless: /^\.cargo\/\.(package-cache|global-cache)|^app\/target/,
});

scenario("Go", {
  env: () => ({ GOTOOLCHAIN: "local", GOSUMDB: "off" }),
  fill: ({ run, write }) => {
    write("app/go.mod", "module example.org/app\n\ngo 1.18\n\nrequire rsc.io/quote v1.5.2\n");
    run("app", "go", "mod", "download", "all");
    run("app", "go", "list", "-deps", "rsc.io/quote");
  },
  targets: { "go.modules": "empty" },
  commands: ["go clean -modcache"],
  restless: /^app\/go\.(mod|sum)$|^\.config/,
});
