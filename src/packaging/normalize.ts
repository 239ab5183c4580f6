/** Project names as the index compares them: `Zope.Interface`, `zope_interface` and `zope-interface` are one. */

/** The normalised form of a project name, as PEP 503 has it. */
export function normalizeName(name: string): string {
  return isNormalized(name) ? name : name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** Most names come normalised from the index: worth a look before a regular expression. */
function isNormalized(name: string): boolean {
  let previous = 0;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const plain = (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
    if (!plain && (code !== 0x2d || previous === 0x2d)) return false;
    previous = code;
  }
  return true;
}
