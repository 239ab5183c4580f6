/** What is on screen between header and footer. */
import type { RefObject } from "react";
import type { Acts } from "./acts";
import { send, type Model } from "./connection";
import { Detail } from "./detail";
import { EmptyView, ErrorView } from "./empty";
import { Form } from "./form";
import { RowList } from "./list";

interface ContentProps {
  model: Model;
  acts: Acts;
  /** Whether something lies over the page and has the keys. */
  inert: boolean;
  /** So that the launcher can put the focus there. */
  place: RefObject<HTMLElement | null>;
}

export function Content({ model, acts, inert, place }: ContentProps) {
  const { state, searchText } = model;
  const { screen, sections, detail } = state;
  const { view } = screen;
  return (
    <main ref={place} className={detail ? "content with-detail" : "content"} inert={inert}>
      {view.type === "list" &&
        (sections.length > 0 ? <Rows model={model} acts={acts} /> : <EmptyView view={view} searchText={searchText} />)}
      {view.type === "detail" && <Detail key={screen.key} detail={view} layout="beside" label={screen.title} />}
      {view.type === "form" && (
        <Form
          key={screen.key}
          form={view}
          label={screen.title}
          onFill={(id, value) => send({ type: "fill", id, value })}
        />
      )}
      {view.type === "error" && <ErrorView message={view.message} stack={view.stack} />}
    </main>
  );
}

/** The rows of a list, and the detail of the selected one. */
function Rows({ model, acts }: Pick<ContentProps, "model" | "acts">) {
  const { state, rows, selectedId } = model;
  const { screen, sections, detail } = state;
  return (
    <>
      <RowList
        screenKey={screen.key}
        label={screen.title}
        sections={sections}
        rows={rows}
        selectedId={selectedId}
        onSelect={acts.select}
        onOpen={(id) => {
          acts.select(id);
          acts.runFirst();
        }}
      />
      {detail && <Detail key={state.selectedId} detail={detail} layout="below" label="Details" />}
    </>
  );
}
