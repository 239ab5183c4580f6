/** A pip that is remembered from an earlier time: nothing of it has to be on this machine. */
export const fact = (value: unknown) => ({ value });

export const installation = {
  python: "/opt/python/bin/python3",
  origin: "Other",
  prefix: fact("/opt/python"),
  implementation: fact("CPython"),
  pythonVersion: fact("3.13.0"),
  pythonTag: fact("cp313"),
  pipVersion: fact("26.2.1"),
  otherDirectories: [],
  files: [],
  capabilities: fact({}),
  cacheDirectory: fact("/nonexistent"),
  caching: { state: "on" },
  settings: {},
};
