import { CleanUpView } from "./interface/clean-up/clean-up-view";

export default function Command() {
  return <CleanUpView />;
}
