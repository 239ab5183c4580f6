/** What a list can hold. */

/** Each row brings some forty actions along, and the platform ends a command at 100 MB of heap. */
export const MAX_ROWS = 300;
