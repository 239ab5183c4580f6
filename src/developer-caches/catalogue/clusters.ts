/** minikube, Helm, Vagrant and Trivy. */
import { hex } from "../../files/patterns";
import type { Tool } from "../tool";

export const clusters: Tool[] = [
  {
    // kubernetes/minikube, pkg/minikube/localpath, constants, download: what a cluster runs from is a copy in machines
    id: "minikube",
    name: "minikube",
    group: "Containers",
    places: {
      home: {
        environment: ["${MINIKUBE_HOME}/.minikube", "${MINIKUBE_HOME}"],
        defaults: { darwin: ["~/.minikube"], win32: ["%USERPROFILE%\\.minikube"], linux: ["~/.minikube"] },
      },
    },
    targets: [
      {
        id: "minikube.cache",
        label: "Downloaded images and programs of Kubernetes",
        tier: "review",
        place: "home",
        paths: ["cache"],
        removable: true,
        holds: ["darwin", "images", "iso", "kic", "linux", "preloaded-tarball", "windows"],
        proof: ["preloaded-tarball/preloaded-images-k8s-*", "iso/*/minikube-*.iso", "iso/minikube-*.iso"].concat(
          ["kic/*/*.tar", "images/*/registry.k8s.io", "images/registry.k8s.io", "linux/*/v[0-9]*", "linux/v[0-9]*"],
          ["darwin/*/v[0-9]*", "windows/*/v[0-9]*"],
        ),
        cost: "Some gigabytes are downloaded again for the next new cluster; those that exist stay.",
        note: "An image of your own that was added to the cache is read from Docker again.",
      },
      {
        id: "minikube.machines",
        label: "Clusters",
        tier: "never",
        place: "home",
        paths: ["machines"],
        removable: false,
        cost: "What runs in your clusters, and their disks. “minikube delete” removes one.",
      },
    ],
    processes: { programs: ["minikube"] },
  },
  {
    // helm/helm, pkg/helmpath (plug-ins are links to “plugins” beside it: pkg/plugin/installer); helm.sh, helm env
    id: "helm",
    name: "Helm",
    group: "Containers",
    places: {
      repository: {
        environment: ["${HELM_REPOSITORY_CACHE}", "${HELM_CACHE_HOME}/repository", "${XDG_CACHE_HOME}/helm/repository"],
        defaults: {
          darwin: ["~/Library/Caches/helm/repository"],
          win32: ["%TEMP%\\helm\\repository"],
          linux: ["~/.cache/helm/repository"],
        },
      },
    },
    targets: [
      {
        id: "helm.repository",
        label: "Indexes and charts of repositories",
        tier: "review",
        place: "repository",
        paths: [""],
        removable: true,
        holds: ["*.tgz", "*.txt", "*.yaml"],
        proof: ["*-index.yaml", "*-charts.txt"],
        cost: "Charts of your repositories are not found until “helm repo update” has fetched the indexes again.",
      },
    ],
    processes: { programs: ["helm"] },
  },
  {
    // hashicorp/vagrant, lib/vagrant/environment.rb, lib/vagrant/action/builtin/box_add.rb
    id: "vagrant",
    name: "Vagrant",
    group: "Infrastructure",
    places: {
      home: {
        environment: ["${VAGRANT_HOME}"],
        defaults: { darwin: ["~/.vagrant.d"], win32: ["%USERPROFILE%\\.vagrant.d"], linux: ["~/.vagrant.d"] },
      },
    },
    targets: [
      {
        id: "vagrant.temporary",
        label: "Downloads that were interrupted",
        tier: "safe",
        place: "home",
        paths: ["tmp"],
        removable: true,
        proof: [`box${hex(40)}`],
        cost: "The download of a box begins anew.",
      },
      {
        id: "vagrant.boxes",
        label: "Boxes",
        tier: "review",
        place: "home",
        paths: ["boxes"],
        removable: false,
        showOnly: "Machines are made of them, and one may be yours: “vagrant box prune” removes older versions.",
        cost: "Boxes are downloaded again, those of your own are gone.",
      },
    ],
    processes: { programs: ["vagrant"] },
  },
  {
    // aquasecurity/trivy, pkg/cache/dir.go, pkg/commands/clean/run.go; TRIVY_CACHE_DIR: trivy.dev, Configuration, Cache
    id: "trivy",
    name: "Trivy",
    group: "Infrastructure",
    places: {
      cache: {
        environment: ["${TRIVY_CACHE_DIR}"],
        defaults: {
          darwin: ["~/Library/Caches/trivy"],
          win32: ["%LOCALAPPDATA%\\trivy"],
          linux: ["${XDG_CACHE_HOME:-~/.cache}/trivy"],
        },
      },
    },
    targets: [
      {
        id: "trivy.scans",
        label: "Results of scans",
        tier: "safe",
        place: "cache",
        paths: ["fanal"],
        removable: true,
        proof: ["fanal.db"],
        cost: "The next scan looks into every layer again.",
      },
      {
        id: "trivy.databases",
        label: "Databases of vulnerabilities and checks",
        tier: "review",
        place: "cache",
        paths: ["db", "java-db", "policy", "vex"],
        removable: true,
        proof: ["metadata.json", "repositories/*"],
        cost: "Some hundred megabytes are downloaded again; scans without a network fail until then.",
      },
    ],
    processes: { programs: ["trivy"] },
  },
];
