/** The fields of a form and what was filled into them. */
import type { DataFolder } from "./data-folder";
import { describeOptions } from "./describe";
import type { TreeNode } from "./tree";
import { withoutUndefined } from "./values";
import type { FieldData } from "./view";
import { own } from "./lookup";

const storedValues = "form-values.json";
const emptyValues: Record<string, unknown> = { text: "", password: "", checkbox: false, files: [] };

export class Fields {
  private readonly values = new Map<string, unknown>();
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

  /** Fills a field in, as a person would. Throws when the form has no such field. */
  fill(id: string, value: unknown): void {
    const nodes = this.form?.children.filter((node) => isField(node) && node.props.id !== undefined) ?? [];
    const node = nodes.find(({ props }) => props.id === id);
    if (!node) {
      throw new Error(`The form has no field "${id}". There is: ${nodes.map(({ props }) => props.id).join(", ")}.`);
    }
    this.values.set(id, value);
    if (node.props.storeValue) {
      this.data.writeJson(storedValues, { ...this.data.readJson(storedValues), [`${this.name}/${id}`]: value });
    }
    this.call(() => (node.props.onChange as ((value: unknown) => void) | undefined)?.(value));
  }

  /** What submitting the form hands over: the value of each field by its id. */
  submission(): Record<string, unknown> {
    const nodes = this.form?.children.filter((node) => isField(node) && node.props.id !== undefined) ?? [];
    return Object.fromEntries(nodes.map((node) => [node.props.id as string, this.value(node)]));
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
      error: (props.error as string | undefined) || undefined,
      autoFocus: props.autoFocus === true || undefined,
      value: hasValue ? this.value(node) : undefined,
      options: type === "dropdown" ? describeOptions(node) : undefined,
    });
  }
}

function isField(node: TreeNode): boolean {
  return node.type.startsWith("field.");
}

function fieldType(node: TreeNode): FieldData["type"] {
  return node.type.slice("field.".length) as FieldData["type"];
}
