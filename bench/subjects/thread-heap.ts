/** Loaded into the thread of a command before the command: watches the heap of that thread and those that it starts. */
import { watchHeap } from "./heap";

export const watch = (numbers: Float64Array): void => void watchHeap(numbers);
