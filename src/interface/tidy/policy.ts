/** How a person wants the cache to be tidied: one policy, which stays until that person changes it. */
import type { TidyPolicy } from "../../pip-cache/tidy/tidy";
import { formatBytes, formatCount } from "../shared/format";
import { PersonalData, UnreadableDataError, type StoredData } from "../shared/personal-data";

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

/** `at most 2.0 GB, no package unused for more than 90 days, only the newest 2 versions of each` */
export function policyText({ budgetBytes, days, newestVersions, sparesNeeded }: Policy): string {
  const versions = newestVersions === 1 ? "version" : `${newestVersions} versions`;
  return [
    budgetBytes !== undefined && `at most ${formatBytes(budgetBytes)}`,
    days !== undefined && `no package unused for more than ${formatCount(days, "day")}`,
    newestVersions !== undefined && `only the newest ${versions} of each`,
    sparesNeeded && "nothing that is installed or in a project",
  ]
    .filter(Boolean)
    .join(", ");
}
