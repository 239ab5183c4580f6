import { CheckView } from "./interface/check/check-view";

export default function Command() {
  return <CheckView />;
}
