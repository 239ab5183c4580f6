import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { thisMachine, type Machine } from "../../src/files/machine";
import { measureTargets } from "../../src/developer-caches/measure-tool";
import { resolveTools } from "../../src/developer-caches/resolve";
import { whyLeftOut, parseMountOutput, parseProcMounts, readMounts } from "../../src/files/volumes";
import { emptyMachine, layOut, onMachine } from "./lay-out";

const mac: Machine = { platform: "darwin", home: "/Users/ada", env: {} };
const linux: Machine = { platform: "linux", home: "/home/ada", env: {} };
const windows: Machine = { platform: "win32", home: "C:\\Users\\ada", env: { OneDrive: "C:\\Users\\ada\\OneDrive" } };

describe("volumes", () => {
  it("of this machine are known", async () => {
    const mounts = await readMounts(thisMachine());
    expect(mounts.map(({ path }) => path)).toContain("/");
  });

  it("over the network are left out, those of this machine not", () => {
    const mounts = parseProcMounts(
      "/dev/vda / ext4 rw 0 0\nserver:/home /home nfs4 rw 0 0\n/dev/sdb /home/ada/my\\040disk ext4 rw 0 0\nx /mnt/far fuse.sshfs rw 0 0\n",
    );
    expect(whyLeftOut("/home/ada/.npm", linux, mounts)).toBe("It is on a network volume.");
    expect(whyLeftOut("/home/ada/my disk/.npm", linux, mounts)).toBeUndefined();
    expect(whyLeftOut("/mnt/far/cache", linux, mounts)).toBe("It is on a network volume.");
    expect(whyLeftOut("/mnt/farther/cache", linux, mounts)).toBeUndefined();
  });

  it("of a Mac are read from what mount prints", () => {
    const mounts = parseMountOutput(
      "/dev/disk3s1s1 on / (apfs, sealed, local)\n//ada@nas._smb._tcp.local/work on /Volumes/work on nas (smbfs, nodev)\n",
    );
    expect(mounts).toEqual([
      { path: "/", type: "apfs" },
      { path: "/Volumes/work on nas", type: "smbfs" },
    ]);
    expect(whyLeftOut("/Volumes/work on nas/.pnpm-store", mac, mounts)).toBe("It is on a network volume.");
    expect(whyLeftOut("/Users/ada/Library/Caches/pip", mac, mounts)).toBeUndefined();
  });

  it("of Windows show in the path", () => {
    expect(whyLeftOut("\\\\server\\share\\npm-cache", windows, [])).toBe("It is on a network volume.");
    expect(whyLeftOut("\\\\?\\C:\\cache", windows, [])).toBeUndefined();
    expect(whyLeftOut("C:\\Users\\ada\\AppData\\Local\\npm-cache", windows, [])).toBeUndefined();
  });

  it("in a cloud are left out", () => {
    expect(whyLeftOut("/Users/ada/Library/Mobile Documents/com~apple~CloudDocs/npm", mac, [])).toBe("It is in iCloud.");
    expect(whyLeftOut("/Users/ada/Library/CloudStorage/Box/npm", mac, [])).toBe("It is in a cloud folder.");
    expect(whyLeftOut("C:\\Users\\ada\\OneDrive\\npm", windows, [])).toBe("It is in OneDrive.");
    expect(whyLeftOut("C:\\Users\\ada\\OneDriveCopy\\npm", windows, [])).toBeUndefined();
    expect(whyLeftOut("C:\\Users\\ada\\OneDrive - Analytical Engines\\npm", windows, [])).toBe(
      "It is in a cloud folder.",
    );
    expect(whyLeftOut("/home/ada/Dropbox/code", linux, [])).toBe("It is in a cloud folder.");
    expect(whyLeftOut("/Users/ada/code/Dropbox", mac, [])).toBeUndefined();
  });

  it("that are left out are named and not measured", async () => {
    const machine = emptyMachine("darwin");
    const place = onMachine(machine, "Library/Mobile Documents/npm");
    layOut("npm.cacache", `${place}/_cacache`);
    machine.env.npm_config_cache = place;
    const found = resolveTools(catalogue, machine);
    expect(found).toMatchObject([{ leftOut: "It is in iCloud.", blocked: "It is in iCloud." }]);
    expect((await measureTargets(found, machine)).size).toBe(0);
  });
});
