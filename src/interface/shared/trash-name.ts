/** Removed files wait in another place on each platform, and people know it by that name. */

export const trashName = process.platform === "win32" ? "Recycle Bin" : "Trash";
