/** What packages depend on, in markers' words too. */
import { parseDependency } from "../../src/packaging/dependency";

describe("a dependency", () => {
  it("is read as PEP 508 has it", () => {
    const read = parseDependency(' Zope.Interface [Test, docs_x,test] (>=5 , != 5.1.*,) ; extra == "A_b" ');
    expect(read).toMatchObject({ name: "zope-interface", extras: ["test", "docs-x"], specifierText: ">=5 , != 5.1.*" });
    expect(read?.specifiers.map(({ operator, text, isPrefix }) => [operator, text, isPrefix])).toEqual([
      [">=", "5", false],
      ["!=", "5.1", true],
    ]);
    expect(read?.marker).toEqual({
      anyOf: [[{ variable: "extra", operator: "==", text: "a-b", isTextFirst: false }]],
    });
    expect(parseDependency("a[b] @ https://h.example.org/a;b ; os_name=='nt'")).toMatchObject({
      name: "a",
      extras: ["b"],
      address: "https://h.example.org/a;b",
      specifiers: [],
    });
  });
});
