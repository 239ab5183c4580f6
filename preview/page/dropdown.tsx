/** The dropdown beside the search field, and the choices that it opens. */
import type { DropdownData } from "../host/view";
import { Drawing, Image } from "./image";
import { Picker } from "./picker";

interface DropdownProps {
  dropdown: DropdownData;
  isOpen: boolean;
  onOpen: () => void;
}

export function Dropdown({ dropdown, isOpen, onOpen }: DropdownProps) {
  const chosen = dropdown.sections.flatMap(({ items }) => items).find(({ value }) => value === dropdown.value);
  return (
    <button
      className="dropdown"
      aria-haspopup="listbox"
      aria-expanded={isOpen}
      aria-label={[dropdown.tooltip, chosen?.title].filter(Boolean).join(": ")}
      data-tooltip={dropdown.tooltip}
      onClick={onOpen}
      onMouseDown={(event) => event.preventDefault()}
    >
      {chosen?.icon && <Image image={chosen.icon} size={14} />}
      <span>{chosen?.title ?? ""}</span>
      <Drawing source="chevron-down-16" size={10} />
    </button>
  );
}

interface ChoicesProps {
  dropdown: DropdownData;
  onChoose: (value: string) => void;
  onClose: () => void;
}

export function Choices({ dropdown, onChoose, onClose }: ChoicesProps) {
  return (
    <Picker
      label={dropdown.tooltip ?? "Choices"}
      placeholder={dropdown.placeholder ?? "Search…"}
      searchAt="top"
      initialId={dropdown.value}
      sections={dropdown.sections.map(({ title, items }) => ({
        title,
        choices: items.map((item) => ({
          id: item.value,
          title: item.title,
          content: (
            <>
              {item.icon && (
                <span className="choice-icon">
                  <Image image={item.icon} />
                </span>
              )}
              <span className="choice-title">{item.title}</span>
              {item.value === dropdown.value && <Drawing source="checkmark-16" size={12} />}
            </>
          ),
        })),
      }))}
      onPick={onChoose}
      onClose={onClose}
    />
  );
}
