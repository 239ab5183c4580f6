/** What a command does to the machine outside of its own window. Recorded always, carried out only where a person sits. */

export type Effect =
  | { type: "copy"; text: string }
  | { type: "open"; target: string; application?: string }
  | { type: "show-in-finder"; path: string }
  | { type: "trash"; paths: string[] }
  | { type: "launch"; command: string; launchType: string; arguments?: unknown; context?: unknown }
  | { type: "create-quicklink"; name?: string; link: string }
  | { type: "open-preferences" }
  | { type: "update-subtitle"; subtitle: string | null };
