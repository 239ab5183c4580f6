/** The bar at the top: the way back, the search field or a title, the dropdown, and the line that moves while something loads. */
import type { RefObject } from "react";
import { send, type Model } from "./connection";
import { ArgumentFields } from "./argument-fields";
import { Dropdown } from "./dropdown";
import { Drawing } from "./image";
import { selectedElementId } from "./list";

interface HeaderProps {
  model: Model;
  /** Whether something lies over the page and has the keys. */
  inert: boolean;
  /** The search field, so that the launcher can put the focus there. */
  input: RefObject<HTMLInputElement | null>;
  isDropdownOpen: boolean;
  onOpenDropdown: () => void;
}

export function Header({ model, inert, input, isDropdownOpen, onOpenDropdown }: HeaderProps) {
  const { screen, sections, detail, argumentFields } = model.state;
  const { view } = screen;
  const isLoading = view.isLoading || detail?.isLoading === true;
  const ids = sections.flatMap((section) => section.ids);
  return (
    <header className="header" inert={inert}>
      {!screen.isRoot && (
        <button
          className="back"
          aria-label="Back"
          data-tooltip="Back (Esc)"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => send({ type: "back" })}
        >
          <Drawing source="arrow-left-16" size={14} />
        </button>
      )}
      {view.type === "list" ? (
        <>
          <h1 className="visually-hidden">{screen.title}</h1>
          <input
            ref={input}
            className="search"
            type="search"
            role="searchbox"
            aria-label={view.searchBarPlaceholder}
            aria-controls={sections.length > 0 ? "rows" : undefined}
            aria-activedescendant={selectedElementId(ids, model.selectedId)}
            placeholder={view.searchBarPlaceholder}
            value={model.searchText}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => send({ type: "search", text: event.target.value })}
          />
        </>
      ) : (
        <h1 className="title">{screen.title}</h1>
      )}
      {argumentFields && (
        <ArgumentFields key={`${argumentFields.command} ${argumentFields.taken}`} of={argumentFields} />
      )}
      {view.type === "list" && view.dropdown && (
        <Dropdown dropdown={view.dropdown} isOpen={isDropdownOpen} onOpen={onOpenDropdown} />
      )}
      <div
        className={isLoading ? "loading active" : "loading"}
        role="progressbar"
        aria-label="Loading"
        hidden={!isLoading}
      />
    </header>
  );
}
