/** The policy as a form, which says at once what it would do. */
import { Action, ActionPanel, Form, Icon, showToast, Toast } from "@raycast/api";
import { isDeepStrictEqual } from "node:util";
import { useMemo, useState } from "react";
import type { Rows } from "../../pip-cache/rows/rows";
import type { KnownNeeds } from "../projects/known-needs";
import type { RowRemoval } from "../removal/use-row-removal";
import { showFailure } from "../shared/failure-toast";
import { formatPath } from "../shared/format";
import { useMarks } from "../shared/marks";
import { openPreferences } from "../shared/platform-calls";
import { useSliced } from "../shared/use-sliced";
import { parseDays, parseSize, parseVersions, sizeText, type TypedAmount } from "./amounts";
import { hasLimits, isTidiedInBackground, readPolicy, savePolicy, type Policy } from "./policy";
import { canSpareNeeded } from "./protection";
import { TidyAction, TidyingView } from "./tidy-action";
import { tidyingOf, whatItDoes } from "./tidy-request";

export interface TidyingFormProps extends Pick<RowRemoval, "onRemove"> {
  /** What is cached; absent until it is known. */
  rows?: Rows;
  /** What is needed of it; absent until it is known. */
  needs?: KnownNeeds;
  isLoading: boolean;
  /** Real paths of the cache directories. */
  paths: string[];
  /** It was saved, or something has gone. */
  onDone: () => void;
}

type Field = "budget" | "days" | "versions";
type Texts = Record<Field, string>;

export function TidyingForm({ rows, needs, isLoading, paths, onRemove, onDone }: TidyingFormProps) {
  const [stored] = useState(readPolicy);
  const before = "value" in stored ? stored.value : {};
  const [texts, setTexts] = useState<Texts>(() => textsOf(before));
  const [isMissing, setMissing] = useState(false);
  const amounts = useMemo(() => amountsOf(texts), [texts]);
  const [sparesNeeded, setSparesNeeded] = useState(before.sparesNeeded ?? false);
  const policy = useMemo(() => policyOf(amounts, sparesNeeded), [amounts, sparesNeeded]);
  const { marks } = useMarks();
  const isJudged = !sparesNeeded || (needs !== undefined && canSpareNeeded());
  const isWanted = policy !== undefined && hasLimits(policy);
  const [tidying, isWorking] = useSliced(
    () => (rows && isWanted && isJudged ? tidyingOf(rows, policy, marks, needs) : undefined),
    [rows, policy, marks, needs, isJudged],
  );
  const field = (name: Field) => {
    const amount = amounts[name];
    const problem = amount && "problem" in amount ? amount.problem : undefined;
    return {
      id: name,
      value: texts[name],
      error: problem ?? (isMissing && name === "budget" ? "Say at least one of the three." : undefined),
      onChange: (text: string) => {
        setMissing(false);
        setTexts((all) => ({ ...all, [name]: text }));
      },
    };
  };
  const save = async (saved: Policy) => {
    try {
      savePolicy(saved);
    } catch (error) {
      return showFailure(error, "Could Not Save the Policy");
    }
    const [title, message] = hasLimits(saved)
      ? [
          "Saved the Policy",
          `Carried out ${isTidiedInBackground() ? "twice a day, and " : ""}when you run Tidy pip Cache`,
        ]
      : ["Removed the Policy", "Nothing is tidied by itself."];
    await showToast({ style: Toast.Style.Success, title, message });
    onDone();
  };
  const once = isDeepStrictEqual(policy, before) ? undefined : ("unsaved" as const);
  const tidyProps = rows &&
    tidying &&
    policy &&
    tidying.items.length > 0 && { tidying, policy, once, rows, paths, onRemove };
  return (
    <Form
      navigationTitle="Tidying"
      isLoading={isLoading || isWorking}
      actions={
        <ActionPanel>
          <Action.SubmitForm
            key="save"
            title="Save Policy"
            icon={Icon.Check}
            onSubmit={() => (policy === undefined ? undefined : isWanted ? save(policy) : setMissing(true))}
          />
          {tidyProps && (
            <Action.Push
              key="show"
              title="Show What Would Go…"
              icon={Icon.List}
              target={<TidyingView {...tidyProps} onTidied={onDone} />}
            />
          )}
          {tidyProps && <TidyAction key="tidy" {...tidyProps} onTidied={onDone} />}
          <Action key="settings" title="Show Settings…" icon={Icon.Gear} onAction={openPreferences} />
          {hasLimits(before) && (
            <Action key="remove" title="Remove Policy" icon={Icon.XMarkCircle} onAction={() => save({})} />
          )}
        </ActionPanel>
      }
    >
      {"unreadable" in stored && (
        <Form.Description
          title="Not Read"
          text={`${stored.unreadable.name} cannot be read: ${formatPath(stored.unreadable.path)}. ${stored.unreadable.reason} It is set aside when a new one is saved.`}
        />
      )}
      <Form.TextField
        {...field("budget")}
        title="Maximum Size"
        placeholder="2 GB"
        info="Of what pip keeps, all caches together"
      />
      <Form.TextField
        {...field("days")}
        title="Maximum Age"
        placeholder="90 days"
        info="Packages that pip has not dealt with for longer go"
      />
      <Form.TextField
        {...field("versions")}
        title="Maximum Versions"
        placeholder="3"
        info="Of each package, the newest; pre-releases push none out"
      />
      <Form.Checkbox
        id="sparesNeeded"
        title="Protect"
        label="What Is Installed or in a Project"
        info="In the environments and project folders that were looked at; what has no name stays then, too"
        value={sparesNeeded}
        onChange={setSparesNeeded}
      />
      <Form.Separator />
      <Form.Description title="Effect" text={textOf()} />
      <Form.Description title="When" text={whenText()} />
      <Form.Description
        title="Not Part of It"
        text="What uv, Poetry, PDM and conda keep: they remove it themselves, which starts a program and may wait for its lock, so it is always asked of you. Clean Up offers it."
      />
    </Form>
  );

  function textOf(): string {
    if (policy === undefined) return "One of the fields cannot be read.";
    if (!isWanted) return "Say at least one of the three. Leftovers and damaged files go in any case.";
    if (!isJudged && !canSpareNeeded()) return "The list of project folders cannot be read: nothing would go.";
    if (!isJudged) return "Still reading what is installed or in a project.";
    if (tidying === undefined || isWorking) return "Still reading what is cached.";
    return whatItDoes(tidying);
  }
}

