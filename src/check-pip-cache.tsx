import { CheckView } from "./interface/check-view";

export default function Command() {
  return <CheckView />;
}
