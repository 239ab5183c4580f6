import { packageKey, type RowKey } from "../../src/packaging/row-key";

/** The key of a package's row in pip's cache. */
export const rowOf = (name: string): RowKey => packageKey("pip", name);