/** When a policy is carried out. */
const whenText = (): string =>
  isTidiedInBackground()
    ? "Twice a day by itself, without a question, while no pip runs. And whenever you run Tidy pip Cache or choose it in Clean Up: both ask first."
    : "Whenever you run Tidy pip Cache or choose it in Clean Up: both ask first. Nothing goes by itself, since Tidy in the Background is off in the settings.";

const textsOf = ({ budgetBytes, days, newestVersions }: Policy): Texts => ({
  budget: budgetBytes === undefined ? "" : sizeText(budgetBytes),
  days: days === undefined ? "" : String(days),
  versions: newestVersions === undefined ? "" : String(newestVersions),
});

/** What is written in each field; absent where it is empty. */
function amountsOf({ budget, days, versions }: Texts): Partial<Record<Field, TypedAmount>> {
  return {
    ...(budget.trim() !== "" && { budget: parseSize(budget) }),
    ...(days.trim() !== "" && { days: parseDays(days) }),
    ...(versions.trim() !== "" && { versions: parseVersions(versions) }),
  };
}

/** Undefined where one of the fields cannot be read. */
function policyOf(
  { budget, days, versions }: Partial<Record<Field, TypedAmount>>,
  sparesNeeded: boolean,
): Policy | undefined {
  if ([budget, days, versions].some((amount) => amount && "problem" in amount)) return undefined;
  return {
    ...(budget && "value" in budget && { budgetBytes: budget.value }),
    ...(days && "value" in days && { days: days.value }),
    ...(versions && "value" in versions && { newestVersions: versions.value }),
    ...(sparesNeeded && { sparesNeeded }),
  };
}
