/**
 * Every developer tool whose cache we know: where it lies, what may be done with it and what may not. Data, so that a
 * tool is added by describing it, and every rule of safety is applied to all of them by the same code.
 */
import { android } from "./android";
import { apple } from "./apple";
import { buildTools } from "./build-tools";
import { clusters } from "./clusters";
import { containers } from "./containers";
import { editors } from "./editors";
import { java } from "./java";
import { javascript } from "./javascript";
import { languages } from "./languages";
import { models } from "./models";
import { packageStores } from "./package-stores";
import { python } from "./python";
import { pythonApps } from "./python-apps";
import { services } from "./services";
import { terminalTools } from "./terminal-tools";
import { webTools } from "./web-tools";
import type { Tool } from "../tool";

export const catalogue: Tool[] = [
  ...python,
  ...pythonApps,
  ...javascript,
  ...java,
  ...android,
  ...apple,
  ...languages,
  ...models,
  ...containers,
  ...editors,
  ...services,
  ...buildTools,
  ...clusters,
  ...packageStores,
  ...terminalTools,
  ...webTools,
];
