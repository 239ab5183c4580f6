/** The fields of the selected command beside the search field: Tab goes to the next one, Enter opens the command. */
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { ArgumentFields as Fields } from "../server/protocol";
import { send } from "./connection";

export function ArgumentFields({ of: { command, fields, wanted } }: { of: Fields }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const inputs = Array.from(place.current?.querySelectorAll<HTMLElement>("[name]") ?? []);
    inputs.find((input) => input.getAttribute("name") === wanted?.name)?.focus();
  }, [wanted?.id]);
  return (
    <div className="arguments" role="group" aria-label="Arguments" ref={place}>
      {fields.map((field) => (
        <Field key={field.name} field={field} command={command} isWanted={field.name === wanted?.name} />
      ))}
    </div>
  );
}

interface FieldProps {
  field: Fields["fields"][number];
  command: string;
  /** Whether the command was to be opened without it. */
  isWanted: boolean;
}

function Field({ field, command, isWanted }: FieldProps) {
  const { name, type, placeholder = name, required = false, data = [] } = field;
  const [value, setValue] = useState(field.value);
  const common = {
    name,
    value,
    className: "argument",
    "aria-label": placeholder,
    "aria-required": required,
    "aria-invalid": isWanted && value === "" ? true : undefined,
    onChange({ target }: { target: { value: string } }) {
      setValue(target.value);
      send({ type: "argument", command, name, text: target.value });
    },
  };
  if (type !== "dropdown") {
    const kind = type === "password" ? "password" : "text";
    return <input {...common} type={kind} placeholder={placeholder} spellCheck={false} autoComplete="off" />;
  }
  return (
    <select {...common}>
      <option value="">{placeholder}</option>
      {data.map((option) => (
        <option key={option.value} value={option.value}>
          {option.title}
        </option>
      ))}
    </select>
  );
}

/** Fields that go, since another row was selected from one of them, leave the focus to the search field. */
export function useFocusWithout(fields: Fields | null, searchField: { current: HTMLElement | null }): void {
  const key = fields && `${fields.command} ${fields.taken}`;
  useLayoutEffect(() => {
    if (document.activeElement === document.body) searchField.current?.focus();
  }, [key]);
}
