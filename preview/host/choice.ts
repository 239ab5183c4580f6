/** What is chosen in the dropdown beside the search field. */
import type { DataFolder } from "./data-folder";
import { describeOptions } from "./describe";
import type { TreeNode } from "./tree";
import { own } from "./lookup";

const storedValues = "dropdown-values.json";

export class Choice {
  private chosen: string | undefined;
  private reported: string | undefined;

  constructor(
    private readonly data: DataFolder,
    private readonly screenName: string,
    private readonly call: (handler: () => unknown) => void,
  ) {}

  /** A controlled value, else what was chosen, stored or given as default, as far as it is on offer, else the first. */
  value(dropdown: TreeNode): string | undefined {
    const { value, storeValue, defaultValue } = dropdown.props;
    if (value !== undefined) return value as string;
    const offered = describeOptions(dropdown).flatMap(({ items }) => items.map((item) => item.value));
    const stored = storeValue ? own(this.data.readJson(storedValues), this.name(dropdown)) : undefined;
    const candidates = [this.chosen, stored, defaultValue];
    return (candidates.find((each) => offered.includes(each as string)) as string | undefined) ?? offered[0];
  }

  choose(dropdown: TreeNode, value: string): void {
    this.chosen = value;
    if (dropdown.props.storeValue) {
      this.data.writeJson(storedValues, { ...this.data.readJson(storedValues), [this.name(dropdown)]: value });
    }
    this.report(dropdown, value);
  }

  /** Tells the command its first value, restored ones included, and every value that changes by itself. */
  update(dropdown: TreeNode): void {
    const value = this.value(dropdown);
    if (value === undefined || value === this.reported) return;
    if (dropdown.props.value === undefined) this.report(dropdown, value);
    else this.reported = value;
  }

  private report(dropdown: TreeNode, value: string): void {
    this.reported = value;
    this.call(() => (dropdown.props.onChange as ((value: string) => void) | undefined)?.(value));
  }

  private name(dropdown: TreeNode): string {
    return `${this.screenName}/${(dropdown.props.id as string | undefined) ?? "dropdown"}`;
  }
}
