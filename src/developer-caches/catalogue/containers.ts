/** Docker, and what speaks as it does. */
import type { Tool } from "../tool";

export const containers: Tool[] = [
  {
    // docs.docker.com: builder prune, system df, Daemon socket, Rootless mode, Desktop (permission requirements on a Mac, FAQ for
    // Linux); docker/cli, builder/prune.go, cmd/docker/builder.go and formatter/disk_usage.go; docs.orbstack.dev, Docker; Colima,
    // docs/FAQ.md and config/files.go
    id: "docker",
    name: "Docker",
    group: "Containers",
    places: {
      data: {
        defaults: {
          darwin: ["~/Library/Containers/com.docker.docker/Data/vms/0/data/Docker.raw"],
          win32: ["%LOCALAPPDATA%\\Docker\\wsl"],
          linux: ["/var/lib/docker", "${XDG_DATA_HOME:-~/.local/share}/docker"],
        },
      },
      socket: {
        environment: ["${COLIMA_HOME}/*/docker.sock", "${XDG_CONFIG_HOME}/colima/*/docker.sock"],
        options: [{ variable: "DOCKER_HOST", prefix: "unix://" }],
        defaults: {
          darwin: ["~/.docker/run/docker.sock", "~/.orbstack/run/docker.sock", "~/.colima/*/docker.sock"],
          linux: ["/var/run/docker.sock", "${XDG_RUNTIME_DIR}/docker.sock", "~/.docker/desktop/docker.sock"].concat([
            "~/.colima/*/docker.sock",
          ]),
        },
      },
    },
    targets: [
      {
        id: "docker.build-cache",
        label: "Build cache",
        tier: "tool-only",
        place: "socket",
        paths: [""],
        removable: false,
        asked: {
          program: "docker",
          arguments: ["--host", "unix://{root}", "system", "df", "--format", "{{.Type}}: {{.Reclaimable}}"],
          after: "Build Cache: ",
          timeout: 60_000,
        },
        commands: [
          {
            program: "docker",
            arguments: ["--host", "unix://{root}", "builder", "prune", "--all", "--force"],
            // So that it is that of this service, whichever builder buildx was told to use, perhaps on another machine.
            environment: { DOCKER_BUILDKIT: "0", BUILDX_BUILDER: "default" },
            timeout: 600_000,
          },
        ],
        cost: "The next builds begin anew, and download again what “RUN --mount=type=cache” had kept.",
        note: "Images, containers and volumes stay. A disk image on a Mac shrinks some time later.",
      },
      {
        id: "docker.data",
        label: "Images, containers, volumes and build cache",
        tier: "never",
        place: "data",
        paths: [""],
        removable: false,
        cost: "Volumes and containers are data. “docker builder prune” empties the build cache alone.",
      },
    ],
    questions: [{ label: "Disk usage", program: "docker", arguments: ["system", "df"] }],
    processes: {
      aliases: {
        "Docker Desktop": ["com.docker.backend", "Docker Desktop"],
        "the Docker service": ["dockerd"],
        OrbStack: ["OrbStack", "OrbStack Helper"],
        Colima: ["colima", "limactl"],
      },
    },
  },
];
