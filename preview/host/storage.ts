/** LocalStorage: the platform's own, which commands ask. What reached it is kept, whatever becomes of who asked. */
import type { DataFolder } from "./data-folder";
import { own } from "./lookup";
import type { Question } from "./sides";

const file = "local-storage.json";

export type StorageQuestion = Exclude<Question, { type: "confirm" | "effect" }>;

export function answerFromStorage(data: DataFolder, question: StorageQuestion): unknown {
  const items = data.readJson(file);
  switch (question.type) {
    case "all-items":
      return items;
    case "get-item":
      return own(items, question.key);
    case "set-item":
      return data.writeJson(file, { ...items, [question.key]: question.value });
    case "remove-item":
      return data.writeJson(file, Object.fromEntries(Object.entries(items).filter(([name]) => name !== question.key)));
    case "clear-items":
      return data.writeJson(file, {});
  }
}
