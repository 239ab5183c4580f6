/** How a person wants the cache to be tidied: one policy, which stays until that person changes it. */
import { getPreferenceValues } from "@raycast/api";
import type { TidyPolicy } from "../../pip-cache/tidy/tidy";
import { formatCount } from "../shared/format";
import { PersonalData, UnreadableDataError, type StoredData } from "../shared/personal-data";
import { sizeText } from "./amounts";

/** What is kept of it; without any of the first three there is none. */
export interface Policy extends TidyPolicy {
  /** Whether what is installed or in a project stays. */
  sparesNeeded?: true;
}

const data = new PersonalData<Policy>({
  name: "The policy for tidying",
  file: "policy",
  version: 1,
  empty: {},
  parse: ({ budgetBytes, days, newestVersions, sparesNeeded }) => {
    const limits = { budgetBytes, days, newestVersions };
    if (!Object.values(limits).every((one) => one === undefined || isLimit(one))) return undefined;
    if (sparesNeeded !== undefined && sparesNeeded !== true) return undefined;
    return { ...(limits as TidyPolicy), ...(sparesNeeded && { sparesNeeded }) };
  },
});

const isLimit = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

export const readPolicy = (): StoredData<Policy> => data.read();

/** Whether it is carried out in the background, too: by the settings with which the command was opened. */
export function isTidiedInBackground(): boolean {
  const isOn: unknown = getPreferenceValues().tidiesInBackground;
  return isOn === true;
}

/** Whether anything is wanted. */
export const hasLimits = ({ budgetBytes, days, newestVersions }: TidyPolicy): boolean =>
  budgetBytes !== undefined || days !== undefined || newestVersions !== undefined;

/** One that cannot be read is set aside first. @throws where it cannot be written */
export function savePolicy(policy: Policy): void {
  try {
    data.change(() => policy);
  } catch (error) {
    if (!(error instanceof UnreadableDataError)) throw error;
    data.setAside();
    data.change(() => policy);
  }
}

/** `at most 2 GB, no package unused for more than 90 days; what is installed or in a project stays` */
export function policyText({ budgetBytes, days, newestVersions, sparesNeeded }: Policy): string {
  const versions = newestVersions === 1 ? "version" : `${newestVersions} versions`;
  const limits = [
    budgetBytes !== undefined && `at most ${sizeText(budgetBytes)}`,
    days !== undefined && `no package unused for more than ${formatCount(days, "day")}`,
    newestVersions !== undefined && `only the newest ${versions} of each`,
  ].filter(Boolean);
  return limits.join(", ") + (sparesNeeded ? "; what is installed or in a project stays" : "");
}
