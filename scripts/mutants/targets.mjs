/** Of tests that remove many files, those that take seconds and notice little that others do not. */
const slowRemovals = [
  "(2 threads)",
  "progress only grows",
  "stopping leaves",
  "removes all that is in it",
  "a thread that dies",
  "uses as many threads",
  "as seen from progress",
  "stays after a second",
  "stays otherwise, with the system's reason",
  "is tried again",
];

/**
 * What is mutated, and the tests that have to notice: the fast ones that cover it. A file belongs to the first that has it.
 * @type {Record<string, { mutate: string[], tests: string[], except?: string[] }>} files or folders of the source, globs
 * of test files, and parts of titles of tests that take seconds and notice little that others do not
 */
export const targets = {
  selection: {
    mutate: ["src/pip-cache/selection.ts"],
    tests: ["test/pip-cache/selection.test.ts"],
  },
  "configuration-edit": {
    mutate: ["src/pip/configuration-edit.ts"],
    tests: ["test/pip/configuration-edit.test.ts"],
  },
  "replace-file": {
    mutate: ["src/files/replace-file.ts"],
    tests: ["test/files/replace-file.test.ts"],
  },
  patterns: {
    mutate: ["src/files/patterns.ts"],
    tests: ["test/files/patterns.test.ts"],
  },
  switch: {
    mutate: ["src/pip/switch.ts"],
    tests: ["test/pip/switch.test.ts"],
    except: ["nothing is cached after Off"],
  },
  "developer-caches": {
    mutate: ["src/developer-caches/resolve.ts", "src/developer-caches/clear.ts"],
    tests: ["test/developer-caches/{targets,resolve,clear}.test.ts"],
    except: ["real tools", "knows the free space also", "that is stopped reports exactly"],
  },
  plan: {
    mutate: ["src/pip-cache/remove/plan.ts", "src/pip-cache/remove/question.ts"],
    tests: ["test/pip-cache/{plan,foreign,question}.test.ts"],
  },
  tidy: {
    mutate: ["src/pip-cache/tidy/tidy.ts"],
    tests: ["test/pip-cache/tidy.test.ts"],
  },
  kept: {
    mutate: ["src/interface/removal/kept.ts"],
    tests: ["test/interface/kept.test.ts"],
  },
  remembered: {
    mutate: ["src/projects/remembered.ts"],
    tests: ["test/projects/remembered.test.ts"],
  },
  remove: {
    mutate: ["src/pip-cache/remove"],
    tests: ["test/pip-cache/{removal,removal-wheels,foreign}.test.ts"],
    except: ["is emptied row by row", "the real cache legacy", "the real cache http-pip", "after installs of"],
  },
  trust: {
    mutate: ["src/files/trust.ts"],
    tests: ["test/files/trust.test.ts"],
  },
  guard: {
    mutate: ["src/files/guard.ts", "src/files/protected-folders.ts"],
    tests: ["test/files/guard.test.ts"],
  },
  "file-list": {
    mutate: ["src/files/file-list.ts", "src/files/names.ts", "src/files/typed-arrays.ts", "src/files/inodes.ts"],
    tests: ["test/files/{file-list,inodes}.test.ts"],
    except: ["of any bytes becomes a string"],
  },
  "hash-slots": {
    mutate: ["src/files/hash-slots.ts"],
    tests: ["test/files/{many,inodes}.test.ts"],
    except: ["sorting in steps"],
  },
  "small-file": {
    mutate: ["src/files/small-file.ts"],
    tests: ["test/files/small-file.test.ts"],
  },
  own: {
    mutate: ["src/files/own.ts"],
    tests: ["test/files/{own,small-file,notes,replace-file,holds}.test.ts"],
    except: ["in the place of any file", "at the same moment"],
  },
  words: {
    mutate: ["src/files/failure.ts", "src/files/visible.ts", "src/files/lookup.ts", "src/files/machine.ts"],
    tests: ["test/files/{failure,machine}.test.ts"],
  },
  tasks: {
    mutate: ["src/files/tasks.ts", "src/files/serve-tasks.ts"],
    tests: ["test/files/tasks.test.ts"],
  },
  holds: {
    mutate: ["src/files/holds.ts"],
    tests: ["test/files/holds.test.ts"],
  },
  notes: {
    mutate: ["src/files/notes.ts"],
    tests: ["test/files/notes.test.ts"],
  },
  processes: {
    mutate: ["src/files/processes.ts"],
    tests: ["test/files/processes.test.ts"],
  },
  programs: {
    mutate: ["src/files/programs.ts", "src/files/start-program.ts"],
    tests: ["test/files/{start-here,start-program,programs}.test.ts"],
  },
  permissions: {
    mutate: ["src/files/permissions.ts", "src/files/ownership.ts"],
    tests: ["test/files/{permissions,remove-hindered}.test.ts", "test/interface/owned-by-others.test.ts"],
    // Others may not enter the copy of the project that is mutated.
    except: ["in pip's cache are named", "are named also by the command", "in another tool's cache"],
  },
  directories: {
    mutate: ["src/files/directories.ts"],
    tests: ["test/files/directories.test.ts"],
  },
  attempts: {
    mutate: ["src/files/attempts.ts"],
    tests: ["test/files/{attempts,remove-files}.test.ts"],
    except: slowRemovals,
  },
  unlink: {
    mutate: ["src/files/unlink.ts", "src/files/remove-files.ts"],
    tests: ["test/files/{remove-files,remove-hindered,guard}.test.ts"],
    except: slowRemovals,
  },
  looking: {
    mutate: ["src/files/measure.ts", "src/files/walk.ts", "src/files/free-space.ts", "src/files/presence.ts"],
    tests: ["test/files/{measure,presence,walk,file-list}.test.ts"],
    except: ["of any bytes becomes a string", "a list of files"],
  },
  steps: {
    mutate: ["src/files/sort-steps.ts"],
    tests: ["test/files/many.test.ts"],
    except: ["comes to what sorting at once"],
  },
  "kept-file": {
    mutate: ["src/files/kept-file.ts"],
    tests: ["test/files/kept-file.test.ts"],
  },
  files: {
    mutate: ["src/files"],
    tests: ["test/files/{remove-files,remove-hindered}.test.ts"],
  },
};
