/** Says over everything else that page and server do not understand each other, and what a person can do about it. */
import { dismissRefusal, type Trouble } from "./connection";

export function TroubleNotice({ trouble }: { trouble: Trouble }) {
  return (
    <div className="trouble" role="alert">
      {trouble.kind === "stopped" && (
        <>
          The preview has stopped. Start it again with <code>npm start</code>: this page then goes on by itself.
        </>
      )}
      {trouble.kind === "shut out" && `The preview has been started again. ${trouble.reason}`}
      {trouble.kind === "refused" && (
        <>
          The preview did not do that: {trouble.reason} <button onClick={dismissRefusal}>Dismiss</button>
        </>
      )}
    </div>
  );
}
