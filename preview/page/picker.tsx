/** A small list over the page from which one thing is picked by typing, arrows, Enter or a click. */
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { own } from "../host/lookup";

interface Choice {
  id: string;
  title: string;
  content: ReactNode;
  isDestructive?: boolean;
}

interface PickerProps {
  label: string;
  /** Shown above the list, where the label says something that is not on screen otherwise. */
  heading?: string;
  placeholder: string;
  sections: { title?: string; choices: Choice[] }[];
  initialId?: string;
  /** Where the search field is: Raycast has it below actions and above choices. */
  searchAt: "top" | "bottom";
  onPick: (id: string) => void;
  onClose: () => void;
  /** Keys that the picker itself has no use for. Returns whether they were taken. */
  onKey?: (event: KeyboardEvent, selectedId: string | undefined, query: string) => boolean;
}

export function Picker({
  label,
  heading,
  placeholder,
  sections,
  initialId,
  searchAt,
  onPick,
  onClose,
  onKey,
}: PickerProps) {
  const [query, setQuery] = useState("");
  const [wanted, setWanted] = useState(initialId);
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const matching = sections
    .map((section) => ({ ...section, choices: section.choices.filter(({ title }) => matches(title, query)) }))
    .filter(({ choices }) => choices.length > 0);
  const choices = matching.flatMap((section) => section.choices);
  const at = Math.max(
    0,
    choices.findIndex(({ id }) => id === wanted),
  );
  const selected = choices[at];

  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [selected?.id]);

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (onKey?.(event, selected?.id, query)) return event.preventDefault();
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = own(steps, event.key);
    const next = step && choices[(at + step + choices.length) % choices.length];
    if (next) {
      event.preventDefault();
      setWanted(next.id);
    } else if (event.key === "Enter" && selected) {
      event.preventDefault();
      onPick(selected.id);
    } else if (event.key === "Escape") {
      event.preventDefault();
      onClose();
    } else if (event.key === "Tab") {
      event.preventDefault();
    }
  };

  const search = (
    <input
      ref={input}
      className="picker-search"
      role="combobox"
      aria-expanded="true"
      aria-controls="picker-list"
      aria-activedescendant={selected && `choice-${selected.id}`}
      aria-label={placeholder}
      placeholder={placeholder}
      value={query}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        setQuery(event.target.value);
        setWanted(undefined);
      }}
    />
  );
  return (
    <div className="scrim" onMouseDown={onClose}>
      <div
        className={`picker search-${searchAt}`}
        role="dialog"
        aria-modal="true"
        aria-label={label}
        onKeyDown={onKeyDown}
        onMouseDown={(event) => event.stopPropagation()}
      >
        {searchAt === "top" && search}
        {heading && <div className="picker-heading">{heading}</div>}
        <div
          className="picker-list"
          id="picker-list"
          role="listbox"
          aria-label={label}
          ref={list}
          hidden={choices.length === 0}
        >
          {matching.map((section, index) => (
            <div key={index} className="picker-section" role="group" aria-label={section.title}>
              {section.title && <div className="picker-title">{section.title}</div>}
              {section.choices.map((choice) => (
                <div
                  key={choice.id}
                  id={`choice-${choice.id}`}
                  role="option"
                  aria-selected={choice === selected}
                  className={choice.isDestructive ? "choice destructive" : "choice"}
                  onMouseMove={() => setWanted(choice.id)}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => onPick(choice.id)}
                >
                  {choice.content}
                </div>
              ))}
            </div>
          ))}
        </div>
        {choices.length === 0 && (
          <div className="picker-nothing" role="status">
            No Results
          </div>
        )}
        {searchAt === "bottom" && search}
      </div>
    </div>
  );
}

/** Every word typed is somewhere in the title. */
function matches(title: string, query: string): boolean {
  const folded = title.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
