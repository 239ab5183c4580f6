import * as fc from "fast-check";
import { Inodes, UnlinkedNames } from "../../src/files/inodes";

// Few values, and those whose bits a hash may lose: Windows' inodes have 64.
const inode = fc.record({
  device: fc.constantFrom(0, 1, 2 ** 32 + 1),
  inode: fc.oneof(
    fc.nat(40),
    fc.nat(40).map((low) => low * 2 ** 32),
    fc.constantFrom(2 ** 63, 2 ** 53 - 1),
  ),
  size: fc.nat(2),
});
const nameOf = ({ device, inode, size }: { device: number; inode: number; size: number }) =>
  `${device}:${inode}:${size}`;

it("numbers inodes as they come, each once", () => {
  fc.assert(
    fc.property(fc.array(inode, { maxLength: 300 }), fc.array(inode, { maxLength: 20 }), (added, asked) => {
      const inodes = new Inodes();
      const expected = new Map<string, number>();
      for (const one of added) {
        const number = expected.get(nameOf(one)) ?? expected.size;
        expected.set(nameOf(one), number);
        expect(inodes.add(one)).toBe(number);
        expect(inodes.at(number)).toEqual(one);
      }
      expect(inodes.length).toBe(expected.size);
      for (const one of [...added, ...asked]) expect(inodes.find(one)).toBe(expected.get(nameOf(one)));
    }),
  );
});

it("finds each of many that differ in one number, also once there was to be more room", () => {
  const inodes = new Inodes();
  const many = Array.from({ length: 3000 }, (_, index) => ({
    device: index % 2,
    inode: Math.floor(index / 6) * (index % 4 < 2 ? 1 : 2 ** 32 + 1),
    size: Math.floor(index / 2) % 3,
  }));
  const expected = new Map<string, number>();
  for (const one of many) {
    if (!expected.has(nameOf(one))) expected.set(nameOf(one), expected.size);
    expect(inodes.add(one)).toBe(expected.get(nameOf(one)));
  }
  expect(inodes.length).toBe(expected.size);
  for (const one of many) expect(inodes.find(one)).toBe(expected.get(nameOf(one)));
  for (const one of many) expect(inodes.find({ ...one, size: 3 })).toBeUndefined();
  expect(inodes.sizeAt(2)).toBe(many[2].size);
});

it("tells what did not come back, in whatever parts names went", () => {
  const names = fc.array(fc.tuple(inode, fc.nat(3)), { maxLength: 40 });
  fc.assert(
    fc.property(names, names, (first, second) => {
      const left = new Map<string, { size: number; left: number }>();
      for (const [one, count] of [...first, ...second]) {
        left.set(nameOf(one), { size: one.size, left: Math.min(count, left.get(nameOf(one))?.left ?? count) });
      }
      const [sum, other] = [first, second].map((part) => {
        const unlinked = new UnlinkedNames();
        for (const [one, count] of part) unlinked.add(one, count);
        return UnlinkedNames.from(unlinked.cells());
      });
      sum.append(other);
      const shared = [...left.values()].reduce((bytes, one) => bytes + (one.left > 0 ? one.size : 0), 0);
      expect(sum.shared).toBe(shared);
    }),
  );
});
