/** What a person has typed into the fields of commands in their list, until the command is opened with it. */
import { launchArguments, type CommandDefinition } from "../host/manifest";

export class TypedArguments {
  /** The field that has to be filled in first; another object each time that the command was to be opened in vain. */
  wanted: { command: string; name: string } | undefined;
  /** Grows with each command that was opened: what was typed for it is gone then. */
  taken = 0;
  private readonly given = new Map<string, Map<string, string>>();

  type(command: string, name: string, text: string): void {
    this.given.set(command, new Map(this.of(command)).set(name, text));
  }

  of(command: string): ReadonlyMap<string, string> {
    return this.given.get(command) ?? new Map<string, string>();
  }

  /** What the command is opened with. Undefined where a required field is empty: then that is wanted. */
  take(definition: CommandDefinition): Record<string, string> | undefined {
    const given = this.of(definition.name);
    const missing = definition.arguments?.find(({ name, required }) => required && !given.get(name));
    this.wanted = missing && { command: definition.name, name: missing.name };
    if (missing) return undefined;
    this.given.delete(definition.name);
    this.taken++;
    return launchArguments(definition, given);
  }
}
