/** What a list can hold. */

/** With its actions a row takes some 150 kB of heap, and the platform ends a command at 100 MB. */
export const MAX_ROWS = 150;
