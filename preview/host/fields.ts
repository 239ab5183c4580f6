/** The fields of a form and what was filled into them. */
import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { DataFolder } from "./data-folder";
import { describeOptions } from "./describe";
import type { TreeNode } from "./tree";
import { withoutUndefined } from "./values";
import type { FieldData } from "./view";
import { findOption, own } from "./lookup";

const storedValues = "form-values.json";
const emptyValues: Record<string, unknown> = { text: "", password: "", checkbox: false, files: [] };

export class Fields {
  private readonly values = new Map<string, unknown>();
  /** By the id of a file picker why what was typed into it cannot be chosen. */
  private readonly refused = new Map<string, string>();
  private form: TreeNode | undefined;

  constructor(
    private readonly data: DataFolder,
    private readonly name: string,
    private readonly call: (handler: () => unknown) => void,
  ) {}

  update(form: TreeNode): void {
    this.form = form;
  }

  describe(form: TreeNode): FieldData[] {
    return form.children.filter(isField).map((node) => this.describeField(node));
  }

  /** What a text means to a field. Throws when there is no such field, or it takes no such thing. */
  read(id: string, text: string): unknown {
    const node = this.field(id);
    const type = fieldType(node);
    const place = `the field "${id}"`;
    if (type === "files") return [pickedPath(node, text)];
    if (type === "checkbox") return findOption(checkboxOptions, text, place).value === "yes";
    const options = describeOptions(node).flatMap(({ items }) => items);
    return type === "dropdown" ? findOption(options, text, place).value : text;
  }

  /** Fills a field in, as a person would. Throws when the form has no such field. */
  fill(id: string, value: unknown): void {
    const node = this.field(id);
    this.values.set(id, value);
    if (node.props.storeValue) {
      this.data.writeJson(storedValues, { ...this.data.readJson(storedValues), [`${this.name}/${id}`]: value });
    }
    this.call(() => (node.props.onChange as ((value: unknown) => void) | undefined)?.(value));
  }

  /**
   * The same of what is typed in the page. A file picker has a path there, and of what cannot be chosen, which Raycast's own does
   * not offer, says why and has nothing.
   */
  type(id: string, value: unknown): void {
    this.refused.delete(id);
    const node = this.field(id);
    const [text = ""] = [value].flat();
    if (fieldType(node) !== "files" || text === "") return this.fill(id, value);
    try {
      this.fill(id, [pickedPath(node, String(text))]);
    } catch (error) {
      this.refused.set(id, (error as Error).message);
      this.fill(id, []);
    }
  }

  /** What submitting the form hands over: the value of each field by its id. */
  submission(): Record<string, unknown> {
    return Object.fromEntries(this.named().map((node) => [node.props.id as string, this.value(node)]));
  }

  private named(): TreeNode[] {
    return this.form?.children.filter((node) => isField(node) && node.props.id !== undefined) ?? [];
  }

  private field(id: string): TreeNode {
    const nodes = this.named();
    const node = nodes.find(({ props }) => props.id === id);
    if (node) return node;
    const ids = nodes.map(({ props }) => props.id).join(", ");
    throw new Error(`The form has no field "${id}". There is: ${ids || "no field"}.`);
  }

  private value(node: TreeNode): unknown {
    const { id, value, defaultValue, storeValue } = node.props as Record<string, unknown> & { id: string };
    if (value !== undefined) return value;
    if (this.values.has(id)) return this.values.get(id);
    const stored = storeValue ? own(this.data.readJson(storedValues), `${this.name}/${id}`) : undefined;
    if (stored !== undefined) return stored;
    if (defaultValue !== undefined) return defaultValue;
    const type = fieldType(node);
    return type === "dropdown" ? describeOptions(node)[0]?.items[0]?.value : emptyValues[type];
  }

  private describeField(node: TreeNode): FieldData {
    const { props } = node;
    const type = fieldType(node);
    const hasValue = type !== "description" && type !== "separator";
    return withoutUndefined({
      type,
      id: props.id as string | undefined,
      title: props.title as string | undefined,
      text: props.text as string | undefined,
      label: props.label as string | undefined,
      placeholder: props.placeholder as string | undefined,
      info: props.info as string | undefined,
      error: this.refused.get(String(props.id)) ?? ((props.error as string | undefined) || undefined),
      autoFocus: props.autoFocus === true || undefined,
      value: hasValue ? this.value(node) : undefined,
      options: type === "dropdown" ? describeOptions(node) : undefined,
    });
  }
}

const checkboxOptions = ["yes", "no"].map((value) => ({ value, title: value }));

/** The absolute path of something that a file picker lets a person choose. */
function pickedPath({ props }: TreeNode, text: string): string {
  const path = /^~(?=$|[\\/])/.test(text) ? join(homedir(), text.slice(1)) : resolve(text);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new Error(`There is no ${path}.`);
  const isOffered = found.isDirectory() ? props.canChooseDirectories === true : props.canChooseFiles !== false;
  if (isOffered) return path;
  throw new Error(
    `The field "${String(props.id)}" takes no ${found.isDirectory() ? "folder" : "file"}, as ${path} is.`,
  );
}

function isField(node: TreeNode): boolean {
  return node.type.startsWith("field.");
}

function fieldType(node: TreeNode): FieldData["type"] {
  return node.type.slice("field.".length) as FieldData["type"];
}
