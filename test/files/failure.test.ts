import { failureOf } from "../../src/files/failure";

const reasonOf = (code: string, platform: NodeJS.Platform) =>
  failureOf("/x", Object.assign(new Error(code), { code }), platform).reason;

it.each([
  ["EPERM", "darwin", /Full Disk Access \(System Settings, Privacy & Security\)/],
  ["EACCES", "darwin", /^No permission\.$/],
  ["EPERM", "win32", /in use.* Close what uses it and try again\./],
  ["EACCES", "win32", /in use.* Close what uses it and try again\./],
  ["EBUSY", "win32", /^It is in use\. Close what uses it and try again\.$/],
  ["EPERM", "linux", /^The system does not allow it\.$/],
  ["EROFS", "darwin", /^The volume is read-only\. Make it writable and try again\.$/],
  ["EROFS", "linux", /^The volume is read-only\. Make it writable and try again\.$/],
] as const)("%s on %s has its sentence", (code, platform, sentence) => {
  expect(reasonOf(code, platform)).toMatch(sentence);
});
